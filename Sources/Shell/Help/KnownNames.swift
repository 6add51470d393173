import Activations
import Figures
import Language
import Terminal
import Text
import Workspace

/// What Tab and hints offer beside commands: the names that a session knows, at its own prompt and at those attached to it.
struct KnownNames: Codable, Sendable {
  /// A name and what it is.
  struct Described: Codable, Sendable {
    let name: String
    let summary: String
  }

  /// Models on the disk and inside the program.
  let models: [String]
  /// Names of edits.
  let edits: [String]
  /// Names that `let` gave.
  let variables: [String]
  /// Verbs of the user's own.
  let verbs: [String]
  let figures: [Described]
  let prompts: Int
  /// The current model's heads that have patterns.
  let heads: [String]
  let hints: Bool

  /// Those of a session.
  init(_ workspace: Workspace, _ names: Names) {
    models = workspace.finder.listings().map(\.name)
    edits = workspace.edits.map(\.name)
    variables = names.values.keys.sorted()
    verbs = names.verbs.keys.sorted()
    figures = workspace.figures.all.map { Described(name: $0.name, summary: $0.summary) }
    prompts = workspace.prompts.count
    heads = (try? workspace.current?.size.everyHead)?.map(\.description) ?? []
    hints = workspace.settings["hints"] == "on"
  }

  /// The commands and the user's verbs.
  var table: CommandTable {
    CommandTable(
      ShellCommand.table.commands + verbs.map { CommandSpec($0, "A verb of your own") })
  }

  /// What a word of this kind may be, which begins with `begun`.
  func candidates(for kind: ValueKind, begun: String) -> [Candidate] {
    switch kind {
    case .model where !edits.isEmpty && begun.contains("+"):
      let base = begun[...(begun.lastIndex(of: "+") ?? begun.startIndex)]
      return edits.map { Candidate(base + $0) }
    case .model: return models.map { Candidate($0) } + paths(begun, foldersOnly: false)
    case .prompt:
      if begun.hasPrefix("L") || begun.hasPrefix("l") {
        return heads.map { Candidate($0) }
      }
      return (0..<min(prompts, 1000)).map { Candidate("p\($0)") } + paths(begun, foldersOnly: false)
    case .variable: return variables.map { Candidate($0) }
    case .figure: return figures.map { Candidate($0.name, detail: $0.summary) }
    case .score:
      return HeadScores.all.map { Candidate($0.name, detail: $0.summary) }
        + ModelScore.all.map { Candidate($0.name, detail: $0.summary) }
    case .setting: return Settings.specs.map { Candidate($0.name, detail: $0.summary) }
    case .settingValue(let name):
      let spec = Settings.specs.first { $0.name == name }
      return spec.map { $0.choices + ["default"] }?.map { Candidate($0) } ?? []
    default: return []
    }
  }
}
