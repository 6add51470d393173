/// A named place in the forward pass where a value can be read or changed.
///
/// Prints and parses the names of TransformerLens's HookedTransformer, which are also the names of
/// arrays in saved files: `HookPoint.pattern(5).description == "blocks.5.attn.hook_pattern"`.
public struct HookPoint: Hashable, Sendable {
  /// What is at this place, whatever the layer.
  public let kind: Kind

  /// The layer, from 0; nil for places outside the blocks.
  public let layer: Int?

  /// The stack of blocks that the layer belongs to.
  public let stack: Stack

  /// The stacks of blocks: an encoder's, a decoder's, or the only one; raw values are prefixes of
  /// TransformerLens's names.
  public enum Stack: String, CaseIterable, Sendable {
    /// The only one.
    case blocks
    /// The encoder of a model with both (T5).
    case encoder
    /// Its decoder.
    case decoder
  }

  /// Names a hook point; `layer` is given exactly for kinds inside a block.
  public init?(_ kind: Kind, layer: Int?, of stack: Stack = .blocks) {
    guard kind.isInBlock == (layer != nil), layer ?? 0 >= 0 else { return nil }
    self.init(kind: kind, layer: layer, stack: layer == nil ? .blocks : stack)
  }

  /// A place inside block `layer`.
  public static func block(_ kind: Kind, _ layer: Int, of stack: Stack = .blocks) -> HookPoint {
    precondition(kind.isInBlock && layer >= 0, "\(kind) in block \(layer)")
    return HookPoint(kind: kind, layer: layer, stack: stack)
  }

  /// A place before or after all blocks.
  public static func outside(_ kind: Kind) -> HookPoint {
    precondition(!kind.isInBlock, "\(kind) is inside a block")
    return HookPoint(kind: kind, layer: nil, stack: .blocks)
  }

  /// The attention pattern of `layer`, `[heads, query, key]`.
  public static func pattern(_ layer: Int) -> HookPoint { block(.pattern, layer) }

  /// The corresponding hook point of another stack.
  public func of(_ stack: Stack) -> HookPoint {
    switch (stack, kind) {
    case (.encoder, .finalNormScale): .outside(.encoderNormScale)
    case (.encoder, .finalNorm): .outside(.encoderNorm)
    case (.decoder, .finalNormScale): .outside(.decoderNormScale)
    case (.decoder, .finalNorm): .outside(.decoderNorm)
    default: layer.map { .block(kind, $0, of: stack) } ?? self
    }
  }

  private init(kind: Kind, layer: Int?, stack: Stack) {
    (self.kind, self.layer, self.stack) = (kind, layer, stack)
  }
}

