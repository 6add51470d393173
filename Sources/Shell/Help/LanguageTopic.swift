import Language
import Text
import Workspace

/// A part of the shell's language that `help` explains: no command, but a word between them.
struct LanguageTopic: Sendable {
  /// What it is asked for by; the first is its title.
  let names: [String]
  /// One line without a full stop.
  let summary: String
  /// Paragraphs; indented ones stay as they are.
  let text: String
  /// Lines that work.
  let examples: [String]

  /// The topic that a word asks for: its name, or a place such as `p0` or `L3H4`.
  static func named(_ word: String) -> LanguageTopic? {
    if let topic = all.first(where: { $0.names.contains(word) }) { return topic }
    if PromptAddress.isAddress(word) { return addresses }
    if AddressParts(Word(argument: word, span: SourceSpan(0, 0))) != nil { return heads }
    return Names.resultPlace(word) == nil ? nil : last
  }

  static let all = [
    language, letTopic, defTopic, withTopic, tryTopic, timeTopic, heads, slices, addresses, texts,
    pipes,
    files, programs, jobs, last, names, causal,
  ]

  private static let language = LanguageTopic(
    names: ["language", "syntax", "grammar"], summary: "How commands are put together",
    text: """
      A command is a verb with operands and options: 'rank p0-3 --by induction --top 5'. ';' or the end of \
      a line ends it, '#' begins a comment, a backslash at the end of a line goes on in the next.

      '...' is text as it stands, "..." knows \\n, \\" and ${name}, and may hold an apostrophe; \"\"\"...\"\"\" \
      goes over lines. An apostrophe within a word needs no quotes: capture It's a dog.

          CMD | CMD          the result goes on            help pipes
          CMD > FILE         it is written                 help files
          CMD |! PROGRAM     a program reads it            help programs
          !PROGRAM           a program alone
          CMD &              beside the prompt             help jobs
          let x = CMD        a name for the result         help let
          def v(m) = CMDS    a verb of your own            help def
          try CMD            it may fail                   help try
          time CMD           how long it takes             help time
          with K=V -- CMD    settings for it alone         help with
          _  _2  $x          results and names             help _
          p0  p*  @hash      prompts                       help addresses
          L3H4  L0-3H2  L^1  heads                         help heads
          L3H4[-1]           tokens of them                help slices

      'help COMMAND' explains a verb, 'help scripts' the language of expressions and figures.
      """,
    examples: ["capture \"It's a dog\"; rank --by induction --top 3"])

  private static let letTopic = LanguageTopic(
    names: ["let", "="], summary: "Give a command's result a name",
    text: """
      let NAME = COMMAND keeps what the command gives; $NAME stands for it: as a command of its own it is \
      the value, as an operand its prompts and heads, in a word or "..." its text. 'vars' lists names, \
      'explain $NAME' says what made it, 'unset NAME' forgets it.
      """,
    examples: [
      "let ind = rank --by induction --top 3; show p0 $ind",
      "let n = prompts | count; echo \"${n} prompts\"",
    ])

  private static let defTopic = LanguageTopic(
    names: ["def", "macro", "function"], summary: "Make a verb of your own",
    text: """
      def NAME(PARAMETERS) = COMMAND | COMMAND ... makes a verb. What comes through a pipe is its first \
      parameter, if one more is named than words follow; without parameters $1, $2 are the words. 'alias NAME \
      COMMAND' gives a command and its first words another name. Both last as long as the session; in \
      init.plens ('doctor' says where) they are always there.
      """,
    examples: [
      "def sharp(m) = m | where 'attention > 0.3' | sort attention --desc",
      "show p0 L3H4 | sharp | head 3",
    ])

  private static let withTopic = LanguageTopic(
    names: ["with"], summary: "Run a command with other settings",
    text: """
      with KEY=VALUE ... -- COMMAND runs it with these settings, which are what they were afterwards. 'set' \
      lists them.
      """,
    examples: ["with mode=json -- models", "with mode=csv batch-size=2 -- stat p0-1 L3"])

  private static let tryTopic = LanguageTopic(
    names: ["try"], summary: "Let a command fail",
    text: """
      try COMMAND tells what went wrong and goes on; without it a script stops there. 'set on-error \
      continue' lets all fail, and the script's status is then that of the first failure.
      """,
    examples: ["try show p99 L0H0; echo 'still here'"])

  private static let timeTopic = LanguageTopic(
    names: ["time"], summary: "Say how long a command takes",
    text:
      "time COMMAND runs it and tells how long that took, by the clock. It may stand before try and with.",
    examples: ["time rank --by induction"])

  private static let heads = LanguageTopic(
    names: ["heads", "head selection", "layers"], summary: "How attention heads are named",
    text: """
          L3H4           head 4 of layer 3, both from 0
          L3             all heads of layer 3
          L0-3H2  L8-    layers 0 to 3; from 8 on
          L5H1-3         heads 1 to 3
          L^1            the last layer, L^2 the one before
          L*H*  LxHx     all; x needs no quotes in other shells
          L3H4,L2H1      both; also as words of their own
          L*H*/L0        all but those of layer 0

      They stand behind the prompts, or before them. A slice in [] picks tokens: 'help slices'.
      """,
    examples: ["show p0 L3H4", "rank p* L2- --by previous", "show p0 L3H4 L2H1 --mode table"])

