import Activations
public import Formats
import Tensors

extension ModelConfig {
  /// The fields of TransformerLens's HookedTransformerConfig, in its order: the content of `model_cfg.json`.
  ///
  /// Values describe the model as it is run here, with weights as stored: nothing folded or centred.
  ///
  /// - Parameter tokenizerPrependsBOS: What the tokenizer does of itself; nil without tokenizer.
  public func hookedTransformerConfig(tokenizerPrependsBOS: Bool?) -> JSON {
    let llama3 = rotary.flatMap { rotary -> (Double, Double, Double, Int)? in
      guard case .llama3(let factor, let low, let high, let context) = rotary.scaling else {
        return nil
      }
      return (factor, low, high, context)
    }
    let rms = norm == .rootMeanSquare
    var fields: JSONObject = [
      "n_layers": .integer(layers),
      "d_model": .integer(width),
      "n_ctx": .integer(contextLength),
      "d_head": .integer(headWidth),
      "model_name": .string(name),
      "n_heads": .integer(heads),
      "d_mlp": hasFeedForward ? .integer(hiddenWidth) : .null,
      "act_fn": hasFeedForward ? .string(functionName) : .null,
      "d_vocab": .integer(vocabularySize),
      "eps": .number(Double("\(epsilon)") ?? 0),
      "use_attn_result": .bool(false),
      "use_attn_scale": .bool(true),
      "attn_scale": .number(1 / Double(scoreScale)),
      "use_split_qkv_input": .bool(false),
      "use_hook_mlp_in": .bool(false),
      "use_attn_in": .bool(false),
      "use_qk_norm": .bool(queryKeyNorm != .none),
      "use_local_attn": .bool(!localLayers.isEmpty),
      "ungroup_grouped_query_attention": .bool(false),
      "original_architecture": .string(architecture),
      "from_checkpoint": .bool(false),
      "checkpoint_index": .null,
      "checkpoint_label_type": .null,
      "checkpoint_value": .null,
      "tokenizer_name": .null,
      "window_size": localLayers.first.map { .integer($0) } ?? .null,
      "attn_types": localLayers.isEmpty
        ? .null : .array(windows.map { .string($0 == nil ? "global" : "local") }),
      "init_mode": .string("gpt2"),
      "normalization_type": normPlacement == .nowhere ? .null : .string(rms ? "RMS" : "LN"),
      "device": .string("cpu"),
      "n_devices": .integer(1),
      "attention_dir": .string(isCausal ? "causal" : "bidirectional"),
      "attn_only": .bool(!hasFeedForward),
      "seed": .null,
      "initializer_range": .number(0.8 / Double(width).squareRoot()),
      "init_weights": .bool(false),
      "scale_attn_by_inverse_layer_idx": .bool(dividesScoresByLayer),
      "positional_embedding_type": .string(positionName),
      "final_rms": .bool((finalNorm ?? norm) == .rootMeanSquare),
      "d_vocab_out": .integer(vocabularySize),
      "parallel_attn_mlp": .bool(residual != .sequential),
      "rotary_dim": rotary.map { .integer($0.width) } ?? .null,
      "n_params": .integer(parameterCount),
      "use_hook_tokens": .bool(false),
      "gated_mlp": .bool(isGated),
      "default_prepend_bos": .bool(prependsBOS),
      "dtype": .string("torch.float32"),
      "tokenizer_prepends_bos": tokenizerPrependsBOS.map { .bool($0) } ?? .null,
      "n_key_value_heads": keyValueHeads == heads ? .null : .integer(keyValueHeads),
      "post_embedding_ln": .bool(normalizesEmbedding),
      "rotary_base": Int(exactly: rotary?.base ?? 10_000).map { .integer($0) }
        ?? .number(rotary?.base ?? 10_000),
      "rotary_base_local": windowedRotary.map { .number($0.base) } ?? .null,
      "trust_remote_code": .bool(false),
      "rotary_adjacent_pairs": .bool(rotary?.pairs == .adjacent),
      "load_in_4bit": .bool(false),
      "num_experts": experts.map { .integer($0.count) } ?? .null,
      "experts_per_token": experts.map { .integer($0.perToken) } ?? .null,
      "relative_attention_max_distance": distances.map { .integer($0.farthest) } ?? .null,
      "relative_attention_num_buckets": distances.map { .integer($0.count) } ?? .null,
      "decoder_start_token_id": decoderStart.map { .integer($0) } ?? .null,
      "tie_word_embeddings": .bool(tiesEmbedding),
      "use_normalization_before_and_after": .bool(normPlacement == .beforeAndAfter),
      "attn_scores_soft_cap": .number(scoreCap.map { Double($0) } ?? -1),
      "output_logits_soft_cap": .number(logitCap.map { Double($0) } ?? -1),
      "use_NTK_by_parts_rope": .bool(llama3 != nil),
      "NTK_by_parts_low_freq_factor": .number(llama3?.1 ?? 1),
      "NTK_by_parts_high_freq_factor": .number(llama3?.2 ?? 4),
      "NTK_by_parts_factor": .number(llama3?.0 ?? 8),
      "NTK_original_ctx_len": .integer(llama3?.3 ?? 8192),
    ]
    // What TransformerLens has no field for: layers without patterns, and heads that differ from layer to layer.
    if let without = size?.patternless, !without.isEmpty {
      var kinds = JSONObject()
      for layer in without.keys.sorted() {
        kinds[String(layer)] = without[layer].map { .string($0) }
      }
      fields[ModelSize.patternlessKey] = .object(kinds)
    }
    if !headWidths.isEmpty { fields["d_head_by_layer"] = .array(headWidths.map { .integer($0) }) }
    if !keyValueHeadCounts.isEmpty {
      fields["n_key_value_heads_by_layer"] = .array(keyValueHeadCounts.map { .integer($0) })
    }
    return .object(fields)
  }

  /// The number of parameters as TransformerLens counts them: the blocks' matrices alone.
  public var parameterCount: Int {
    let attention = 4 * width * headWidth * heads
    let hidden = hasFeedForward ? width * hiddenWidth * (isGated ? 3 : 2) : 0
    return layers * (attention + (experts.map { (hidden + width) * $0.count } ?? hidden))
  }

  /// The windows of the layers that have one.
  private var localLayers: [Int] { windows.compactMap { $0 } }

  private var functionName: String {
    softens ? (normalizesHidden ? "solu_ln" : "solu") : activation.hookedTransformerName
  }

  private var positionName: String {
    switch position {
    case .learned, .sinusoids: "standard"
    case .none: "none"
    case .learnedForScores: "shortformer"
    case .distances: "relative_positional_bias"
    case .rotary: "rotary"
    case .alibi: "alibi"
    }
  }
}

extension Activation {
  /// The name in TransformerLens's configurations.
  fileprivate var hookedTransformerName: String {
    switch self {
    case .relu: "relu"
    case .reluSquared: "relu2"
    case .sigmoid: "sigmoid"
    case .silu: "silu"
    case .gelu: "gelu"
    case .geluTanh: "gelu_new"
    }
  }
}
