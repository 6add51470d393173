internal import Activations
internal import Figures
internal import Formats

extension ViewerRoutes {
  /// Scores of all heads of a model over prompts.
  ///
  ///     {"model": "gpt2", "layers": 12, "heads": 12, "prompts": [HASH, ...],
  ///      "scores": {"induction": [[L0H0, L0H1, ..., L11H11], ...one list a prompt]},
  ///      "problems": [{"hash": HASH, "score": "induction", "error": "..."}]}
  ///
  /// null is for heads that have no pattern or no such score. Without `prompts` all are taken,
  /// without `scores` too.
  func scores(_ target: RequestTarget) throws -> ViewerAnswer {
    let model = try model(target.value("model") ?? "")
    let config = catalog.config(of: model)
    guard let layers = config?["n_layers"]?.integerValue,
      let heads = config?["n_heads"]?.integerValue,
      (1...4096).contains(layers), (1...4096).contains(heads)
    else { throw RequestProblem.missing("the numbers of layers and heads of \(model) are unknown") }
    let known = catalog.source.scores
    let chosen = try target.list("scores")?.map { name in
      guard let score = known.first(where: { $0.name == name }) else {
        throw RequestProblem.missing("there is no score '\(name.prefix(80))'")
      }
      return score
    }
    let hashes = try target.list("prompts")?.map { try catalog.prompt($0, of: model).hash }
      ?? catalog.prompts(of: model).map(\.hash)

    var problems: [JSON] = []
    var lists: JSONObject = [:]
    for score in chosen ?? known {
      lists[score.name] = .array(
        hashes.map { hash in
          do {
            let values = try values(of: score, hash, model: model, layers: layers, heads: heads)
            return .array(
              values.map { value in
                value.flatMap { $0.isFinite ? .number(Double($0)) : nil } ?? .null
              })
          } catch {
            let problem = (error as? RequestProblem)?.text
              ?? (error as? FormatError).map(relative) ?? "\(error)"
            problems.append(
              .object([
                "hash": .string(hash), "score": .string(score.name), "error": .string(problem),
              ]))
            return .array([JSON](repeating: .null, count: layers * heads))
          }
        })
    }
    return .json(
      .object([
        "model": .string(model), "layers": .integer(layers), "heads": .integer(heads),
        "prompts": .array(hashes.map { .string($0) }), "scores": .object(lists),
        "problems": .array(problems),
      ]))
  }

  /// One score of every head, layer by layer.
  private func values(
    of score: ViewerScore, _ hash: String, model: String, layers: Int, heads: Int
  ) throws -> [Float?] {
    guard let tag = catalog.tag(of: hash, of: model) else {
      throw RequestProblem.missing("prompt '\(hash)' has no captured activations of \(model)")
    }
    let key = "\(tag) \(model) \(hash) \(score.name)"
    if let known = caches.scores.value(key) { return known }
    var values = [Float?](repeating: nil, count: layers * heads)
    for layer in 0..<layers {
      do {
        for input in try catalog.inputs(layer, of: hash, model: model).prefix(heads) {
          values[layer * heads + input.head.index] = try score.value(input)
        }
      } catch let problem as RequestProblem where problem.status == 404 {
        continue  // a layer that was not captured
      }
    }
    caches.scores.insert(values, for: key, bytes: 8 * values.count + key.utf8.count)
    return values
  }
}