  private static let slices = LanguageTopic(
    names: ["slices", "slice", "[]"], summary: "How tokens of a pattern are picked",
    text: """
          L3H4[-1]           the last query, all keys
          L3H4[3:9]          queries 3 to 8
          L3H4[3:9,:5]       of these keys 0 to 4
          L3H4[:,0]          key 0 for all queries
          L3H4[" John"]      the queries of this text, its first occurrence
          L3H4[" John"#2,:]  its second

      Numbers are as 'tokens p0' lists them, from 0, negative ones from the end; quotes take the text as it \
      is, with the space before it.
      """,
    examples: ["show p0 L3H4[-1] | top 3", "show p0 'L3H4[\" and\"]' --mode table"])

  private static let addresses = LanguageTopic(
    names: ["addresses", "address", "p0", "@"], summary: "How prompts and patterns are named",
    text: """
          p0  p3-7  p*       prompts by number, as 'prompts' lists them
          p0,p4              several
          @SuE_E3            the beginning of a hash, 4 characters at least
          prompts.jsonl      all prompts of a file
          'a text'           the text itself: it is captured if it is not yet
          demo:@SuE_E3:L3H4[3:9,:5]
                             model, prompt, heads and tokens, as commands print them

      Without prompts 'show' means the last one, 'rank', 'stat' and 'find' all.
      """,
    examples: ["show p0:L3H4[-1]", "rank p0-3 --by first", "diff p0 p1 L3H4 --table"])

  private static let texts = LanguageTopic(
    names: ["texts", "text", "quotes", "'", "\""], summary: "When words are a text to capture",
    text: """
      A text stands in quotes. Several words without quotes are one text too; a word alone only where nothing \
      else could be meant, so that a mistyped name is not captured. Quotes of either kind will do: an \
      apostrophe stands in "...", or within a word: capture It's a dog.

      Where a quote is open the prompt says so; what is typed goes into the text until the same quote comes. \
      Ctrl-C gives it up.
      """,
    examples: ["capture 'The cat sat'", "capture \"It's a dog\"", "show 'cat' L3H4"])

  private static let pipes = LanguageTopic(
    names: ["pipes", "pipe", "|"], summary: "How results go from one command to the next",
    text: """
      A | B hands A's result to B: a table, patterns, prompts, heads, figures. What does not fit is refused \
      before anything runs. where, sort, head, tail, top, select, count and map take rows; of patterns these are \
      their cells. 'page' shows all of a result.
      """,
    examples: [
      "show p0 L3H4 | where 'attention > 0.3' | sort attention --desc | head 5",
      "rank | top 2 | show p0",
    ])

  private static let files = LanguageTopic(
    names: ["files", "redirection", ">", ">>", "modes"],
    summary: "How results are written to files",
    text: """
      CMD > FILE writes the result, CMD >> FILE adds it to the end. The ending says how: csv, tsv, json, jsonl, \
      md, npy; npz with an array for each column, or for each pattern; png and svg of a pattern or figure; else \
      tab-separated text. --mode and 'set mode' say it as well. A file is written whole or not at all.
      """,
    examples: ["stat p0 L3 > stats.csv", "show p0 L3H4 > head.png", "show p0 L3H4 > head.npy"])

  private static let programs = LanguageTopic(
    names: ["programs", "!", "|!", "shell"], summary: "How programs of the system are run",
    text: """
      !PROGRAM runs one, CMD |! PROGRAM has one read the result: all up to the end of the line is for the \
      system's shell, with its own quotes and pipes. A person may leave the ! out behind a pipe: hooks | less.
      """,
    examples: ["!echo hello", "hooks |! head -n 3"])

  private static let jobs = LanguageTopic(
    names: ["background", "&"], summary: "How commands run beside the prompt",
    text: """
      CMD & runs it as a job, and the prompt is there at once. 'jobs' lists them, 'wait' waits, 'stop %1' ends \
      one. Its end is told above the line; what it captured is there for the next command.
      """,
    examples: ["capture p* &", "wait; jobs"])

  private static let last = LanguageTopic(
    names: ["_", "_2", "results"], summary: "The last results",
    text: """
      _ is the last result, _2 the one before, up to _10: as a command it is the value, as an operand its \
      prompts and heads. Text and failures are none. 'let x = _' keeps one.
      """,
    examples: ["rank p0 --by induction; _ | head 2", "rank p0; show p0 _ --limit 1"])

  private static let names = LanguageTopic(
    names: ["variables", "$", "arguments"], summary: "What $ stands for",
    text: """
      $NAME is what 'let' named. In a script $1, $2 ... are the words behind its file, and $script_folder is the \
      folder it is in, so that files beside it are found from everywhere. In "..." it is written ${NAME}.
      """,
    examples: ["let h = rank p0 --top 2; show p0 $h", "let where = pwd; echo \"in ${where}\""])
}

extension LanguageTopic {
  /// The topic as `help` shows it.
  func help(width: Int) -> String {
    let paragraphs = text.split(separator: "\n\n").map { paragraph in
      paragraph.hasPrefix(" ") ? String(paragraph) : wrapped(String(paragraph), width: width)
    }
    return
      (["\(names[0]): \(summary)."] + paragraphs
      + [
        "Examples\n"
          + examples.map { indented(continued($0, width: width - 2, indent: 2), by: 2) }.joined(
            separator: "\n")
      ])
      .joined(separator: "\n\n")
  }
}
