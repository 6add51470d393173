import Activations
import Formats
import Tensors
import Workspace

extension Pattern {
  /// Stands for a model in addresses of arrays that a client gave.
  static let givenModel = "given"
}

/// A value that a client sends for a name, while its commands run.
struct GivenValue: Sendable {
  let name: String
  private let header: JSONObject
  private let bytes: ArraySlice<UInt8>

  /// The value in a frame's payload; nil where it makes no sense.
  init?(_ payload: [UInt8]) {
    let length = payload.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard payload.count >= 4, length <= payload.count - 4,
      let header = try? JSON(parsing: Array(payload[4..<(4 + length)])).objectValue,
      let name = header["name"]?.stringValue
    else { return nil }
    (self.name, self.header, bytes) = (name, header, payload[(4 + length)...])
  }

  /// What it is in the shell.
  ///
  /// - Throws: `ShellError` for a name or value that the shell can't hold.
  var value: Value {
    get throws {
      switch header["kind"]?.stringValue {
      case "text": return .text(String(decoding: bytes, as: UTF8.self))
      case "table": return .table(try table)
      case "patterns": return .patterns(PatternList(patterns: try patterns))
      case let kind:
        throw ShellError(
          .usage, "$\(name): a value is text, table or patterns, not \(kind ?? "without a kind")")
      }
    }
  }

  private func error(_ problem: String) -> ShellError { ShellError(.usage, "$\(name): \(problem)") }

  private var table: Table {
    get throws {
      let names = header["columns"]?.arrayValue?.compactMap(\.objectValue) ?? []
      guard let columns = try JSON(parsing: Array(bytes)).arrayValue?.compactMap(\.arrayValue),
        columns.count == names.count, Set(columns.map(\.count)).count == 1
      else { throw error("a table has columns of one length") }
      return Table(
        try zip(names, columns).map { field, cells in
          guard let name = field["name"]?.stringValue else { throw error("a column has no name") }
          switch field["type"]?.stringValue {
          case "integer":
            let values = cells.compactMap(\.integerValue)
            guard values.count == cells.count else {
              throw error("'\(name)' has cells that are no whole numbers")
            }
            return .integer(name, values)
          case "number": return .number(name, cells.map { $0.doubleValue ?? .nan })
          default: return .text(name, cells.map { $0.stringValue ?? "" })
          }
        })
    }
  }

  /// Patterns of an array [query, key], [head, query, key] or [layer, head, query, key].
  private var patterns: [Pattern] {
    get throws {
      let whole = try readNPY(Array(bytes), name: "$\(name)")
      let shape = whole.shape
      guard (2...4).contains(shape.count), !shape.contains(0) else {
        throw error("an array of shape \(shape) is no pattern: those are [query, key]")
      }
      let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
      let heads = shape.count < 3 ? 1 : shape[shape.count - 3]
      let count = rows * columns
      let number = whole.values.count / count
      let labels = (0..<max(rows, columns)).map(String.init)
      let prompt = PromptRecord(text: "$\(name)")
      return try (0..<number).map { place in
        let values = Array(whole.values[(place * count)..<((place + 1) * count)])
        return try Pattern(
          AttentionRows(Tensor(shape: [rows, columns], values: values)), of: prompt,
          Head(layer: place / heads, index: place % heads), model: Pattern.givenModel,
          labels: labels)
      }
    }
  }
}
