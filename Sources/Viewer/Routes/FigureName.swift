internal import Pictures

/// The name of a picture's file: `FUNC.png`, or `FUNC.FIGURE.svg` where a function draws several.
struct FigureName {
  /// The function.
  let function: String

  /// The figure among the function's; nil where it draws one.
  let figure: String?

  /// The format of the ending.
  let format: FigureFormat

  /// Takes apart a file's name.
  ///
  /// - Throws: `RequestProblem` 404 where the ending is none of a picture.
  init(_ file: String) throws {
    guard let dot = file.lastIndex(of: "."),
      let format = FigureFormat(rawValue: String(file[file.index(after: dot)...])),
      dot != file.startIndex
    else {
      throw RequestProblem.missing(
        "'\(file.prefix(80))' is no figure: a name ends in .png, .svg or .svgz")
    }
    let name = String(file[..<dot])
    function = Self.function(of: name)
    figure = function == name ? nil : String(name.dropFirst(function.count + 1))
    self.format = format
  }

  /// The function in `FUNC` or `FUNC.FIGURE`.
  static func function(of name: String) -> String {
    String(name.prefix { $0 != "." })
  }

  /// The name without the ending.
  var stem: String { figure.map { "\(function).\($0)" } ?? function }
}
