/// One command: its entry in the table, and what it does.
struct ShellCommand: Sendable {
  let spec: CommandSpec
  let run: @Sendable (Invocation, inout Session) throws -> Void

  /// All commands, in the order of the overview.
  static let all: [ShellCommand] = [
    load, unload, models, hooks,
    prompts, tokens, capture, cache,
    show, serve,
    set, run, help, quit,
  ]

  /// What words are parsed by, and help, completion and the manual are made of.
  static let table = CommandTable(all.map(\.spec))

  /// The options that several commands have.
  static let modelOption = OptionSpec(
    "model", short: "m", .model,
    "The model: a GGUF file, a Hugging Face folder, a name that `models` lists, or `demo`")
  static let hooksOption = OptionSpec(
    "hooks", .text,
    "Hook points to keep: a regular expression for their whole names", valueName: "REGEX",
    default: #"blocks\.\d+\.attn\.hook_pattern"#)
}
