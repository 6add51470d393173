/// Paths of a head's figures in its prompt's folder, as pattern_lens has them:
/// `L0/H3/FUNCTION.FIGURE.png`.
package enum FigurePath {
  /// The folder of a layer.
  package static func folder(ofLayer layer: Int) -> String { "L\(layer)" }

  /// The folder of a head within its layer's.
  package static func folder(ofIndex index: Int) -> String { "H\(index)" }

  /// The path of a head's folder: its layer's folder, then its own.
  package static func folders(of head: Head) -> [String] {
    [folder(ofLayer: head.layer), folder(ofIndex: head.index)]
  }

  /// The name of a figure: the function's name, or `FUNCTION.FIGURE` where the function draws
  /// several.
  package static func name(of figure: String?, by function: String) -> String {
    figure.map { "\(function).\($0)" } ?? function
  }

  /// The file with the message of a function that failed.
  package static func errorFile(of function: String) -> String { "\(function).error.txt" }
}
