/// The names that pattern_lens gives to what belongs to a head: `L0/H3/FUNCTION.FIGURE.png` in the
/// folder of its prompt.
package enum FigurePath {
  /// The folder of a layer.
  package static func folder(ofLayer layer: Int) -> String { "L\(layer)" }

  /// The folder of a head in that of its layer.
  package static func folder(ofIndex index: Int) -> String { "H\(index)" }

  /// The folders of a head, the layer's in front.
  package static func folders(of head: Head) -> [String] {
    [folder(ofLayer: head.layer), folder(ofIndex: head.index)]
  }

  /// The name of a function's figure: the function's own where it draws one, else `FUNCTION.FIGURE`.
  package static func name(of figure: String?, by function: String) -> String {
    figure.map { "\(function).\($0)" } ?? function
  }

  /// The file that says why a function failed.
  package static func errorFile(of function: String) -> String { "\(function).error.txt" }
}
