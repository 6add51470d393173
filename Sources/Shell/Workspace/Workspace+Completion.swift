import Figures
import Language
import Text

extension Workspace {
  /// All commands, and the verbs that the user has made.
  var commandTable: CommandTable {
    let own = names.verbs.keys.sorted().map { CommandSpec($0, "A verb of your own") }
    return CommandTable(ShellCommand.table.commands + own)
  }

  /// Says how a line could go on at a place in it, counted in code points, with what there is now.
  var completer: (_ line: String, _ cursor: Int) -> Completion {
    let prompts = prompts.indices.prefix(1000).map { "p\($0)" }
    let models = finder.listings().map(\.name)
    let settings = Settings.specs
    let names = names.values.keys.sorted()
    let figures = figures.all
    let (layers, heads) = (current?.layers ?? 0, current?.heads ?? 0)
    let table = commandTable
    return { line, cursor in
      table.completion(of: line, cursor: cursor) { kind, begun in
        switch kind {
        case .model: models.map { Candidate($0) } + Language.paths(begun, foldersOnly: false)
        case .prompt:
          begun.hasPrefix("L") || begun.hasPrefix("l")
            ? (0..<layers).flatMap { layer in (0..<heads).map { Candidate("L\(layer)H\($0)") } }
            : prompts.map { Candidate($0) } + Language.paths(begun, foldersOnly: false)
        case .variable: names.map { Candidate($0) }
        case .figure: figures.map { Candidate($0.name, detail: $0.summary) }
        case .score: HeadScores.all.map { Candidate($0.name, detail: $0.summary) }
        case .setting: settings.map { Candidate($0.name, detail: $0.summary) }
        case .settingValue(let name):
          settings.first { $0.name == name }.map { $0.choices + ["default"] }?
            .map { Candidate($0) } ?? []
        default: []
        }
      }
    }
  }
}
