internal import Activations
internal import Tensors

/// Patterns that are too large for a page: seen from afar at once, and from near in parts.
///
///     /api/pattern/MODEL/HASH/LAYER/HEAD?most=4194304    where it has more cells, all of it pooled:
///         X-Shape: 8192,8192   X-Step: 8   X-Range: 0.0,0.98   X-Causal: 1
///     /api/part/MODEL/HASH/LAYER/HEAD?rows=0-255&keys=0-1023&step=2
///     &first=drop  &first=renormalise                    with NaN for the first token, as on the page
///     &by=mean                                           the mean of a square in place of its strongest
///
/// Of each square of `step` cells a side the value is the one farthest from 0, so that no strong attention is lost.
/// Squares begin where the part does.
extension ViewerRoutes {
  /// Squares a side that a pattern seen from afar has at most.
  private static let farSide = 1024

  /// Values that a part may have.
  private static let mostValues = 4 << 20

  /// A whole pattern seen from afar.
  func overview(
    _ rows: AttentionRows, tag: String, _ target: RequestTarget
  ) throws -> ViewerAnswer {
    let side = max(rows.queries.count, rows.keys.count)
    var step = 1
    while side > step * Self.farSide { step *= 2 }
    let (rows, cut) = try withoutFirst(rows, target)
    let key = "\(tag) \(target.names.joined(separator: "/")) \(step) \(cut)"
    let pooled = try caches.overviews.value(key) ?? rows.pooled(side: step)
    caches.overviews.insert(pooled, for: key, bytes: 12 * pooled.mean.values.count)
    var answer = try array(
      try takesMean(target) ? pooled.mean : pooled.farthest, tag: tag, target)
    answer.shape = rows.shape
    let range = pooled.range ?? (0, 1)
    answer.about = [
      "X-Step": "\(step)", "X-Range": "\(range.least),\(range.largest)",
      "X-Causal": rows.hidesLaterKeys ? "1" : "0",
    ]
    return answer
  }

  /// A part of a pattern.
  func part(_ target: RequestTarget) throws -> ViewerAnswer {
    let place = try HeadPlace(target.names.dropFirst(2))
    let (whole, tag) = try catalog.rows(try place.head, of: place.hash, model: place.model)
    let (rows, _) = try withoutFirst(whole, target)
    let part = rows.part(
      queries: try span("rows", of: rows.queries, target),
      keys: try span("keys", of: rows.keys, target))
    let step = try number("step", target) ?? 1
    guard (1...1 << 20).contains(step) else {
      throw RequestProblem.bad("'step' is 1 to \(1 << 20), not \(step)")
    }
    let size = part.shape.map { ($0 + step - 1) / step }
    guard size[0] * size[1] <= Self.mostValues else {
      throw RequestProblem.bad(
        "the part has \(size[0]) x \(size[1]) values, and at most \(Self.mostValues) can be sent: "
          + "ask for fewer rows or keys, or a larger 'step'")
    }
    let isMean = try takesMean(target)
    guard step > 1 else { return try array(part.tensor, tag: tag, target) }
    let pooled = try part.pooled(side: step)
    return try array(isMean ? pooled.mean : pooled.farthest, tag: tag, target)
  }

  /// Whether squares show their cells' mean, and not the value farthest from zero.
  private func takesMean(_ target: RequestTarget) throws -> Bool {
    switch target.value("by") ?? "strongest" {
    case "strongest": return false
    case "mean": return true
    case let other: throw RequestProblem.bad("'by' is strongest or mean, not '\(other.prefix(40))'")
    }
  }

  private func withoutFirst(
    _ rows: AttentionRows, _ target: RequestTarget
  ) throws -> (AttentionRows, String) {
    switch target.value("first") ?? "" {
    case "": return (rows, "")
    case let way where ["drop", "renormalise"].contains(way):
      return (rows.withoutFirst(renormalizes: way == "renormalise"), way)
    case let other:
      throw RequestProblem.bad("'first' is drop or renormalise, not '\(other.prefix(40))'")
    }
  }

  /// The places `A-B` of a key of the query, both ends among `all`; all where it is not there.
  private func span(
    _ key: String, of all: Range<Int>, _ target: RequestTarget
  ) throws -> Range<Int> {
    guard let text = target.value(key) else { return all }
    let ends = try text.split(separator: "-", omittingEmptySubsequences: false).map {
      try HeadPlace.number(String($0), "place of '\(key)'")
    }
    guard ends.count == 2, ends[0] <= ends[1], all.contains(ends[0]), all.contains(ends[1]) else {
      throw RequestProblem.bad(
        "'\(key)=\(text.prefix(40))' is no part of 0-\(max(all.count - 1, 0))")
    }
    return ends[0]..<ends[1] + 1
  }
}
