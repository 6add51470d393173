import Activations
import Language
import Pictures
import Text

/// What goes through a pipe from one command to the next, and what a name stands for.
enum Value: Sendable {
  case nothing
  case text(String)
  case prompts(PromptList)
  case heads(HeadSelection)
  case patterns(PatternList)
  case table(Table)
  case figures([ShownFigure])
  case model(Source)
}

/// Prompts that a command found or captured.
struct PromptList: Sendable {
  let prompts: [PromptRecord]
  /// What a person is told instead of a list, such as how long it took.
  var reply: String?
  /// The model that captured them; nil for the current one.
  var source: Source?
}

/// Patterns, and how they are to be drawn.
struct PatternList: Sendable {
  let patterns: [Pattern]
  /// A colour map's name; nil for that of the settings.
  var colormap: String?
  /// Whether equal steps of colour are equal factors.
  var isLogarithmic = false
  /// Whether 0 is the middle of the colours.
  var isDiverging = false
  /// Whether a cell that stands for many values is their mean, and not the strongest.
  var showsMeans = false
  /// Most patterns to draw.
  var limit = 16
}

/// A figure with what it shows.
struct ShownFigure: Sendable {
  /// The pattern's address and the function's name; a title for a person.
  let name: String
  let figure: Figure
}

extension Value {
  var kind: PipeKinds {
    switch self {
    case .nothing: .nothing
    case .text: .text
    case .prompts: .prompts
    case .heads: .heads
    case .patterns: .patterns
    case .table: .table
    case .figures: .figures
    case .model: .model
    }
  }

  /// Whether a person reads it from its start: a text, or a table of sentences.
  var isForReading: Bool {
    switch self {
    case .text: true
    case .table(let table): table.screen != nil
    default: false
    }
  }

  /// The value as rows under names; nil where it has none.
  var table: Table? {
    switch self {
    case .table(let table): table
    case .prompts(let list): Table(prompts: list.prompts)
    case .heads(let selection): Table([.head("head", selection.heads)])
    case .patterns(let list): Table(cellsOf: list.patterns)
    case .model(let source):
      Table([
        .text("model", [source.name]), .integer("layers", [source.layers]),
        .integer("heads", [source.heads]),
      ])
    case .nothing, .text, .figures: nil
    }
  }

  /// What it is, in a few words: for `vars`.
  var summary: String {
    switch self {
    case .nothing: "nothing"
    case .text(let text): text.count < 60 ? text : text.prefix(59) + "…"
    case .prompts(let list): counted(list.prompts.count, "prompt")
    case .heads(let selection): selection.description
    case .patterns(let list):
      list.patterns.count == 1
        ? list.patterns[0].address.description : counted(list.patterns.count, "pattern")
    case .table(let table):
      counted(table.rowCount, "row") + ": " + table.columns.map(\.name).joined(separator: ", ")
    case .figures(let figures): counted(figures.count, "figure")
    case .model(let source): source.name
    }
  }
}
