internal import Foundation
internal import Pictures

/// A module's file as it was when it was loaded.
struct PythonModule: Sendable {
  /// Tells the versions of a file apart.
  let key: Int

  /// The file's absolute path.
  let path: String

  /// The file's bytes.
  let source: [UInt8]

  /// The file's name, as messages call it.
  var name: String { URL(filePath: path).lastPathComponent }
}

/// A function that a module registered.
struct PythonFunction: Sendable {
  let name: String
  let summary: String
  let code: String
  let format: FigureFormat
  let figureNames: [String]
}

/// Why a Python module can't be loaded, or one of its functions failed.
public struct PythonError: Error, Equatable, CustomStringConvertible {
  /// What happened and where, in one sentence.
  public let description: String

  /// Python's traceback, or what the process wrote before it ended; may be empty.
  public let traceback: String

  init(_ problem: String, traceback: String = "") {
    (description, self.traceback) = (problem, traceback)
  }
}
