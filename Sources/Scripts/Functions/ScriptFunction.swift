/// A function of the figure-script language: one declaration gives its parameters, its help and
/// what it does.
struct ScriptFunction: Sendable {
  /// One of the values that it takes.
  struct Parameter: Sendable {
    let name: String
    let isRequired: Bool
  }

  /// The theme under which help lists it.
  enum Theme: String, CaseIterable, Sendable {
    case elements = "Element by element"
    case reductions = "Along axes"
    case making = "Making arrays"
    case shapes = "Shapes and places"
    case algebra = "Linear algebra"
    case values = "Numbers, strings and lists"
    case figures = "Figures and marks"
  }

  let name: String
  /// The name with its parameters, as help shows it.
  let signature: String
  let summary: String
  let parameters: [Parameter]
  /// Whether any number of values may follow the required ones.
  let takesRest: Bool
  /// Whether values may have names that are no parameter's.
  let takesNames: Bool
  let body: @Sendable (ScriptCall) throws -> ScriptValue

  /// Declares a function.
  ///
  /// - Parameter signature: As in Python: `sum(a, axis=None)`; what has a value need not be given,
  ///   `*rest` takes what is left, `**named` what has other names.
  init(
    _ signature: String, _ summary: String,
    _ body: @escaping @Sendable (ScriptCall) throws -> ScriptValue
  ) {
    (self.signature, self.summary, self.body) = (signature, summary, body)
    let parts = signature.split { "(,) ".contains($0) }
    name = String(parts[0])
    takesRest = parts.contains { $0.hasPrefix("*") && !$0.hasPrefix("**") }
    takesNames = parts.contains { $0.hasPrefix("**") }
    parameters = parts.dropFirst().filter { !$0.hasPrefix("*") }.map { part in
      let name = part.prefix { $0 != "=" }
      return Parameter(name: String(name), isRequired: name.count == part.count)
    }
  }

  /// All functions by theme, in the order of help.
  static let themes: [(theme: Theme, functions: [ScriptFunction])] = [
    (.elements, elementwise), (.reductions, sums + order + along), (.making, makers),
    (.shapes, rearrangements + diagonals + choosing + counting),
    (.algebra, products + decompositions), (.values, plainValues), (.figures, figureMakers),
  ]

  /// Functions of each element, and of pairs of elements.
  static let elementwise = ofElements + ofPairs

  /// All functions.
  static let all = themes.flatMap(\.functions)

  /// The function of this name; some have a second one, as in NumPy.
  static func named(_ name: String) -> ScriptFunction? { byName[synonyms[name] ?? name] }

  /// Other names of functions.
  static let synonyms = [
    "amax": "max", "amin": "min", "absolute": "abs", "fabs": "abs", "around": "round",
    "rint": "round", "concat": "concatenate", "power": "pow", "permute_dims": "transpose",
    "corr": "corrcoef", "nanmax": "nanmax", "asarray": "array", "conjugate": "conj",
    "cumulative_sum": "cumsum", "trapz": "trapezoid", "arctan2": "atan2",
    "bitwise_not": "logical_not",
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// Names that are values.
  static let constants: [String: ScriptValue] = [
    "pi": .number(.pi), "e": .number(2.718281828459045), "inf": .number(.infinity),
    "nan": .number(.nan), "newaxis": .none, "bool": .string("bool"), "int": .string("int64"),
    "float": .string("float64"), "int64": .string("int64"), "float32": .string("float32"),
    "float64": .string("float64"), "complex128": .string("complex128"),
  ]
}
