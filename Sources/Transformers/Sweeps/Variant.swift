public import Activations
public import Tensors

/// A changed pass of a prompt: edits, each at a hook point.
///
///     Variant().editing(.block(.z, 3)) { z in ... }    // z is [tokens, heads, h]
public struct Variant {
  /// Changes the value at a hook point, which has the shape that taps see.
  public typealias Edit = (inout Tensor) throws -> Void

  /// The edits by hook point, in the order in which they were added.
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
  /// Whether the pass ignores changes of the value at this hook point, which only shows what is
  /// computed elsewhere.
  public var isOnlyShown: Bool {
    switch self {
    case .tokens, .attentionIn, .queryInput, .keyInput, .valueInput, .result, .crossResult: true
    default: rawValue.hasSuffix("hook_scale")
    }
  }
}
