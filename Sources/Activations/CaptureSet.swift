/// The hook points that a pass is to keep: those of a model whose names match a regular expression.
public struct CaptureSet: Sendable {
  /// The chosen points, in the order of the pass.
  public let points: [HookPoint]

  private let members: Set<HookPoint>

  /// Chooses exactly `points`.
  public init(_ points: [HookPoint]) {
    self.points = points
    members = Set(points)
  }

  /// Every pattern of a model with `layers` layers: what pattern_lens saves.
  public static func patterns(layers: Int) -> CaptureSet {
    CaptureSet((0..<layers).map { .pattern($0) })
  }

  /// Chooses the points of `available` whose whole name matches `expression`.
  ///
  /// - Throws: `CaptureSetError` if the expression is malformed or matches none.
  public init(matching expression: String, of available: [HookPoint]) throws {
    let regex: Regex<AnyRegexOutput>
    do {
      regex = try Regex(expression)
    } catch {
      throw CaptureSetError(expression: expression, problem: "is no regular expression: \(error)")
    }
    let chosen = try available.filter { try regex.wholeMatch(in: $0.description) != nil }
    guard !chosen.isEmpty else {
      let example = available.first { $0.kind == .pattern }?.description ?? "hook_embed"
      throw CaptureSetError(
        expression: expression,
        problem: "matches no hook point of this model; a whole name is like '\(example)'")
    }
    self.init(chosen)
  }

  /// Whether `point` is to be kept.
  public func contains(_ point: HookPoint) -> Bool { members.contains(point) }
}

/// A hook expression that chooses nothing.
public struct CaptureSetError: Error, Equatable, CustomStringConvertible {
  let expression: String
  let problem: String

  /// The expression in quotes and what is wrong with it.
  public var description: String { "'\(expression)' \(problem)" }
}
