import Foundation
import TestSupport
import Testing
import Text

/// Scripts as files, arguments and input: where they stop, what they say, what they leave.
@Suite struct ScriptTests {
  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  @Test func `settings of 'with' hold for all that the command runs, and end with it`() throws {
    let inner = try folder.write(
      "get mode\nset mode json\nget mode\nset batch-size 3\n",
      to: "inner.plens")
    let result = try folder.run(
      "-c",
      """
      with mode=csv -- run \(inner); get mode; get batch-size
      with mode=csv batch-size=5 -- source \(inner); get mode; get batch-size
      with mode=csv -- with mode=md -- get mode; try with mode=csv -- nonsense; get mode
      """)
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(
      lines == ["csv", "json", "auto", "3", "csv", "json", "auto", "3", "md", "auto"],
      "\(lines)")
  }

  @Test func `a script finds names around it, and takes its own away with it`() throws {
    let inner = try folder.write(
      "echo $a\nlet a = echo 2\nlet b = echo 3\nunset c\necho $a\n", to: "inner.plens")
    let result = try folder.run(
      "-c", "let a = echo 1; let c = echo 4; run \(inner); echo $a $c; source \(inner); try echo $c"
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.split(separator: "\n") == ["1", "2", "1 4", "1", "2"])
    let job = try folder.run("-c", "let n = echo 5; let m = echo $n &; wait; echo $m")
    #expect(job.output.hasSuffix("5\n"), "\(job.output)\(job.errors)")
  }

  @Test func `a script's first error names file, line and column and stops it`() throws {
    let script = try folder.write(
      "# a script\nset batch-size 4\nset batch-size\nset batch-size many\nset batch-size 5\n",
      to: "s.plens")
    let result = try folder.run("run", script)
    #expect(result.status == 2)
    #expect(result.output == "4\n")
    #expect(result.errors.contains("s.plens:4:1: error: 'many' is no value of batch-size"))
    #expect(result.errors.contains("^~~"))
  }

  @Test func `scripts run from -c, from a pipe and within scripts, with arguments`() throws {
    let inner = try folder.write("set batch-size $1\n", to: "inner.plens")
    #expect(try folder.run("-c", "run \(inner) 7; set batch-size").output == "7\n")
    #expect(try folder.run(input: "set batch-size 9; set batch-size\n").output == "9\n")
    let outer = try folder.write("run \(inner) 0\n", to: "outer.plens")
    let failed = try folder.run("run", outer)
    #expect(failed.status == 2)
    #expect(failed.errors.contains("inner.plens:1:1"), "\(failed.errors)")
    #expect(failed.errors.contains("included from \(outer):1"), "\(failed.errors)")
    let endless = try folder.write("run endless.plens\n", to: "endless.plens")
    #expect(try folder.run("run", endless).status == 1)
  }

  @Test func `several -c and -f are one script, and words behind them its arguments`() throws {
    let file = try folder.write("echo $x of $1\n", to: "file.plens")
    let result = try folder.run("-c", "let x = echo one", "-f", file, "-c", "echo $2", "a", "b")
    #expect(result.output == "one of a\nb\n", "\(result.errors)")
    let failed = try folder.run("-c", "echo one", "-c", "nonsense", "-c", "echo three")
    #expect(failed.status == 2 && failed.output == "one\n")
    #expect(failed.errors.hasPrefix("-c 2:1:1: error: unknown command"), "\(failed.errors)")
    #expect(try folder.run("-c", "echo one; quit 7", "-c", "echo two").status == 7)
  }

  @Test func `try lets one command fail, and quit ends with its status`() throws {
    let result = try folder.run("-c", "try show p9 L0H0; quit 7; set")
    #expect(result.status == 7)
    #expect(result.errors.contains("'p9' is outside this session"))
    #expect(result.output.isEmpty)
  }

