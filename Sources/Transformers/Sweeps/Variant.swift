public import Activations
public import Tensors

/// One way in which a prompt's pass is changed: its edits, each at a hook point.
///
///     Variant().editing(.block(.z, 3)) { z in ... }    // z is [tokens, heads, h]
public struct Variant {
  /// Changes the value at a hook point, which has the shape that taps see.
  public typealias Edit = (inout Tensor) throws -> Void

  /// What is changed where; edits at one point follow one another in the order in which they were added.
  public private(set) var edits: [(point: HookPoint, edit: Edit)] = []

  /// The first token at which any edit changes anything: those before it are computed once for all variants.
  public var firstToken: Int

  /// Makes a variant that changes nothing yet.
  public init(from firstToken: Int = 0) { self.firstToken = firstToken }

  /// The same with one more edit.
  public func editing(_ point: HookPoint, _ edit: @escaping Edit) -> Variant {
    var variant = self
    variant.edits.append((point, edit))
    return variant
  }
}

extension HookPoint.Kind {
  /// Whether changes of the value are not taken over by the pass: it only shows what it does.
  public var isOnlyShown: Bool {
    switch self {
    case .tokens, .attentionIn, .queryInput, .keyInput, .valueInput, .result, .crossResult: true
    default: rawValue.hasSuffix("hook_scale")
    }
  }
}
