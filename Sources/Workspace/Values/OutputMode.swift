internal import Files

/// How values are written; the raw value is what `--mode` and `set mode` take.
package enum OutputMode: String, CaseIterable {
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
  /// Arrays of NumPy's: a table's columns, or patterns.
  case npz
  /// The pixels of a pattern or figure.
  case png
  /// A pattern or figure as a drawing.
  case svg

  /// The mode for a file by its ending: `csv` for `stats.csv`; nil for other endings.
  package init?(ending path: String) {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
    self.init(rawValue: path[path.index(after: dot)...].lowercased())
    if self == .auto || self == .picture || self == .table { return nil }
  }

  /// What a file's ending names that results can't be written as, and the way to such a file.
  private static let otherFormats: [(endings: Set<String>, way: String)] = [
    (
      ["pdf", "eps", "ps"],
      "'fig raw p0 L3H4 --format pdf -o DIR' draws a PDF; results are png or svg"
    ),
    (["jpg", "jpeg", "gif", "webp", "tif", "tiff", "bmp"], "pictures are png or svg"),
    (["gz", "zip", "bz2", "xz", "zst"], "'|! gzip > FILE.gz' compresses what is written as text"),
    (
      ["xlsx", "xls", "ods", "parquet", "feather", "arrow", "h5", "hdf5", "db", "sqlite"],
      "tables are csv, tsv, json, jsonl, md, npy or npz"
    ),
    (["pt", "pth", "pkl", "pickle", "safetensors", "gguf", "mat"], "arrays are npy or npz"),
  ]

  /// Throws for a file with an ending that results can't be written as.
  ///
  /// - Throws: `ShellError` that says what there is instead.
  package static func refuse(ending path: String) throws {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: ".") else { return }
    let ending = name[name.index(after: dot)...].lowercased()
    guard let format = otherFormats.first(where: { $0.endings.contains(ending) }) else { return }
    throw ShellError(.usage, "'\(path)': a result can't be written as \(ending): \(format.way)")
  }

  /// The allowed values of `--mode`.
  package static let names = allCases.map(\.rawValue)

  /// Refuses a folder to save to whose name is a file's.
  ///
  /// - Parameter way: The command that writes one file.
  /// - Throws: `ShellError`.
  package static func refuse(file path: String, asFolder way: String) throws {
    let endings = [".png", ".svg", ".svgz", ".pdf", ".npz", ".npy", ".json", ".jsonl", ".csv"]
    guard endings.contains(where: { path.lowercased().hasSuffix($0) }), !isFolder(path) else {
      return
    }
    throw ShellError(.usage, "'\(path)' is a file's name, and -o names a folder here: \(way)")
  }
}