extension HookPoint {
  /// The kinds of hook points in the order of the forward pass; raw values are TransformerLens's
  /// names within a block.
  ///
  /// Shapes are for one prompt of n tokens: d is the model's width, h a head's width, f the hidden width.
  public enum Kind: String, CaseIterable, Sendable {
    /// Token ids, `[n]`.
    case tokens = "hook_tokens"
    /// What the norm on embeddings divides by, `[n, 1]`.
    case embedNormScale = "embed.ln.hook_scale"
    /// That norm's rows, `[n, d]`.
    case embedNorm = "embed.ln.hook_normalized"
    /// Token embeddings of an encoder, `[n, d]`.
    case tokenEmbed = "embed.hook_embed"
    /// An encoder's learned position embeddings, `[n, d]`.
    case placeEmbed = "embed.hook_pos_embed"
    /// The embedding of the token type, `[n, d]`.
    case typeEmbed = "embed.hook_token_type_embed"
    /// An encoder's embeddings summed and normalised, `[n, d]`.
    case fullEmbed = "hook_full_embed"
    /// Token embeddings, `[n, d]`.
    case embed = "hook_embed"
    /// Learned position embeddings, `[n, d]`.
    case positionEmbed = "hook_pos_embed"
    /// The residual stream before the block, `[n, d]`.
    case residualPre = "hook_resid_pre"
    /// The residual stream as each head would read it, `[n, heads, d]`.
    case attentionIn = "hook_attn_in"
    /// The same for the heads' queries, `[n, heads, d]`.
    case queryInput = "hook_q_input"
    /// The same for keys, `[n, key heads, d]`.
    case keyInput = "hook_k_input"
    /// The same for values, `[n, key heads, d]`.
    case valueInput = "hook_v_input"
    /// What the first norm divides by, `[n, 1]`.
    case norm1Scale = "ln1.hook_scale"
    /// The first norm's rows, `[n, d]`: after weight and bias for LayerNorm, before the weight for RMSNorm.
    case norm1 = "ln1.hook_normalized"
    /// Queries before norm and rotation, `[n, heads, h]`.
    case query = "attn.hook_q"
    /// Keys before norm and rotation, `[n, key heads, h]`.
    case key = "attn.hook_k"
    /// Values, `[n, key heads, h]`.
    case value = "attn.hook_v"
    /// What the query norm divides by, `[n * heads, 1]`.
    case queryNormScale = "attn.q_norm.hook_scale"
    /// Normalised queries before the norm's weight, `[n * heads, h]`.
    case queryNorm = "attn.q_norm.hook_normalized"
    /// What the key norm divides by, `[n * key heads, 1]`.
    case keyNormScale = "attn.k_norm.hook_scale"
    /// Normalised keys before the norm's weight, `[n * key heads, h]`.
    case keyNorm = "attn.k_norm.hook_normalized"
    /// Rotated queries, `[n, heads, h]`.
    case rotatedQuery = "attn.hook_rot_q"
    /// Rotated keys, `[n, key heads, h]`.
    case rotatedKey = "attn.hook_rot_k"
    /// Scores before the softmax, masked ones -infinity, `[heads, query, key]`.
    case attentionScores = "attn.hook_attn_scores"
    /// The attention pattern: each query's distribution over keys, `[heads, query, key]`.
    case pattern = "attn.hook_pattern"
    /// Values mixed by the pattern, `[n, heads, h]`.
    case z = "attn.hook_z"
    /// What each head adds to the residual stream, without the output bias, `[n, heads, d]`.
    case result = "attn.hook_result"
    /// What the norm after attention divides by, `[n, 1]`.
    case norm1PostScale = "ln1_post.hook_scale"
    /// That norm's rows, `[n, d]`.
    case norm1Post = "ln1_post.hook_normalized"
    /// What the attention layer adds to the residual stream, `[n, d]`.
    case attentionOut = "hook_attn_out"
    /// The residual stream between attention and feed-forward, `[n, d]`; absent where both run in parallel.
    case residualMid = "hook_resid_mid"
    /// Queries of a decoder's attention to the encoder, `[n, heads, h]`.
    case crossQuery = "cross_attn.hook_q"
    /// Keys of the encoder's rows, m of them, `[m, heads, h]`.
    case crossKey = "cross_attn.hook_k"
    /// Values of the encoder's rows, `[m, heads, h]`.
    case crossValue = "cross_attn.hook_v"
    /// Scores of that attention, `[heads, n, m]`.
    case crossScores = "cross_attn.hook_attn_scores"
    /// Its pattern: each query's distribution over the encoder's rows, `[heads, n, m]`.
    case crossPattern = "cross_attn.hook_pattern"
    /// Values of the encoder mixed by it, `[n, heads, h]`.
    case crossZ = "cross_attn.hook_z"
    /// What each of its heads adds to the residual stream, `[n, heads, d]`.
    case crossResult = "cross_attn.hook_result"
    /// What it adds to the residual stream, `[n, d]`.
    case crossAttentionOut = "hook_cross_attn_out"
    /// The residual stream after it, `[n, d]`.
    case residualMidCross = "hook_resid_mid_cross"
    /// What the feed-forward layer reads, before its norm, `[n, d]`.
    case feedForwardIn = "hook_mlp_in"
    /// What the second norm divides by, `[n, 1]`.
    case norm2Scale = "ln2.hook_scale"
    /// The second norm's rows, `[n, d]`.
    case norm2 = "ln2.hook_normalized"
    /// What the third norm, before a decoder's feed-forward layer, divides by, `[n, 1]`.
    case norm3Scale = "ln3.hook_scale"
    /// The third norm's rows, `[n, d]`.
    case norm3 = "ln3.hook_normalized"
    /// Hidden values before the activation function (of the gate, where there is one), `[n, f]`.
    case hiddenPre = "mlp.hook_pre"
    /// Hidden values that the gate multiplies, `[n, f]`.
    case hiddenPreLinear = "mlp.hook_pre_linear"
    /// Hidden values between activation and inner norm (SoLU models), `[n, f]`.
    case hiddenMid = "mlp.hook_mid"
    /// What the inner norm of SoLU models divides by, `[n, 1]`.
    case hiddenNormScale = "mlp.ln.hook_scale"
    /// That norm's rows, `[n, f]`.
    case hiddenNorm = "mlp.ln.hook_normalized"
    /// Hidden values after activation and gate, `[n, f]`.
    case hiddenPost = "mlp.hook_post"
    /// What the norm after the feed-forward layer divides by, `[n, 1]`.
    case norm2PostScale = "ln2_post.hook_scale"
    /// That norm's rows, `[n, d]`.
    case norm2Post = "ln2_post.hook_normalized"
    /// What the feed-forward layer adds to the residual stream, `[n, d]`.
    case feedForwardOut = "hook_mlp_out"
    /// The residual stream after the block, `[n, d]`.
    case residualPost = "hook_resid_post"
    /// The residual stream after the norm that follows the sum, `[n, d]` (BERT).
    case normalizedResidualPost = "hook_normalized_resid_post"
    /// What the norm after an encoder's blocks divides by, `[n, 1]` (T5).
    case encoderNormScale = "encoder_final_ln.hook_scale"
    /// That norm's rows, `[n, d]`.
    case encoderNorm = "encoder_final_ln.hook_normalized"
    /// What the norm after a decoder's blocks divides by, `[n, 1]` (T5).
    case decoderNormScale = "decoder_final_ln.hook_scale"
    /// That norm's rows, `[n, d]`.
    case decoderNorm = "decoder_final_ln.hook_normalized"
    /// What the norm of a masked language model's head divides by, `[n, 1]`.
    case headNormScale = "mlm_head.ln.hook_scale"
    /// That norm's rows, `[n, d]`.
    case headNorm = "mlm_head.ln.hook_normalized"
    /// What the final norm divides by, `[n, 1]`.
    case finalNormScale = "ln_final.hook_scale"
    /// The final norm's rows, `[n, d]`.
    case finalNorm = "ln_final.hook_normalized"

