internal import Activations
internal import Figures
internal import Files
internal import Formats

extension ViewerRoutes {
  /// Scores of all heads of a model over prompts.
  ///
  ///     {"model": "gpt2", "layers": 12, "heads": 12, "prompts": [HASH, ...],
  ///      "scores": {"induction": [[L0H0, L0H1, ..., L11H11], ...one list a prompt]},
  ///      "problems": [{"hash": HASH, "error": "..."}]}
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
    let scores = try target.list("scores")?.map(score) ?? catalog.source.scores
    let hashes =
      try target.list("prompts")?.map { try catalog.prompt($0, of: model).hash }
      ?? catalog.prompts(of: model).map(\.hash)

    var problems: [JSON] = []
    var lists = [[JSON]](repeating: [], count: scores.count)
    for hash in hashes {
      do {
        let values = try values(of: scores, hash, model: model, layers: layers, heads: heads)
        for (place, values) in values.enumerated() {
          lists[place].append(.array(values.map { $0.map { .number($0) } ?? .null }))
        }
      } catch {
        let problem =
          (error as? RequestProblem)?.text ?? (error as? FormatError).map(relative) ?? "\(error)"
        problems.append(.object(["hash": .string(hash), "error": .string(problem)]))
        let none = JSON.array([JSON](repeating: .null, count: layers * heads))
        for place in lists.indices { lists[place].append(none) }
      }
    }
    var named: JSONObject = [:]
    for (score, list) in zip(scores, lists) { named[score.name] = .array(list) }
    return .json(
      .object([
        "model": .string(model), "layers": .integer(layers), "heads": .integer(heads),
        "prompts": .array(hashes.map { .string($0) }), "scores": .object(named),
        "problems": .array(problems),
      ]))
  }

  private func score(_ name: String) throws -> HeadScore {
    if let score = catalog.source.scores.first(where: { $0.name == name }) { return score }
    do {
      return try HeadScores.named(name)
    } catch {
      throw RequestProblem.missing("\(error)")
    }
  }

  /// Scores of every head, layer by layer, one list for each score; nil where a layer is not
  /// captured or the prompt has no place that the score is about.
  private func values(
    of scores: [HeadScore], _ hash: String, model: String, layers: Int, heads: Int
  ) throws -> [[Double?]] {
    guard let tag = catalog.tag(of: hash, of: model) else {
      throw RequestProblem.missing("prompt '\(hash)' has no captured activations of \(model)")
    }
    func key(_ score: HeadScore) -> String { "\(tag) \(model) \(hash) \(score.name)" }
    let new = scores.filter { caches.scores.value(key($0)) == nil }
    var found: [String: [Double?]] = [:]
    if !new.isEmpty {
      let (patterns, captured) = try catalog.patterns(of: hash, model: model)
      let all = (captured ?? Array(0..<layers)).filter { $0 < layers }.flatMap { layer in
        (0..<heads).map { Head(layer: layer, index: $0) }
      }
      guard let selection = HeadSelection(all, layers: layers, heads: heads) else {
        throw RequestProblem.missing("prompt '\(hash)' of \(model) has no captured patterns")
      }
      let table = try HeadScoring(new, of: selection)([patterns])
      for (place, score) in new.enumerated() {
        var values = [Double?](repeating: nil, count: layers * heads)
        for (order, head) in table.heads.enumerated() {
          let value = table.value(prompt: 0, head: order, score: place)
          values[head.layer * heads + head.index] = value.flatMap { $0.isFinite ? $0 : nil }
        }
        found[score.name] = values
        caches.scores.insert(values, for: key(score), bytes: 16 * values.count + tag.utf8.count)
      }
    }
    return scores.map { score in
      found[score.name] ?? caches.scores.value(key(score))
        ?? [Double?](repeating: nil, count: layers * heads)
    }
  }
}
