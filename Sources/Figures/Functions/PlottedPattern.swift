internal import Activations
internal import Pictures
internal import Scripts
internal import Tensors

/// A head's pattern as the built-in functions read it, with what stands at its queries and keys.
struct PlottedPattern {
  /// Attention of each query to each key, `[query, key]`; at least one value.
  let matrix: Tensor

  private let input: FigureInput

  /// Whether every token is written at the axes, however long they become.
  var showsAllLabels = false

  /// Whether cells that fall on one dot are shown by their mean; else by the strongest.
  var showsMeans = false

  /// Checks that the input is a matrix with at least `least` queries and keys.
  init(_ input: FigureInput, least: Int = 1) throws {
    guard input.pattern.shape.count == 2 else {
      throw FigureError("a pattern is a matrix; this has shape \(input.pattern.shape)")
    }
    guard min(input.pattern.rows, input.pattern.columns) >= least else {
      throw FigureError(
        "the pattern has shape \(input.pattern.shape); "
          + "this figure needs at least \(least) \(least == 1 ? "query and key" : "queries and keys")"
      )
    }
    (matrix, self.input) = (input.pattern, input)
  }

  /// Number of queries.
  var queries: Int { matrix.rows }

  /// Number of keys.
  var keys: Int { matrix.columns }

  /// Attention of query `query` to key `key`.
  subscript(query: Int, key: Int) -> Double { Double(matrix.values[query * keys + key]) }

  /// Attention of one query to all keys.
  func row(_ query: Int) -> [Double] {
    matrix.values[query * keys..<(query + 1) * keys].map(Double.init)
  }

  /// Whether no query sees a later key.
  var isCausal: Bool {
    (0..<queries).allSatisfy { query in
      query + 1 >= keys
        || matrix.values[query * keys + query + 1..<(query + 1) * keys].allSatisfy { $0 == 0 }
    }
  }

  /// How many keys each query could see: those up to it under a causal mask, else all.
  var visibleKeys: [Int] {
    let isCausal = isCausal
    return (0..<queries).map { isCausal ? min($0 + 1, keys) : keys }
  }

  /// The value that `body` gives for each query.
  func perQuery(_ body: (_ query: Int, _ row: [Double]) -> Double) -> [Double] {
    (0..<queries).map { body($0, row($0)) }
  }

  /// A matrix with a value for each query and key, from `body`.
  func map(
    queries: Range<Int>, keys: Range<Int>, _ body: (_ query: Int, _ key: Int) -> Float
  ) -> Tensor {
    Tensor(
      shape: [queries.count, keys.count],
      values: queries.flatMap { query in keys.map { body(query, $0) } })
  }

  /// An axis of queries, with their tokens where they are known.
  var queryAxis: Axis { axis("Query", count: queries) }

  /// An axis of keys, with their tokens where they are known.
  var keyAxis: Axis { axis("Key", count: keys) }

  /// "gpt2 L5H3: " and what the figure shows.
  func title(_ subject: String) -> String {
    (input.model.isEmpty ? "" : input.model + " ") + "\(input.head): " + subject
  }

  private func axis(_ label: String, count: Int) -> Axis {
    // Queries that are not as many as the keys are other tokens than these.
    Axis(
      label: label, tokens: input.tokens.count == keys && count == keys ? input.tokens : [],
      showsAll: showsAllLabels)
  }
}

extension FigureFunction {
  /// A built-in function with one figure.
  init(
    _ name: String, _ summary: String, format: FigureFormat = .png, code: String,
    draw: @escaping @Sendable (FigureInput) throws -> Figure
  ) {
    self.init(name: name, summary: summary, code: code, format: format) { input in
      [NamedFigure(try draw(input))]
    }
  }

  /// A built-in function whose figure has tokens at an axis, as many as have room or, with `labels=all`, all of them.
  ///
  /// - Parameter pools: Whether it draws cells, which `pool=mean` shows by their means where they have no dots of their own.
  init(
    _ name: String, _ summary: String, format: FigureFormat, code: String, pools: Bool = false,
    draw: @escaping @Sendable (PlottedPattern) throws -> Figure
  ) {
    self.init(
      name, summary, format: format, code: code,
      values: ["labels": "some"].merging(pools ? ["pool": "strongest"] : [:]) { $1 }, draw: draw)
  }

  private init(
    _ name: String, _ summary: String, format: FigureFormat, code: String,
    values: [String: String], draw: @escaping @Sendable (PlottedPattern) throws -> Figure
  ) {
    let known = [
      "labels": (["some", "all"], "labels is 'some', where they have room, or 'all'"),
      "pool": (["strongest", "mean"], "pool is 'strongest' or 'mean' of the cells on one dot"),
    ]
    let remade: @Sendable ([String: ScriptValue]) throws -> FigureFunction = { given in
      var chosen = values
      for (key, value) in given {
        guard values[key] != nil, let (words, problem) = known[key] else {
          throw FigureError("'\(key)' is no option")
        }
        guard let word = value.string, words.contains(word) else { throw FigureError(problem) }
        chosen[key] = word
      }
      return FigureFunction(name, summary, format: format, code: code, values: chosen, draw: draw)
    }
    self.init(
      name: name, summary: summary, code: code, format: format,
      options: values.sorted { $0.key < $1.key }.map {
        Option(name: $0.key, value: .string($0.value))
      }, remade: remade
    ) { input in
      var pattern = try PlottedPattern(input)
      pattern.showsAllLabels = values["labels"] == "all"
      pattern.showsMeans = values["pool"] == "mean"
      return [NamedFigure(try draw(pattern))]
    }
  }
}
