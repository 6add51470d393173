/// All figure functions by name: built in, from scripts and from Python modules.
public struct FigureRegistry: Sendable {
  private var functions: [String: FigureFunction] = [:]

  /// Starts with these functions.
  public init(_ functions: [FigureFunction]) {
    for function in functions { register(function) }
  }

  /// All functions in the order of their names.
  public var all: [FigureFunction] { functions.values.sorted { $0.name < $1.name } }

  /// The function of this name.
  public subscript(name: String) -> FigureFunction? { functions[name] }

  /// Adds a function, and replaces one of the same name.
  public mutating func register(_ function: FigureFunction) { functions[function.name] = function }

  /// Forgets a function.
  public mutating func remove(_ name: String) { functions[name] = nil }
}

extension FigureRegistry {
  /// The functions that need no script.
  public static let builtIn = FigureRegistry([
    .raw, .log, .rowNormalized, .noFirst, .diffPrevious, .symmetry, .halves, .labelled,
    .entropy, .coverage, .distance, .diagonals, .received, .histogram, .svdSpectra, .eigenvalues,
  ])
}
