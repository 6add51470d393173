internal import Activations
internal import Formats
internal import Tensors

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
      (tensor, tag) = (rows.tensor, own)
    }
    return try array(tensor, tag: tag, target)
  }

  /// One cell of every head, `[layers, heads]`; NaN where a layer is not captured.
  func cell(_ target: RequestTarget) throws -> ViewerAnswer {
    let place = try HeadPlace(target.names.dropFirst(2))
    let query = try HeadPlace.number(place.first, "query")
    let key = try HeadPlace.number(place.second, "key")
    let model = try model(place.model)
    let size = try catalog.size(of: model)
    let (layers, heads) = (size.layers, size.heads)
    var values = [Float](repeating: .nan, count: layers * heads)
    var tag: String?
    var missing: RequestProblem?
    for layer in 0..<layers {
      do {
        let (patterns, own) = try catalog.layer(layer, of: place.hash, model: model)
        tag = own
        let (rows, columns) = (patterns.shape[1], patterns.shape[2])
        guard query < rows, key < columns else {
          throw RequestProblem.bad(
            "cell \(query), \(key) is outside a pattern of \(rows) x \(columns)")
        }
        for head in 0..<min(heads, patterns.shape[0]) {
          let cell = patterns.head(head)?.part(
            queries: query..<query + 1, keys: key..<key + 1)
          values[layer * heads + head] = cell?.tensor.values[0] ?? .nan
        }
      } catch let problem as RequestProblem where problem.status == 404 {
        missing = problem
      }
    }
    guard let tag else { throw missing ?? RequestProblem.missing("there are no layers") }
    return try array(Tensor(shape: [layers, heads], values: values), tag: tag, target)
  }

  private func array(
    _ tensor: Tensor, tag: String, _ target: RequestTarget
  ) throws -> ViewerAnswer {
    let body: [UInt8]
    let numbers: String
    switch target.value("dtype") ?? "f32" {
    case "f32", "float32":
      let words = tensor.values.map(\.bitPattern.littleEndian)
      (body, numbers) = (unsafe words.withUnsafeBytes { unsafe Array($0) }, "float32")
    case "f16", "float16":
      let words = tensor.values.map { Float16($0).bitPattern.littleEndian }
      (body, numbers) = (unsafe words.withUnsafeBytes { unsafe Array($0) }, "float16")
    case let other: throw RequestProblem.bad("'\(other)' is no dtype: f32 and f16 are known")
    }
    return ViewerAnswer(
      type: "application/octet-stream", body: body, tag: "\(tag)-\(numbers)",
      isFixed: target.value("v") == tag, shape: tensor.shape, numbers: numbers)
  }
}
