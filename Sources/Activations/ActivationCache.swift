public import Tensors

/// The values captured at hook points in one prompt's forward pass, in the order of the pass.
///
/// It has no batch axis and keeps no model alive: patterns are `[heads, query, key]`.
public struct ActivationCache: Sendable {
  /// The captured points, in the order of the pass.
  public private(set) var points: [HookPoint] = []

  private var tensors: [HookPoint: Tensor] = [:]

  /// Makes an empty cache.
  public init() {}

  /// The value at `point`; nil if it was not captured.
  ///
  /// A new point comes last in `points`.
  public subscript(point: HookPoint) -> Tensor? {
    get { tensors[point] }
    set {
      if tensors.updateValue(newValue, forKey: point) == nil { points.append(point) }
      if newValue == nil { points.removeAll { $0 == point } }
    }
  }

  /// The pattern of one head, `[query, key]`; nil if its layer was not captured or has no such head.
  public func pattern(_ head: Head) -> Tensor? {
    guard let layer = self[.pattern(head.layer)], layer.shape.count == 3,
      (0..<layer.shape[0]).contains(head.index)
    else { return nil }
    return layer[head.index]
  }

  /// Number of bytes that the values take.
  public var byteCount: Int { tensors.values.reduce(0) { $0 + $1.values.count * 4 } }
}

extension Dictionary where Key == HookPoint, Value == Tensor {
  fileprivate mutating func updateValue(_ value: Tensor?, forKey key: Key) -> Tensor? {
    guard let value else { return removeValue(forKey: key) }
    return self.updateValue(value, forKey: key)
  }
}
