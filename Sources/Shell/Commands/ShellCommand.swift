import Language
import Workspace

/// One command: its entry in the table, and what it does.
struct ShellCommand: Sendable {
  /// Does what the command says with what came through the pipe, `nothing` if it stands first.
  typealias Body = @Sendable (Invocation, _ input: Value, inout Workspace, Console) throws -> Value

  /// Looks for mistakes in what the command says, and tells the check what it would change.
  typealias Check =
    @Sendable (inout ScriptCheck, Invocation, SourceText, Interpreter) throws -> Void

  let spec: CommandSpec
  /// What `run --check` does with it.
  let check: Check
  let run: Body

  /// A command; one that gives values has the option `--mode` for how they are written.
  ///
  /// - Parameter check: Without one it is seen that the heads are heads of the model.
  init(
    spec: CommandSpec,
    check: @escaping Check = headsCheck,
    run: @escaping Body
  ) {
    self.check = check
    let hasForms = !spec.gives.isDisjoint(with: .any.subtracting(.text))
    self.spec =
      hasForms && spec.option(ArgumentName.mode.spelling) == nil
      ? spec.adding(Self.modeOption) : spec
    self.run = run
  }

  private static let headsCheck: Check = { check, invocation, _, _ in
    try check.checkHeads(invocation)
  }

  /// All commands, in the order of the overview.
  static let all: [ShellCommand] = [
    load, unload, models, hooks,
    prompts, tokens, capture, cache,
    show, rank, stat, diff, find, export,
    predict, lens, attribute, ablate, patch, path, circuits, generate,
    edit, edits, direction,
    survey, merge, curve, slurm,
    figs, fig, thumbnails, rollout, serve, open, site, jobs, wait, stop,
    filter, sort, head, tail, top, select, map, count, page, save,
    set, get, vars, unset, explain, alias, echo, on, bind,
    run, source, session, attach, listen, jupyter, log, history, cd, pwd,
    help, apropos, doctor, man, completions, clear, quit,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.spec.name, $0) })

  /// The command of this name.
  static func named(_ name: String) -> ShellCommand? { byName[name] }

  /// What words are parsed by, and help, completion and the manual are made of.
  static let table = CommandTable(all.map(\.spec))

  /// How the last value of a pipeline is written.
  static let modeOption = OptionSpec(
    .mode, .choice(OutputMode.names),
    "How the result is written; 'set mode' and a file's ending (> x.csv) say it too",
    valueName: "MODE")

  /// The options that several commands have.
  static let modelOption = OptionSpec(
    .model, short: "m", .model,
    "The model: a GGUF file, a Hugging Face folder, a name that `models` lists, or `demo`")
  static let compatibilityOption = OptionSpec(
    flag: .tlCompat,
    "Do as TransformerLens 2 does where it differs from the model's own program (help load)")
  static let contextOption = OptionSpec(
    flag: .pastContext,
    "Read prompts to their end, past the context that the model was made for")
  static let fromOption = OptionSpec(
    .from, .folder, "A folder of saved patterns, instead of a model", valueName: "DIR")
  static let hooksOption = OptionSpec(
    .hooks, .text,
    "Hook points to keep: a regular expression for their whole names", valueName: "REGEX",
    default: #"blocks\.\d+\.attn\.hook_pattern"#)

  /// The operands of commands about patterns, which `Workspace.selection` reads.
  static let patternOperands = [
    OperandSpec(
      .prompts, .prompt, .any,
      "Prompts: p0, p3-7, p*, @hash, a file of them, or a text to capture"),
    OperandSpec(
      .heads, .heads, .optional,
      "Heads: L3H4, L0-3H2, L5, L*H*, with a slice of tokens if wanted (L3H4[-1]), or a full "
        + "address (demo:@hash:L3H4)"),
  ]
}
