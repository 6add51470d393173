package import Activations
package import Language
package import Pictures
import Text

/// A value that commands give and take through pipes, and that names stand for.
package enum Value: Sendable {
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
package struct PromptList: Sendable {
  package let prompts: [PromptRecord]
  /// What a person is shown instead of the list, such as how long the capture took.
  package var reply: String?
  /// The model that captured them; nil for the current one.
  package var source: Source?

  /// Makes a list of prompts, and what a person is shown instead.
  package init(prompts: [PromptRecord], reply: String? = nil, source: Source? = nil) {
    self.prompts = prompts
    self.reply = reply
    self.source = source
  }
}

/// Patterns in a pipe, and how they are to be drawn.
package struct PatternList: Sendable {
  package let patterns: [Pattern]
  /// A colour map's name; nil for that of the settings.
  package var colormap: String?
  /// Whether equal steps of colour are equal factors.
  package var isLogarithmic = false
  /// Whether 0 is the middle of the colours.
  package var isDiverging = false
  /// Whether a cell that stands for many values is their mean, and not the strongest.
  package var showsMeans = false
  /// The most patterns to draw.
  package var limit = 16

  /// Makes a list of patterns; what is not given is drawn by the settings.
  package init(
    patterns: [Pattern], colormap: String? = nil, isLogarithmic: Bool = false,
    isDiverging: Bool = false, showsMeans: Bool = false, limit: Int = 16
  ) {
    self.patterns = patterns
    self.colormap = colormap
    self.isLogarithmic = isLogarithmic
    self.isDiverging = isDiverging
    self.showsMeans = showsMeans
    self.limit = limit
  }
}

/// A figure with its name, ready to be shown.
package struct ShownFigure: Sendable {
  /// The pattern's address and the function's name; a title for a person.
  package let name: String
  package let figure: Figure

  /// A figure under a name.
  package init(name: String, figure: Figure) {
    self.name = name
    self.figure = figure
  }
}

extension Value {
  package var kind: PipeKinds {
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

  /// Whether it is text to be read from its start, for which a pager is useful.
  package var isForReading: Bool {
    switch self {
    case .text: true
    case .table(let table): table.screen != nil
    default: false
    }
  }

  /// The value as a table; nil if it has no rows.
  package var table: Table? {
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

  /// A few words about it, for `vars`.
  package var summary: String {
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
