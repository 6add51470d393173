/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// Line of the offending byte, from 1; only line feeds end lines.
  public let line: Int

  /// Column of the offending byte in code points, from 1.
  public let column: Int

  /// What was found and what is allowed there.
  public let problem: String

  /// The place, then the problem.
  public var description: String { "line \(line), column \(column): \(problem)" }
}
