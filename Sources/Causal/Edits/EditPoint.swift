public import Activations
public import Transformers

/// The place of an edit as it is typed: heads or layers, hook point, tokens.
///
///     L3H4.z    L*H*.pattern    L0-2.attn_out    resid_pre.2    mlp_out.0-3[-1]    L3H4.pattern[" Jo", :5]
///
/// Hook points have TransformerLens's names, whole (`blocks.3.attn.hook_z`) or short (`z`).
public struct EditPoint: Sendable {
  /// The kind of hook point.
  public let kind: HookPoint.Kind
  /// The heads or layers as a selection; nil outside the blocks.
  let heads: String?
  /// The tokens in brackets, as they are written; nil for all.
  let slice: String?

  /// Parses the text of a place; heads and tokens are not resolved yet.
  ///
  /// - Throws: `CausalError`.
  public init(_ text: String) throws {
    var body = text[...]
    if let bracket = text.firstIndex(of: "[") {
      guard text.last == "]" else {
        throw CausalError("'\(text)': tokens stand last, in brackets, as in L3H4.z[-1]")
      }
      slice = String(text[bracket...])
      body = text[..<bracket]
    } else {
      slice = nil
    }
    if let point = HookPoint(String(body)) {
      (kind, heads) = (point.kind, point.layer.map { "L\($0)" })
    } else if let kind = Self.kinds[String(body)], !kind.isInBlock {
      (self.kind, heads) = (kind, nil)
    } else {
      let parts = body.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let first = parts.first, let last = parts.last, !first.isEmpty,
        !last.isEmpty
      else {
        throw CausalError(
          "'\(text)' is no place in a model: write one as L3H4.z, L*H*.pattern or resid_pre.2")
      }
      if let kind = Self.kinds[String(last)] {
        (self.kind, heads) = (kind, String(first))
      } else if let dot = body.lastIndex(of: "."), let kind = Self.kinds[String(body[..<dot])] {
        let layers = String(body[body.index(after: dot)...])
        (self.kind, heads) = (kind, "Ll".contains(layers.first ?? " ") ? layers : "L" + layers)
      } else {
        let name = "Ll".contains(first.first ?? " ") ? last : first
        throw CausalError("there is no hook point '\(name)' to edit: \(Self.names)")
      }
    }
    guard Edit.canEdit(kind) else {
      throw CausalError("\(kind.rawValue) can't be edited: \(Self.names)")
    }
    guard kind.isInBlock == (heads != nil) else {
      throw CausalError("\(kind.rawValue) stands outside the layers: write it alone")
    }
  }

  /// Short names of the hook points that can be edited.
  private static let kinds: [String: HookPoint.Kind] = {
    var kinds: [String: HookPoint.Kind] = [
      "scores": .attentionScores, "mlp_pre": .hiddenPre, "mlp_pre_linear": .hiddenPreLinear,
      "mlp_post": .hiddenPost,
    ]
    for kind in HookPoint.Kind.allCases {
      kinds[kind.rawValue] = kind
      // `attn.hook_z` is `z`; those of attention to an encoder and of norms have no short names.
      let parts = kind.rawValue.split(separator: ".")
      guard parts.count < 2 || parts.count == 2 && ["attn", "mlp"].contains(parts[0]) else {
        continue
      }
      kinds[String(parts[parts.count - 1].trimmingPrefix("hook_"))] = kind
    }
    return kinds
  }()

  /// The short names, for errors.
  private static let names =
    "there are z, q, k, v, rot_q, rot_k, scores, pattern, resid_pre, resid_mid, resid_post, attn_out, "
    + "mlp_out, mlp_pre, mlp_pre_linear, mlp_post, embed and pos_embed"
}

extension EditPoint {
  /// The heads or layers of a given model that the text means.
  ///
  /// - Throws: `SelectionError` for what the model does not have, `CausalError` for heads at a point that has none.
  public func part(in config: ModelConfig) throws -> Edit.Part {
    guard let heads else { return .layers([]) }
    // `*` means what there is: some layers may lack the point, or have fewer heads than others.
    let meansAll = heads.contains { "*xX".contains($0) }
    let points = Set(config.hookPoints)
    func present<Place>(_ places: [Place], layer: (Place) -> Int) -> [Place] {
      let present = places.filter { points.contains(.block(kind, layer($0))) }
      // Where no layer has the point, the edit says so.
      return meansAll && !present.isEmpty ? present : places
    }
    guard let count = kind.heads(of: config) else {
      if heads.contains(where: { "Hh".contains($0) }) {
        throw CausalError(
          "\(kind.rawValue) is not by heads: name layers, as in \(kind.shortName).2")
      }
      let layers = try HeadSelection(heads, layers: config.layers, heads: 1).layers
      return .layers(present(layers) { $0 })
    }
    let chosen = try HeadSelection(
      heads, layers: config.layers, heads: count, patternless: config.patternless
    ).heads
    let areNumbered = heads.contains { "Hh".contains($0) } && !meansAll
    if areNumbered { return .heads(chosen) }
    let existing = chosen.filter { $0.index < kind.heads(of: config, in: $0.layer) ?? count }
    return .heads(present(existing, layer: \.layer))
  }

  /// The tokens whose rows change, and the keys.
  ///
  /// - Parameter find: What a slice that names tokens by their text means in a text of these ids.
  /// - Throws: `SelectionError` for what is no slice, `CausalError` for keys at a point that has none.
  func tokens(
    _ find: @escaping @Sendable (_ slice: String, _ ids: [Int]) throws -> TokenSlice
  ) throws -> (queries: Edit.Tokens, keys: Edit.Tokens) {
    guard let slice else { return (.all, .all) }
    let hasKeys = kind == .pattern || kind == .attentionScores
    let kind = kind
    @Sendable func check(_ found: TokenSlice) throws {
      guard hasKeys || found.keys == .tokens(from: nil, to: nil) else {
        throw CausalError("'\(slice)': \(kind.shortName) is by tokens alone, as in [-1] or [3:9]")
      }
    }
    guard slice.contains("\"") || slice.contains("'") else {
      let found = try TokenSlice(slice)
      try check(found)
      return (Edit.Tokens(found.queries), Edit.Tokens(found.keys))
    }
    @Sendable func places(_ ids: [Int]) throws -> TokenSlice.Resolved {
      let found = try find(slice, ids)
      try check(found)
      return try found.resolved(queries: ids.count, keys: ids.count)
    }
    return (
      .found(slice, { try places($0).queries }),
      hasKeys ? .found(slice, { try places($0).keys }) : .all
    )
  }
}

extension Edit.Tokens {
  /// The tokens of one axis of a slice.
  fileprivate init(_ axis: TokenSlice.Axis) {
    switch axis {
    case .token(let place): self = .at([place])
    case .tokens(from: nil, to: nil): self = .all
    case .tokens(let from, let to): self = .range(from: from, to: to)
    }
  }
}

extension HookPoint.Kind {
  /// The last part of the name, without `hook_`.
  package var shortName: String {
    let last = rawValue.split(separator: ".").last ?? ""
    return self == .attentionScores ? "scores" : String(last.trimmingPrefix("hook_"))
  }
}
