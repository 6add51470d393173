internal import Activations
internal import Figures
internal import Formats

extension ViewerRoutes {
  /// Means and spreads of one score over many prompts: what ranks heads, in an answer that does not grow with them.
  ///
  ///     /api/scores?model=gpt2&scores=induction&summary=1&sample=64
  ///
  ///     {"model": "gpt2", "layers": 12, "heads": 12, "total": 10000, "count": 64, "problems": [...],
  ///      "mean": [L0H0, ...], "used": [prompts with a value, ...], "spread": [[13 values from least to largest], ...],
  ///      "best": [HASH, ...]}
  ///
  /// `sample` takes so many of the prompts, evenly spaced; without it all are taken.
  func scoreSummary(_ target: RequestTarget, _ score: HeadScore, model: String, hashes: [String])
    throws -> JSON
  {
    let size = try catalog.size(of: model)
    let wanted =
      try target.value("sample").map { max(1, try HeadPlace.number($0, "number of prompts")) }
      ?? hashes.count
    let taken =
      wanted >= hashes.count
      ? hashes : (0..<wanted).map { hashes[$0 * hashes.count / wanted] }
    let count = size.layers * size.heads
    var values = [[(value: Double, hash: String)]](repeating: [], count: count)
    var problems: [JSON] = []
    var new = NewScores(catalog, model)
    defer { new.keep() }
    for hash in taken {
      switch scoreValues(of: [score], hash, model: model, size, &new) {
      case .success(let lists):
        for (head, value) in lists[0].enumerated() {
          if let value { values[head].append((value, hash)) }
        }
      case .failure(let problem): problems.append(problem.json)
      }
    }
    func quantiles(_ values: [(value: Double, hash: String)]) -> JSON {
      let sorted = values.map(\.value).sorted()
      guard !sorted.isEmpty else { return .array([]) }
      let places = min(13, sorted.count)
      return .array(
        (0..<places).map { place in
          .number(sorted[places == 1 ? 0 : place * (sorted.count - 1) / (places - 1)])
        })
    }
    return .object([
      "model": .string(model), "layers": .integer(size.layers), "heads": .integer(size.heads),
      "total": .integer(hashes.count), "count": .integer(taken.count),
      "mean": .array(
        values.map { own in
          own.isEmpty ? .null : .finite(own.reduce(0) { $0 + $1.value } / Double(own.count))
        }),
      "used": .array(values.map { .integer($0.count) }),
      "spread": .array(values.map(quantiles)),
      "best": .array(
        values.map { own in
          own.max { $0.value < $1.value }.map { .string($0.hash) } ?? .null
        }),
      "problems": .array(Array(problems.prefix(20))),
    ])
  }
}

/// Why a prompt has no scores.
struct ScoreProblem: Error {
  let hash: String
  let text: String

  var json: JSON { .object(["hash": .string(hash), "error": .string(text)]) }
}
