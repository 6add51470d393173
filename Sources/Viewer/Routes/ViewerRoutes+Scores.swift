internal import Activations
internal import Figures
internal import Files
internal import Formats
internal import Indexes

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
    let scores = try target.list("scores")?.map(score) ?? catalog.source.scores
    for hash in target.list("prompts") ?? [] {
      // A prompt that is nowhere is a wrong question; a broken one has a problem beside the others' scores.
      do { _ = try catalog.prompt(hash, of: model) } catch is FormatError {}
    }
    let hashes =
      try target.list("prompts") ?? catalog.promptList(of: [model]).hashes().map(\.hash)
    if target.value("summary") == "1" {
      guard let score = scores.first, scores.count == 1 else {
        throw RequestProblem.bad("a summary is of one score: '&scores=NAME'")
      }
      return .json(try scoreSummary(target, score, model: model, hashes: hashes))
    }
    return .json(try self.scores(of: model, scores, on: hashes))
  }

  /// The same for these scores and prompts.
  ///
  /// - Throws: `RequestProblem` 404 where the size of the model is unknown.
  func scores(of model: String, _ scores: [HeadScore], on hashes: [String]) throws -> JSON {
    let size = try catalog.size(of: model)
    let (layers, heads) = (size.layers, size.heads)
    var problems: [JSON] = []
    var lists = [[JSON]](repeating: [], count: scores.count)
    var new = NewScores(catalog, model)
    defer { new.keep() }
    for hash in hashes {
      switch scoreValues(of: scores, hash, model: model, size, &new) {
      case .success(let values):
        for (place, values) in values.enumerated() {
          lists[place].append(.array(values.map { $0.map { .number($0) } ?? .null }))
        }
      case .failure(let problem):
        problems.append(problem.json)
        let none = JSON.array([JSON](repeating: .null, count: layers * heads))
        for place in lists.indices { lists[place].append(none) }
      }
    }
    var named: JSONObject = [:]
    for (score, list) in zip(scores, lists) { named[score.name] = .array(list) }
    return .object([
      "model": .string(model), "layers": .integer(layers), "heads": .integer(heads),
      "prompts": .array(hashes.map { .string($0) }), "scores": .object(named),
      "problems": .array(problems),
    ])
  }

  /// Scores of every head on one prompt, or why there are none: a broken prompt is no reason to leave out the others.
  func scoreValues(
    of scores: [HeadScore], _ hash: String, model: String, _ size: ModelSize,
    _ new: inout NewScores
  ) -> Result<[[Double?]], ScoreProblem> {
    do {
      return .success(
        try values(of: scores, hash, model: model, layers: size.layers, heads: size.heads, &new))
    } catch {
      let text =
        (error as? RequestProblem)?.text ?? (error as? FormatError).map(relative) ?? "\(error)"
      return .failure(ScoreProblem(hash: hash, text: text))
    }
  }

  private func score(_ name: String) throws -> HeadScore {
    if let score = catalog.source.scores.first(where: { $0.name == name }) { return score }
    if let score = try? HeadScores.named(name) { return score }
    do {
      return try HeadScore.expression(name)
    } catch {
      throw RequestProblem.missing(
        "there is no score '\(name.prefix(80))', and as an expression: \(error)")
    }
  }

  /// Scores of every head, layer by layer, one list for each score; nil where a layer is not
  /// captured or the prompt has no place that the score is about.
  private func values(
    of scores: [HeadScore], _ hash: String, model: String, layers: Int, heads: Int,
    _ kept: inout NewScores
  ) throws -> [[Double?]] {
    guard let tag = catalog.tag(of: hash, of: model) else {
      throw RequestProblem.missing("prompt '\(hash)' has no captured activations of \(model)")
    }
    func key(_ score: HeadScore) -> String { "\(tag) \(model) \(hash) \(score.name)" }
    var found: [String: [Double?]] = [:]
    var new = scores.filter { caches.scores.value(key($0)) == nil }
    if catalog.capture(hash, of: model) == nil {
      new = new.filter { score in
        guard
          let known = kept.index?.scores(score.name, of: hash, model: model, tag: tag),
          known.count == layers * heads
        else { return true }
        let values = known.map { $0.isNaN ? nil : $0 }
        found[score.name] = values
        caches.scores.insert(values, for: key(score), bytes: 16 * values.count + tag.utf8.count)
        return false
      }
    }
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
        if captured == nil {
          kept.add(
            FolderIndex.Scores(
              hash: hash, score: score.name, tag: tag, values: values.map { $0 ?? .nan }))
        }
      }
    }
    return scores.map { score in
      found[score.name] ?? caches.scores.value(key(score))
        ?? [Double?](repeating: nil, count: layers * heads)
    }
  }
}

/// Scores of a model's saved prompts that were computed now, and go into the folder's index some at a time.
struct NewScores {
  let index: FolderIndex?
  private let model: String
  private var scores: [FolderIndex.Scores] = []

  init(_ catalog: Catalog, _ model: String) {
    // Without an index they are computed again the next time.
    (index, self.model) = (
      catalog.folderTag(of: model) == nil ? nil : try? catalog.folderIndex(), model
    )
  }

  mutating func add(_ values: FolderIndex.Scores) {
    scores.append(values)
    if scores.count >= 256 { keep() }
  }

  mutating func keep() {
    index?.keep(scores, of: model)
    scores = []
  }
}
