import Activations
import Formats
import Pictures
import Tensors
import Terminal
import Text
import Workspace

/// Writes values: for a person as pictures and aligned tables, for programs as text they can read.
struct ValueWriter {
  let mode: OutputMode
  let output: Output
  let settings: Settings
  /// Whether a table longer than the screen ends with a count of what is left out.
  var isCapped = true
  /// Asked before each row and pattern, whose texts may take minutes to write.
  var isCancelled: @Sendable () -> Bool = { false }

  /// - Throws: `CancellationError` after Ctrl-C.
  func checkCancelled() throws { if isCancelled() { throw CancellationError() } }

  /// Writes `value` in the way that was asked for.
  ///
  /// - Throws: `ShellError` for a mode that the value has no form in.
  func write(_ value: Value) throws {
    switch (value, mode) {
    case (.nothing, _): break
    case (.text(let text), _):
      if !text.isEmpty { try output.write(text.hasSuffix("\n") ? text : text + "\n") }
    case (.prompts(let list), .auto) where list.reply != nil:
      if let reply = list.reply, !reply.isEmpty { try output.line(fitted(reply)) }
    case (.heads(let selection), .auto): try output.line(selection.description)
    case (.model(let source), .auto): try output.line(fitted(source.summary))
    case (.patterns(let list), _): try write(list)
    case (.figures(let figures), _): try write(figures)
    default:
      guard let table = value.table else { throw lacksForm(value) }
      try write(table)
    }
  }

  /// Writes rows.
  func write(_ table: Table) throws {
    switch mode {
    case .auto, .picture, .table:
      if output.isTerminal || mode == .table {
        try writeAligned(table)
      } else {
        try writeSeparated(table, by: "\t")
      }
    case .tsv: try writeSeparated(table, by: "\t")
    case .csv: try writeSeparated(table, by: ",")
    case .md: try writeMarkdown(table)
    case .json: try writeJSON(table, isLines: false)
    case .jsonl: try writeJSON(table, isLines: true)
    case .npy: try output.write(bytes: npyData(try table.matrix()))
    case .npz: try write(try table.arrays())
    case .png, .svg: throw lacksForm(.table(table))
    }
  }

  /// Writes arrays as an npz file, which has one of each name.
  private func write(_ arrays: [EncodedArray]) throws {
    var names: Set<String> = []
    for array in arrays where !names.insert(array.name).inserted {
      throw ShellError(.failed, "two arrays of one npz would be named '\(array.name)'")
    }
    try output.write(bytes: NPZWriter.bytes(of: arrays))
  }

  /// A sentence in lines of the screen's width, where there is one.
  private func fitted(_ text: String) -> String {
    output.isTerminal ? fitting(text, width: output.size.columns) : text
  }

  private func lacksForm(_ value: Value) -> ShellError {
    ShellError(.usage, "\(value.kind) can't be written as \(mode.rawValue)")
  }

  private func write(_ list: PatternList) throws {
    let drawsPicture = mode == .picture || mode == .auto && output.isTerminal
    switch mode {
    case .auto where drawsPicture, .picture: try draw(list)
    case .json, .jsonl:
      let isArray = mode == .json && list.patterns.count != 1
      if isArray { try output.write("[") }
      for (place, pattern) in list.patterns.enumerated() {
        try checkCancelled()
        try output.write(
          (isArray && place > 0 ? ", " : "") + pattern.json.text + (isArray ? "" : "\n"))
      }
      if isArray { try output.line("]") }
    case .npy: try output.write(bytes: npyData(try Pattern.stacked(list.patterns)))
    case .npz:
      try write(
        try list.patterns.map { pattern in
          try checkCancelled()
          return pattern.array
        })
    case .png, .svg: try writeFile(list.patterns.map { .heatMap(try heatMap($0, list)) })
    case .table:
      for pattern in list.patterns {
        try checkCancelled()
        try output.line(pattern.address.description)
        try writeAligned(pattern.strongest)
      }
    default:
      // A pattern at a time, so that many of them need no memory for their cells.
      for (place, pattern) in list.patterns.enumerated() {
        let cells = Table(cellsOf: [pattern])
        switch mode {
        case .csv: try writeSeparated(cells, by: ",", header: place == 0)
        case .md: try writeMarkdown(cells, header: place == 0)
        default: try writeSeparated(cells, by: "\t", header: place == 0)
        }
      }
    }
  }
}

extension Source {
  /// One line that says what it is.
  var summary: String {
    switch self {
    case .model(let model): ShellCommand.describe(model)
    case .folder(let saved):
      "\(saved.name): \(saved.size.layers) layers of \(saved.size.heads) heads, saved patterns of "
        + "\(counted(saved.prompts.count, "prompt")) in \(saved.store.folder(of: saved.name))"
    }
  }
}