  @Test func `what is added to a file leaves it what its ending says`() throws {
    for _ in 0..<3 {
      let result = try folder.run("-c", "tokens abc | select id >> t.csv")
      #expect(result.status == 0, "\(result.errors)")
    }
    let lines = try String(contentsOfFile: folder.file("t.csv"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count(where: { $0 == "id" }) == 1 && lines.count % 3 == 1, "\(lines)")
    for _ in 0..<2 { #expect(try folder.run("-c", "get batch-size >> n.csv").status == 0) }
    #expect(try String(contentsOfFile: folder.file("n.csv"), encoding: .utf8) == "8\n8\n")
    let other = try folder.run("-c", "tokens abc | select token >> t.csv")
    #expect(other.status == 2 && other.errors.contains("'t.csv' has other columns"))
    for name in ["v.json", "v.npy"] {
      #expect(try folder.run("-c", "show 'a b' L0H0 >> \(name)").status == 0)
      let before = try Data(contentsOf: URL(filePath: folder.file(name)))
      let again = try folder.run("-c", "show 'a b' L0H0 >> \(name)")
      #expect(again.status == 2 && again.errors.contains("'\(name)' holds one value"))
      #expect(try Data(contentsOf: URL(filePath: folder.file(name))) == before)
    }
    let figure = try folder.run("fig", "raw", "-m", "demo", "a b", "L0H0", "-o", "f.png")
    #expect(figure.status == 2 && figure.errors.contains("'f.png' is a file's name"))
  }

  @Test func `a redirected result is written whole`() throws {
    let result = try folder.run(
      "-c", "tokens --mode jsonl abc > t.json; tokens --mode jsonl abc >> t.json")
    #expect(result.status == 0, "\(result.errors)")
    let text = try String(contentsOfFile: folder.file("t.json"), encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.count > 2 && lines.prefix(lines.count / 2) == lines.suffix(lines.count / 2))
  }

  @Test func `a half statement at the end of a pipe is refused after what came before it`() throws {
    for text in ["echo one\necho 'two", "echo one\nmodels |", "echo one\necho \\"] {
      let result = try folder.run(input: text)
      #expect(result.status == 2, "\(text)")
      #expect(result.output == "one\n", "\(text)")
    }
  }

  @Test func `on-error continue goes on, and the status tells of the first failure`() throws {
    let result = try folder.run("-c", "set on-error continue; show p9 L0H0; nonsense; echo after")
    #expect(result.status == 3)
    #expect(result.output == "after\n")
    #expect(result.errors.contains("unknown command 'nonsense'"))
  }

  @Test(arguments: [
    ("hello", "'help' lists the commands", "did you mean"),
    ("plens -m demo", "type the command itself", "did you mean"),
    ("import plens", "figs load FILE.py", "did you mean"),
    ("capture 'a b'; map p0 L3H4", "comes through a pipe: show p0 L3H4 | map ...", "did you mean"),
    ("show 'a b' L3H4 --colormap Bluse", "names such as Accent, Accent_r or afmhot", "viridis"),
    ("shwo p0", "did you mean 'show'?", "'help' lists"),
    (
      "load prompts.jsonl", "'prompts.jsonl' is no model: 'prompts add prompts.jsonl' takes it",
      "GGUF"
    ),
    (
      "find p0 L3 --zebra",
      "--key --limit --max-tokens --split --field --text-unit --skip-bad --mode", "…"
    ),
  ])
  func `who types what is no command is told what to type`(
    typed: String, told: String, untold: String
  ) throws {
    _ = try folder.write("{\"text\": \"a\"}\n", to: "prompts.jsonl")
    let result = try folder.run("-c", typed)
    #expect(result.status != 0)
    #expect(result.errors.contains(told) && !result.errors.contains(untold), "\(result.errors)")
  }

  @Test func `what an error shows as an example runs`() throws {
    for wrong in ["with mode", "def", "let x"] {
      let told = try folder.run("-c", wrong).errors
      let example = try #require(told.firstMatch(of: /as in '(.*)'/)?.1, "\(told)")
      let result = try folder.run("-c", "capture 'a b a b' > /dev/null; \(example)")
      #expect(result.status == 0, "\(result.errors)")
    }
    let verb = try folder.run(
      "-c", "capture 'a b a b' > /dev/null; def best(m) = m | top 3; show p0 L3H4 | best | count")
    #expect(verb.output == "3\n", "\(verb.errors)")
  }

  @Test func `all help fits in eighty columns, and its examples can be pasted`() throws {
    let verbs = try folder.run("-c", "help").output.split(separator: "\n").compactMap { line in
      line.hasPrefix("  ") && !line.hasPrefix("   ") ? line.split(separator: " ").first : nil
    }
    #expect(verbs.count > 50)
    let topics = [
      "language", "addresses", "heads", "slices", "causal", "scripts", "def", "jobs", "files",
    ]
    let script = (verbs.map(String.init) + topics).map { "help \($0)\n" }.joined()
    let result = try folder.run("-c", script)
    #expect(result.status == 0, "\(result.errors)")
    let wide = result.output.split(separator: "\n").filter { displayWidth(of: String($0)) > 80 }
    #expect(wide.isEmpty, "\(wide)")
    // A folded example is the command that it was.
    let lines = try folder.run("-c", "help lens").output.split(separator: "\n")
    let first = try #require(lines.firstIndex { $0.hasPrefix("  lens ") })
    #expect(lines[first].hasSuffix(" \\"))
    let pasted = try folder.run("-c", lines[first...(first + 1)].joined(separator: "\n"))
    #expect(pasted.status == 0 && pasted.output.contains("guess"), "\(pasted.errors)")
  }

  @Test func `run keeps a script's names apart, source does not`() throws {
    let script = try folder.write("let x = echo hi\ndef two(m) = m | head 2\n", to: "names.plens")
    #expect(
      try folder.run("-c", "source \(script); echo $x; models | two | count").output == "hi\n1\n")
    let result = try folder.run("-c", "run \(script); echo $x")
    #expect(result.status == 2)
    #expect(result.errors.contains("there is no '$x'"))
  }

  @Test func `an error within a verb of the user's own has its place and its caller's`() throws {
    let script = try folder.write(
      "def bad(p) = show $p L9H9\nset batch-size 4\nbad 'a b'\n", to: "verb.plens")
    let result = try folder.run("run", script)
    #expect(result.status == 3)
    #expect(result.errors.contains("verb.plens:1:14: error: 'L9H9' is outside"), "\(result.errors)")
    #expect(result.errors.contains("included from \(script):3"), "\(result.errors)")
  }

  @Test func `a verb that runs itself ends with a message`() throws {
    let result = try folder.run("-c", "def loop() = loop; loop")
    #expect(result.status == 1, "\(result.errors)")
    #expect(
      result.errors.contains("verbs run one another 32 deep; the last is 'loop'"),
      "\(result.errors)")
  }

