internal import Activations
internal import Foundation
internal import Glibc

/// The files of one head of a prompt: figures, and why there are none.
struct HeadFiles {
  /// The head's folder.
  let folder: String

  /// Where a figure belongs.
  ///
  /// - Throws: `FigureError` for a name that can't be part of a file's name.
  func path(
    of function: FigureFunction, _ figure: String?, _ format: FigureFormat
  ) throws -> String {
    let name = Self.name(of: function, figure)
    guard isPlainName(name) else {
      throw FigureError(
        "a figure '\(name)' can't be saved: names have A-Z, a-z, 0-9, '-', '_' and '.'")
    }
    return "\(folder)/\(name).\(format.rawValue)"
  }

  /// Whether the figures of `function` are there; of one that does not say how many it draws, whether
  /// there is any.
  func hasFigures(of function: FigureFunction, _ format: FigureFormat) -> Bool {
    func isThere(_ figure: String?) -> Bool {
      exists("\(folder)/\(Self.name(of: function, figure)).\(format.rawValue)")
    }
    if !function.figureNames.isEmpty { return function.figureNames.allSatisfy(isThere) }
    return isThere(nil)
  }

  /// Where it is said why a function failed.
  func errorPath(of function: FigureFunction) -> String {
    "\(folder)/\(function.name).error.txt"
  }

  /// Removes what was said of an earlier failure.
  func removeError(of function: FigureFunction) { unsafe unlink(errorPath(of: function)) }

  private static func name(of function: FigureFunction, _ figure: String?) -> String {
    figure.map { "\(function.name).\($0)" } ?? function.name
  }
}
