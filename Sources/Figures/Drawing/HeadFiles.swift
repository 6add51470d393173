internal import Activations
internal import Files
internal import Foundation
internal import Glibc
internal import Pictures

/// The files of one head of a prompt: figures, and why there are none.
struct HeadFiles {
  private let layer: LayerFolder
  private let folder: String

  /// The files of a head, which are in a folder in that of its layer.
  init(of head: Head, in layer: LayerFolder) {
    (self.layer, folder) = (layer, FigurePath.folder(ofIndex: head.index))
  }

  /// Makes the head's folder where it is missing; tells whether it was missing.
  ///
  /// - Throws: `FormatError` with the system's reason.
  func makeFolder() throws -> Bool { try layer.makeFolder(of: folder) }

  /// The name of a figure's file.
  ///
  /// - Throws: `FigureError` for a name that can't be part of a file's name.
  func fileName(
    of function: FigureFunction, _ figure: String?, _ format: FigureFormat
  ) throws -> String {
    let name = FigurePath.name(of: figure, by: function.name)
    guard isPlainName(name) else {
      throw FigureError(
        "a figure '\(name)' can't be saved: names have A-Z, a-z, 0-9, '-', '_' and '.'")
    }
    return "\(name).\(format.rawValue)"
  }

  /// Whether the figures of `function` are there; of one that does not say how many it draws,
  /// whether there is any.
  func hasFigures(of function: FigureFunction, _ format: FigureFormat) -> Bool {
    func isThere(_ figure: String?) -> Bool {
      let name = FigurePath.name(of: figure, by: function.name)
      return layer.contains("\(name).\(format.rawValue)", of: folder)
    }
    if !function.figureNames.isEmpty { return function.figureNames.allSatisfy(isThere) }
    return isThere(nil)
  }

  /// Writes a file, whole or not at all.
  ///
  /// - Parameter isNew: Whether there is probably no file of this name.
  /// - Throws: `FormatError` where the file can't be written.
  func write(_ bytes: [UInt8], to name: String, isNew: Bool) throws {
    try layer.write(bytes, to: name, of: folder, isNew: isNew)
  }

  /// Writes why a function failed.
  ///
  /// - Throws: `FormatError` where the file can't be written.
  func writeError(_ text: String, of function: FigureFunction) throws {
    try write(Array("\(text)\n".utf8), to: errorName(of: function), isNew: false)
  }

  /// Removes what was said of an earlier failure.
  func removeError(of function: FigureFunction) {
    unsafe unlink("\(layer.path)/\(folder)/\(errorName(of: function))")
  }

  /// Removes what a killed process has left unfinished.
  func removeUnfinished() { removeUnfinishedFiles(in: "\(layer.path)/\(folder)") }

  private func errorName(of function: FigureFunction) -> String {
    FigurePath.errorFile(of: function.name)
  }
}
