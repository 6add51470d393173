import Activations
import Figures
import Formats
import Foundation
import Pictures
import Synchronization
import Tensors
import TestSupport
import Testing

/// Debian's interpreter, which has the NumPy and matplotlib that `scripts/test` installs.
let testPython = "/usr/bin/python3"

/// The functions of a module of `Tests/Fixtures/python`, by name.
func pythonFunctions(
  _ module: String, of pool: PythonPool = PythonPool(python: testPython)
) throws -> [String: FigureFunction] {
  let functions = try pool.load(fixture("python/\(module).py"))
  return Dictionary(functions.map { ($0.name, $0) }) { $1 }
}

/// What `body` throws, in words; nil if nothing.
func problem(of body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}

/// A small pattern of a head.
let smallInput = FigureInput(
  Tensor(shape: [2, 3], values: [1, 0, 0, 0.5, 0.25, 0.25]), head: Head(layer: 4, index: 7),
  model: "org/m-1.5", hash: "-aZ_")

extension FigureFunction {
  /// The text of each figure that this draws, by its name.
  func texts(_ input: FigureInput = smallInput) throws -> [String?: String] {
    Dictionary(
      try draw(input).map { figure in
        guard case .encoded(let bytes, _) = figure.figure else { return (figure.name, "") }
        return (figure.name, String(decoding: bytes, as: UTF8.self))
      }
    ) { $1 }
  }
}

/// What a pool's modules printed.
final class PrintedText: Sendable {
  private let text = Mutex("")

  func append(_ more: String) { text.withLock { $0 += more } }

  var value: String { text.withLock { $0 } }
}