    /// Whether hook points of this kind are inside blocks.
    public var isInBlock: Bool {
      switch self {
      case .tokens, .embedNormScale, .embedNorm, .embed, .positionEmbed: false
      case .tokenEmbed, .placeEmbed, .typeEmbed, .fullEmbed: false
      case .encoderNormScale, .encoderNorm, .decoderNormScale, .decoderNorm: false
      case .headNormScale, .headNorm, .finalNormScale, .finalNorm: false
      default: true
      }
    }

    /// The hook point in a decoder's cross-attention that corresponds to this one in
    /// self-attention.
    public var crossed: Kind { Kind(rawValue: "cross_" + rawValue) ?? self }
  }
}

extension HookPoint: LosslessStringConvertible {
  /// The name in TransformerLens, such as `blocks.5.attn.hook_pattern` or `ln_final.hook_scale`.
  public var description: String {
    layer.map { "\(stack.rawValue).\($0).\(kind.rawValue)" } ?? kind.rawValue
  }

  /// Parses such a name; nil if TransformerLens has none like it.
  public init?(_ description: String) {
    let parts = description.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let stack = Stack(rawValue: String(parts[0])) else {
      guard let kind = Kind(rawValue: description) else { return nil }
      self.init(kind, layer: nil)
      return
    }
    guard let kind = Kind(rawValue: String(parts[2])), let layer = Int(parts[1]),
      String(layer) == parts[1]
    else { return nil }
    self.init(kind, layer: layer, of: stack)
  }
}