  @Test func `a check finds what is wrong and computes nothing`() throws {
    let inner = try folder.write("shwo p0 L0H0\n", to: "inner.plens")
    let script = try folder.write(
      """
      load demo
      let x = capture 'a b' -o never
      show $x L9H9
      models | show
      tokens $y
      set batch-size none
      run \(inner)
      show $x L0H0[3
      """, to: "outer.plens")
    let result = try folder.run("run", "--check", script)
    #expect(result.status == 2)
    let broken = try folder.write(
      "show p0 L9H9; models | show; echo $y; set batch-size none; run inner.plens\nlet x = models; $x | sort layers | head 3; fig raw 'a' L0H0 | sort x; load nowhere",
      to: "broken.plens")
    let found = try folder.run("run", "--check", broken)
    #expect(found.status == 3, "\(found.errors)")
    for text in [
      "broken.plens:1:1: error: 'L9H9' is outside", "there is no '$y'", "no value of batch-size",
      "inner.plens:1:1: error: unknown command 'shwo'", "did you mean 'show'?",
      "'sort' takes", "there is no model 'nowhere'",
    ] { #expect(found.errors.contains(text), "\(text) in \(found.errors)") }
    #expect(!FileManager.default.fileExists(atPath: folder.file("never")))
    let good = try folder.write(
      "let x = models\n$x | sort layers | head 2\ndef f(a) = tokens $a\nf 'b'\n", to: "good.plens")
    #expect(try folder.run("run", "--check", good).status == 0)
  }

  @Test func `a server is a job, with or without an ampersand, and stops`() throws {
    for text in ["serve --port 0", "serve --port 0 &"] {
      let result = try folder.run(
        "-c", "capture 'a b'; \(text); open p0; stop %1; jobs; try open p0")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("[1] stopped"), "\(result.output)")
      #expect(result.output.contains("%1\tstopped"), "\(result.output)")
      #expect(result.errors.contains("there is no page yet"), "\(result.errors)")
    }
  }

  @Test func `ten thousand lines run`() throws {
    let lines = (0..<10_000).map { "let x\($0 % 7) = echo line \($0)\n" }.joined()
    let script = try folder.write(lines + "echo $x3\n", to: "long.plens")
    let result = try folder.run("run", script)
    #expect(result.status == 0)
    #expect(result.output == "line 9999\n" || result.output.hasPrefix("line 999"))
  }

  @Test func `a session that was saved is made again by its script`() throws {
    let made = try folder.run(
      "-c",
      "set batch-size 3; capture 'a b a b'; def two(m) = m | head 2; let x = show p0 L3H4 --mode tsv; "
        + "figs define 'figure half(A) = heatmap(A / 2)'; session save s"
    )
    #expect(made.status == 0, "\(made.errors)")
    let again = try folder.run(
      "-c",
      "session load s; get batch-size; prompts | count; cache | count; $x | top 1; models | two | count; "
        + "fig half p0 L3H4 > half.png"
    )
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output.contains("3\n1\n1\nprompt\t"), "\(again.output)")
  }
}
