/// How values are written; the raw value is what `--mode` and `set mode` take.
enum OutputMode: String, CaseIterable {
  /// For a person pictures and aligned tables, for programs tab-separated values.
  case auto
  /// Pictures drawn in the terminal's characters.
  case picture
  /// Aligned columns.
  case table
  case json
  /// A JSON object a line.
  case jsonl
  case csv
  case tsv
  /// A table of Markdown.
  case md
  /// An array of NumPy's.
  case npy
  /// The pixels of a pattern or figure.
  case png
  /// A pattern or figure as a drawing.
  case svg

  /// The mode that a file's ending asks for: `csv` for `stats.csv`.
  init?(ending path: String) {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
    self.init(rawValue: path[path.index(after: dot)...].lowercased())
    if self == .auto || self == .picture || self == .table { return nil }
  }

  /// What `--mode` may say.
  static let names = allCases.map(\.rawValue)
}
