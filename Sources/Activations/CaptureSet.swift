/// The hook points that a pass is to keep.
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

  /// Whether `point` is to be kept.
  public func contains(_ point: HookPoint) -> Bool { members.contains(point) }
}
