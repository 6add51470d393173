public import Activations
public import Tensors

/// A change of a model's pass: values at one kind of hook point, of some heads and tokens, are
/// replaced.
///
///     Edit(.z, heads: [Head(layer: 3, index: 4)], .zero)
///     Edit.knockout(heads: heads, queries: .at([18]), keys: .at([2, 3]))
///     Edit(.residualPre, layers: [2], .add(direction, times: 4))
///
/// Later layers are computed anew from the changed value.
public struct Edit: Sendable {
  /// The kind of hook point.
  public let kind: HookPoint.Kind
  /// The layers, or the heads in them.
  public let part: Part
  /// The tokens whose rows change; for scores and patterns these are queries.
  public let tokens: Tokens
  /// The keys of scores and patterns whose columns change.
  public let keys: Tokens
  /// What the values are replaced by.
  public let change: Change
  /// Whether each changed row of a pattern is divided by its sum afterwards.
  public let renormalizes: Bool

  /// Where in a model an edit is made.
  public enum Part: Equatable, Sendable {
    /// In these layers, for all that is at the hook point.
    case layers([Int])
    /// For these heads; for keys and values these are key heads, which groups of query heads share.
    case heads([Head])
  }

  /// Tokens chosen by number or by their ids.
  public enum Tokens: Sendable {
    /// Every one, those that generation adds included.
    case all
    /// These, counted from 0; negative numbers from the end of the text as it is run.
    case at([Int])
    /// From the first number up to but without the second, cut off at the text's ends as in Python; nil is such an end.
    case range(from: Int?, to: Int?)
    /// What a description, such as a word, means in a text of these ids; it throws where that has none.
    case found(String, @Sendable (_ ids: [Int]) throws -> Range<Int>)
  }

  /// The ways to replace a value.
  public enum Change: Sendable {
    /// 0.
    case zero
    /// One number.
    case constant(Float)
    /// Itself times a number.
    case scale(Float)
    /// These values: one row for all tokens, `[width]`, or one a token, `[tokens, width]`.
    case values(Tensor)
    /// Itself plus a number of times these values, in the same shapes; the first tokens where there are fewer rows than tokens.
    case add(Tensor, times: Float)
    /// The mean over prompts, given by their ids.
    case mean(over: [[Int]], Averaging)
    /// What another prompt has at the same places.
    case otherPrompt([Int])
    /// What a function makes of it.
    case transform(@Sendable (EditSite, Tensor) throws -> Tensor)
    /// Scores of -infinity, so that the softmax gives the weight to the other keys, and to the sink where there is one.
    case knockout
  }

  /// What the mean is taken over.
  public enum Averaging: String, CaseIterable, Sendable {
    /// Prompts, at each position by itself.
    case position
    /// Prompts and all positions.
    case all
    /// Prompts and all positions but the first.
    case allButFirst
  }

  /// Changes all heads' or all columns' values in whole layers.
  public init(
    _ kind: HookPoint.Kind, layers: [Int], tokens: Tokens = .all, keys: Tokens = .all,
    _ change: Change, renormalizes: Bool = false
  ) {
    self.init(kind, .layers(layers), tokens, keys, change, renormalizes)
  }

  /// Changes the values of these heads.
  public init(
    _ kind: HookPoint.Kind, heads: [Head], tokens: Tokens = .all, keys: Tokens = .all,
    _ change: Change, renormalizes: Bool = false
  ) {
    self.init(kind, .heads(heads), tokens, keys, change, renormalizes)
  }

  /// Masks these keys for these queries before the softmax.
  public static func knockout(heads: [Head], queries: Tokens, keys: Tokens) -> Edit {
    Edit(.attentionScores, heads: heads, tokens: queries, keys: keys, .knockout)
  }

  private init(
    _ kind: HookPoint.Kind, _ part: Part, _ tokens: Tokens, _ keys: Tokens, _ change: Change,
    _ renormalizes: Bool
  ) {
    (self.kind, self.part, self.tokens, self.keys) = (kind, part, tokens, keys)
    (self.change, self.renormalizes) = (change, renormalizes)
  }
}

/// The place whose value a transform is given.
public struct EditSite: Sendable {
  /// The hook point.
  public let point: HookPoint
  /// The head; nil where the point has none.
  public let head: Int?
  /// The ids of the text that is run.
  public let tokens: [Int]
  /// The token number of the value's first row.
  public let first: Int

  /// Names a place.
  public init(point: HookPoint, head: Int?, tokens: [Int], first: Int = 0) {
    (self.point, self.head, self.tokens, self.first) = (point, head, tokens, first)
  }
}

extension Edit {
  /// The layers that the edit touches, in order.
  var layers: [Int] {
    switch part {
    case .layers(let layers): Array(Set(layers)).sorted()
    case .heads(let heads): Array(Set(heads.map(\.layer))).sorted()
    }
  }

  /// The heads that it touches in `layer`, of `count`; nil for all there is, where there are no heads.
  func heads(in layer: Int, of count: Int?) -> [Int]? {
    switch part {
    case .layers: count.map { Array(0..<$0) }
    case .heads(let heads):
      Array(Set(heads.filter { $0.layer == layer }.map(\.index))).sorted()
    }
  }

  /// Whether nothing of the former value is left where the edit is made.
  var overwrites: Bool {
    switch change {
    case .zero, .constant, .values, .mean, .otherPrompt: true
    case .scale(let factor): factor == 0
    case .add, .transform, .knockout: false
    }
  }
}

extension Edit: CustomStringConvertible {
  /// The heads or layers with their hook point, such as `L3H4 attn.hook_z`.
  public var description: String {
    let places =
      switch part {
      case .layers(let layers): layers.sorted().map { "L\($0)" }
      case .heads(let heads): heads.sorted().map(\.description)
      }
    let shown = places.count > 4 ? places.prefix(3) + ["… (\(places.count))"] : places[...]
    return "\(shown.joined(separator: ",")) \(kind.rawValue)"
  }
}
