package import Activations
package import Causal
import Scripts
package import Tensors

/// An expression of the figure-script language over the value at a hook point.
///
/// The value has the letter of its point: `A` a pattern, `S` scores, `Q K V Z` queries, keys, values and what a head
/// mixes of them, `X` everything else. Beside it stand `q`, the numbers of the rows' tokens, `[rows, 1]`; at patterns
/// and scores `k`, the numbers of the keys, `[1, keys]`; `n`, how many tokens there are; `layer`; where there are heads
/// `head`; and arrays of one's own as `$name`.
package struct HookExpression: Sendable {
  /// Names of the user's arrays in the expression, without `$`.
  package let arrays: [String]
  private let text: String
  private let kind: HookPoint.Kind
  private let expression: ScriptExpression

  /// Parses an expression for one kind of hook point.
  ///
  /// - Throws: `ScriptError` for what is no expression; `CausalError` for a name that has no value there.
  package init(_ text: String, at kind: HookPoint.Kind) throws {
    (self.text, self.kind) = (text, kind)
    let variables = ScriptExpression.variables(in: text)
    arrays = variables.map { String($0.dropFirst()) }
    let own = kind.letter
    let letters = ["A", "S", "Q", "K", "V", "Z", "X"]
    expression = try ScriptExpression(
      text, names: letters + ["q", "k", "n", "layer", "head"] + variables)
    let used = expression.usedNames
    if let other = letters.first(where: { $0 != own && used.contains($0) }) {
      throw CausalError(
        "'\(text)': there is no \(other) at \(kind.shortName): the value there is \(own)")
    }
    if used.contains("k"), !kind.hasKeys {
      throw CausalError(
        "'\(text)': k numbers the keys of patterns and scores; \(kind.shortName) has none")
    }
    if used.contains("head"), !kind.isByHeads {
      throw CausalError("'\(text)': \(kind.shortName) is not by heads: it has no number 'head'")
    }
    if used.contains("layer"), !kind.isInBlock {
      throw CausalError("'\(text)': \(kind.shortName) stands outside the layers")
    }
  }

  /// The edit that replaces a value by the expression's result.
  ///
  /// - Parameter arrays: Those that it uses, by their names without `$`.
  /// - Throws: `CausalError` where one is not given.
  package func transform(
    arrays given: [String: Tensor] = [:]
  ) throws -> @Sendable (EditSite, Tensor) throws -> Tensor {
    var names: [String: ScriptValue] = [:]
    for name in arrays {
      guard let array = given[name] else { throw CausalError("'\(text)': there is no '$\(name)'") }
      names["$" + name] = ScriptValue(array)
    }
    let own = names
    return { site, value in try self.value(site, value, own) }
  }

  private func value(
    _ site: EditSite, _ value: Tensor, _ arrays: [String: ScriptValue]
  ) throws -> Tensor {
    var names = arrays
    let (rows, columns) = (value.rows, value.columns)
    names[kind.letter] = ScriptValue(value)
    names["q"] = ScriptValue(
      Tensor(shape: [rows, 1], values: (0..<rows).map { Float(site.first + $0) }))
    names["k"] = ScriptValue(Tensor(shape: [1, columns], values: (0..<columns).map { Float($0) }))
    names["n"] = .integer(site.first + rows)
    names["layer"] = site.point.layer.map { .integer($0) }
    names["head"] = site.head.map { .integer($0) }
    let result = try expression.value(names)
    guard let tensor = result.tensor, let whole = tensor.stretched(to: value.shape) else {
      throw CausalError(
        "'\(text)' gives \(result.kind) at \(site.point); the value there has shape (\(rows), \(columns))"
      )
    }
    return whole
  }
}

extension Tensor {
  /// The matrix that one number, one row or one column makes as NumPy stretches it; nil for other shapes.
  fileprivate func stretched(to shape: [Int]) -> Tensor? {
    let (rows, columns) = (shape[0], shape[1])
    if self.shape == shape { return self }
    let own =
      self.shape.count > 2 ? nil : [Int](repeating: 1, count: 2 - self.shape.count) + self.shape
    guard let own, [1, rows].contains(own[0]), [1, columns].contains(own[1]) else { return nil }
    var result = Tensor(zeros: shape)
    for row in 0..<rows {
      for column in 0..<columns {
        result.values[row * columns + column] =
          values[(own[0] == 1 ? 0 : row) * own[1] + (own[1] == 1 ? 0 : column)]
      }
    }
    return result
  }
}

extension HookPoint.Kind {
  /// The name of the value in expressions.
  fileprivate var letter: String {
    switch self {
    case .pattern: "A"
    case .attentionScores: "S"
    case .query, .rotatedQuery: "Q"
    case .key, .rotatedKey: "K"
    case .value: "V"
    case .z: "Z"
    default: "X"
    }
  }

  /// Whether its columns are keys.
  fileprivate var hasKeys: Bool { self == .pattern || self == .attentionScores }

  /// Whether it has a value for each head.
  fileprivate var isByHeads: Bool { letter != "X" }
}
