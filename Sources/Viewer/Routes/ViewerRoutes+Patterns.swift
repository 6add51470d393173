internal import Activations
internal import Formats
internal import Tensors
internal import Text

extension ViewerRoutes {
  /// The pattern of a head, or of all heads of a layer, row by row.
  func pattern(_ target: RequestTarget) throws -> ViewerAnswer {
    let place = try HeadPlace(target.names.dropFirst(2))
    let (tensor, tag): (Tensor, String)
    if ["x", "*"].contains(place.second) {
      let layer = try HeadPlace.number(place.first, "layer")
      let (patterns, own) = try catalog.layer(layer, of: place.hash, model: place.model)
      (tensor, tag) = (patterns.tensor, own)
    } else {
      let (rows, own) = try catalog.rows(try place.head, of: place.hash, model: place.model)
      if let most = try number("most", target), rows.count > most {
        return try overview(rows, tag: own, target)
      }
      (tensor, tag) = (rows.tensor, own)
    }
    return try array(tensor, tag: tag, target)
  }

  /// One cell of every head, `[layers, heads]`; NaN where a layer is not captured.
  ///
  /// With `x` for the query it is the attention that the key receives: its mean over the queries that can see it.
  func cell(_ target: RequestTarget) throws -> ViewerAnswer {
    let place = try HeadPlace(target.names.dropFirst(2))
    let query = place.first == "x" ? nil : try HeadPlace.number(place.first, "query")
    let key = try HeadPlace.number(place.second, "key")
    let model = try model(place.model)
    let size = try catalog.size(of: model)
    let (layers, heads) = (size.layers, size.heads)
    // A layer of a long prompt takes a tenth of a second to decode.
    let found = Parallel.map(layers) { layer -> Result<(cells: [Float], tag: String), any Error> in
      Result {
        guard let query else {
          return try catalog.received(by: key, of: layer, place.hash, model: model)
        }
        return try catalog.cells(of: layer, place.hash, model: model, query: query, key: key)
      }
    }
    var values = [Float](repeating: .nan, count: layers * heads)
    var tag: String?
    var missing: RequestProblem?
    for (layer, result) in found.enumerated() {
      do {
        let (cells, own) = try result.get()
        tag = own
        for (head, value) in cells.prefix(heads).enumerated() {
          values[layer * heads + head] = value
        }
      } catch let problem as RequestProblem where problem.status == 404 {
        missing = problem
      }
    }
    guard let tag else { throw missing ?? RequestProblem.missing("there are no layers") }
    return try array(Tensor(shape: [layers, heads], values: values), tag: tag, target)
  }

  /// The tokens at the sides of a prompt's patterns: `/api/tokens/MODEL/HASH/QUERIES/KEYS`.
  ///
  ///     {"keys": [{"text": " cat", "label": " cat"}, ...], "queries": ... or null, "note": "..."}
  ///
  /// null is for tokens that are not known; the note says why, or is empty.
  func tokens(_ target: RequestTarget) throws -> ViewerAnswer {
    let place = try HeadPlace(target.names.dropFirst(2))
    return .json(
      try tokens(
        of: place.hash, model: try model(place.model),
        queries: try HeadPlace.number(place.first, "number of queries"),
        keys: try HeadPlace.number(place.second, "number of keys")))
  }

  /// The same for patterns of this shape.
  func tokens(of hash: String, model: String, queries: Int, keys: Int) throws -> JSON {
    let prompt = try catalog.prompt(hash, of: model)
    let sides = try catalog.frame(of: model).sides(of: prompt, queries: queries, keys: keys)
    func list(_ tokens: [String]?) -> JSON {
      guard let tokens else { return .null }
      return .array(
        readableTokens(tokens).map {
          .object(["text": .string($0.text), "label": .string($0.label)])
        })
    }
    let count = prompt.tokens.count
    let note =
      sides.keys == nil
      ? "The prompt has \(count) tokens and the pattern \(keys) columns: which token stands where is not known."
      : sides.queries == nil
        ? "The pattern has \(queries) queries and \(keys) keys: the queries are other tokens, which are not known."
        : ""
    return .object([
      "keys": list(sides.keys), "queries": list(sides.queries), "note": .string(note),
    ])
  }

  /// The number that a key of the query has; nil where it is not there.
  func number(_ key: String, _ target: RequestTarget) throws -> Int? {
    try target.value(key).map { try HeadPlace.number($0, "number of '\(key)'") }
  }

  /// The values of a tensor as bytes.
  func array(
    _ tensor: Tensor, tag: String, _ target: RequestTarget
  ) throws -> ViewerAnswer {
    let body: [UInt8]
    let numbers: String
    switch target.value("dtype") ?? "f32" {
    case "f32", "float32":
      // Values lie in memory as they are sent; machines that run this are little-endian.
      (body, numbers) = (unsafe tensor.values.withUnsafeBytes { unsafe Array($0) }, "float32")
    case "f16", "float16":
      let words = tensor.values.map { Float16($0) }
      (body, numbers) = (unsafe words.withUnsafeBytes { unsafe Array($0) }, "float16")
    case let other: throw RequestProblem.bad("'\(other)' is no dtype: f32 and f16 are known")
    }
    return ViewerAnswer(
      type: "application/octet-stream", body: body, tag: "\(tag)-\(numbers)",
      isFixed: target.value("v") == tag, shape: tensor.shape, numbers: numbers)
  }
}
