import Formats

/// What the configuration class of each `model_type` assumes for keys that a `config.json` leaves out, as in transformers.
///
/// Nested configurations (`text_config`) are written without what is the class's default, so that some published ones have
/// neither heads nor widths. `scripts/make-config-fixtures.py` writes the classes' own account, with which a test compares this.
enum ClassDefaults {
  /// The values of a model type by key.
  static func of(_ type: String) -> [String: JSON] {
    var values: [String: JSON] = [:]
    for (key, value) in all[type]?.objectValue ?? [:] { values[key] = value }
    return values
  }

  /// Other names of a model type's keys, with the keys that they stand for (the classes' `attribute_map`).
  static func aliases(of type: String) -> [String: String] {
    switch type {
    case "bloom": ["num_hidden_layers": "n_layer", "num_attention_heads": "n_head"]
    case "distilbert":
      ["hidden_size": "dim", "num_attention_heads": "n_heads", "num_hidden_layers": "n_layers"]
    case "gpt2", "gpt_bigcode", "gptj":
      [
        "hidden_size": "n_embd", "max_position_embeddings": "n_positions",
        "num_attention_heads": "n_head", "num_hidden_layers": "n_layer",
      ]
    case "gpt_neo": ["num_attention_heads": "num_heads", "num_hidden_layers": "num_layers"]
    case "mpt":
      ["hidden_size": "d_model", "num_attention_heads": "n_heads", "num_hidden_layers": "n_layers"]
    case "t5":
      [
        "hidden_size": "d_model", "num_attention_heads": "num_heads",
        "num_hidden_layers": "num_layers", "head_dim": "d_kv",
      ]
    default: [:]
    }
  }

  /// An object for each model type.
  private static let all: [String: JSON] = [text, text2026].reduce(into: [:]) { all, text in
    for (type, values) in (try? JSON(parsing: text))?.objectValue ?? [:] { all[type] = values }
  }

  private static let text = #"""
    {
    "apertus": {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "xielu", "max_position_embeddings": 65536,
      "rms_norm_eps": 1e-05, "tie_word_embeddings": false, "rope_theta": 12000000.0,
      "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
      "high_freq_factor": 4.0, "original_max_position_embeddings": 8192},
      "vocab_size": 131072},
    "bert": {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
      "intermediate_size": 3072, "hidden_act": "gelu", "max_position_embeddings": 512,
      "layer_norm_eps": 1e-12, "position_embedding_type": "absolute",
      "tie_word_embeddings": true, "vocab_size": 30522},
    "bloom": {"hidden_size": 64, "n_layer": 2, "n_head": 8, "layer_norm_epsilon": 1e-05,
      "apply_residual_connection_post_layernorm": false, "tie_word_embeddings": true,
      "vocab_size": 250880},
    "cohere": {"hidden_size": 8192, "intermediate_size": 22528, "logit_scale": 0.0625,
      "num_hidden_layers": 40, "num_attention_heads": 64, "hidden_act": "silu",
      "max_position_embeddings": 8192, "layer_norm_eps": 1e-05, "tie_word_embeddings": true,
      "rope_theta": 10000.0, "use_qk_norm": false, "vocab_size": 256000},
    "distilbert": {"max_position_embeddings": 512, "n_layers": 6, "n_heads": 12, "dim": 768,
      "hidden_dim": 3072, "activation": "gelu", "tie_word_embeddings": true,
      "vocab_size": 30522},
    "falcon": {"hidden_size": 4544, "num_hidden_layers": 32, "num_attention_heads": 71,
      "layer_norm_epsilon": 1e-05, "alibi": false, "new_decoder_architecture": false,
      "multi_query": true, "parallel_attn": true, "max_position_embeddings": 2048,
      "rope_theta": 10000.0, "activation": "gelu", "tie_word_embeddings": true,
      "vocab_size": 65024},
    "gemma": {"hidden_size": 3072, "intermediate_size": 24576, "num_hidden_layers": 28,
      "num_attention_heads": 16, "num_key_value_heads": 16, "head_dim": 256,
      "hidden_act": "gelu_pytorch_tanh", "max_position_embeddings": 8192,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": true, "rope_theta": 10000.0,
      "vocab_size": 256000},
    "gemma2": {"hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
      "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
      "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 8192,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": true, "rope_theta": 10000.0,
      "query_pre_attn_scalar": 256, "sliding_window": 4096, "final_logit_softcapping": 30.0,
      "attn_logit_softcapping": 50.0, "vocab_size": 256000},
    "gemma3_text": {"hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
      "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
      "hidden_activation": "gelu_pytorch_tanh", "max_position_embeddings": 131072,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": true, "rope_theta": 1000000.0,
      "query_pre_attn_scalar": 256, "sliding_window": 4096, "rope_local_base_freq": 10000.0,
      "use_bidirectional_attention": false, "vocab_size": 262208},
    "gpt2": {"n_embd": 768, "n_layer": 12, "n_head": 12, "activation_function": "gelu_new",
      "layer_norm_epsilon": 1e-05, "scale_attn_weights": true,
      "scale_attn_by_inverse_layer_idx": false, "tie_word_embeddings": true,
      "vocab_size": 50257, "n_positions": 1024},
    "gpt_bigcode": {"n_embd": 768, "n_layer": 12, "n_head": 12,
      "activation_function": "gelu_pytorch_tanh", "layer_norm_epsilon": 1e-05,
      "scale_attn_weights": true, "multi_query": true, "tie_word_embeddings": true,
      "vocab_size": 50257, "n_positions": 1024},
    "gpt_neo": {"max_position_embeddings": 2048, "hidden_size": 2048, "num_layers": 24,
      "num_heads": 16, "window_size": 256, "activation_function": "gelu_new",
      "layer_norm_epsilon": 1e-05, "tie_word_embeddings": true, "vocab_size": 50257},
    "gpt_neox": {"hidden_size": 6144, "num_hidden_layers": 44, "num_attention_heads": 64,
      "intermediate_size": 24576, "hidden_act": "gelu", "rotary_pct": 0.25,
      "rotary_emb_base": 10000, "max_position_embeddings": 2048, "layer_norm_eps": 1e-05,
      "tie_word_embeddings": false, "use_parallel_residual": true, "vocab_size": 50432},
    "gpt_oss": {"num_hidden_layers": 36, "num_local_experts": 128, "hidden_size": 2880,
      "intermediate_size": 2880, "head_dim": 64, "num_attention_heads": 64,
      "num_key_value_heads": 8, "sliding_window": 128, "rope_theta": 150000.0,
      "tie_word_embeddings": false, "hidden_act": "silu", "max_position_embeddings": 131072,
      "rms_norm_eps": 1e-05, "num_experts_per_tok": 4,
      "rope_scaling": {"rope_type": "yarn", "factor": 32.0, "beta_fast": 32.0, "beta_slow": 1.0, "truncate": false, "original_max_position_embeddings": 4096},
      "vocab_size": 201088},
    "gptj": {"n_embd": 4096, "n_layer": 28, "n_head": 16, "rotary_dim": 64,
      "activation_function": "gelu_new", "layer_norm_epsilon": 1e-05,
      "tie_word_embeddings": false, "vocab_size": 50400, "n_positions": 2048},
    "granite": {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": false, "rope_theta": 10000.0,
      "embedding_multiplier": 1.0, "logits_scaling": 1.0, "residual_multiplier": 1.0,
      "attention_multiplier": 1.0, "vocab_size": 32000},
    "llama": {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": false, "rope_theta": 10000.0,
      "vocab_size": 32000},
    "mistral": {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 8, "hidden_act": "silu",
      "max_position_embeddings": 131072, "rms_norm_eps": 1e-06, "tie_word_embeddings": false,
      "rope_theta": 10000.0, "sliding_window": 4096, "vocab_size": 32000},
    "mixtral": {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 8, "hidden_act": "silu",
      "max_position_embeddings": 131072, "rms_norm_eps": 1e-05, "tie_word_embeddings": false,
      "rope_theta": 1000000.0, "num_experts_per_tok": 2, "num_local_experts": 8,
      "vocab_size": 32000},
    "mpt": {"d_model": 2048, "n_heads": 16, "n_layers": 24, "expansion_ratio": 4,
      "max_seq_len": 2048, "layer_norm_epsilon": 1e-05, "tie_word_embeddings": true,
      "vocab_size": 50368},
    "olmo": {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "vocab_size": 50304},
    "olmo2": {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "rms_norm_eps": 1e-05,
      "vocab_size": 50304},
    "olmo3": {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "rms_norm_eps": 1e-05,
      "sliding_window": 4096, "vocab_size": 50304},
    "olmoe": {"hidden_size": 2048, "intermediate_size": 2048, "num_hidden_layers": 16,
      "num_attention_heads": 16, "hidden_act": "silu", "max_position_embeddings": 4096,
      "rms_norm_eps": 1e-05, "tie_word_embeddings": false, "rope_theta": 10000.0,
      "num_experts_per_tok": 8, "num_experts": 64, "norm_topk_prob": false, "vocab_size": 50304},
    "opt": {"hidden_size": 768, "num_hidden_layers": 12, "ffn_dim": 3072,
      "max_position_embeddings": 2048, "do_layer_norm_before": true,
      "_remove_final_layer_norm": false, "num_attention_heads": 12,
      "activation_function": "relu", "tie_word_embeddings": true, "vocab_size": 50272},
    "phi": {"hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 24,
      "num_attention_heads": 32, "hidden_act": "gelu_new", "max_position_embeddings": 2048,
      "layer_norm_eps": 1e-05, "tie_word_embeddings": false, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.5, "qk_layernorm": false, "vocab_size": 51200},
    "phi3": {"hidden_size": 3072, "intermediate_size": 8192, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 4096,
      "original_max_position_embeddings": 4096, "rms_norm_eps": 1e-05,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "partial_rotary_factor": 1.0,
      "vocab_size": 32064},
    "qwen2": {"hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 32, "hidden_act": "silu",
      "max_position_embeddings": 32768, "rms_norm_eps": 1e-06, "tie_word_embeddings": false,
      "rope_theta": 10000.0, "use_sliding_window": false, "sliding_window": 4096,
      "max_window_layers": 28, "vocab_size": 151936},
    "qwen3": {"hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 32, "head_dim": 128,
      "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-06,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "use_sliding_window": false,
      "sliding_window": 4096, "max_window_layers": 28, "vocab_size": 151936},
    "qwen3_moe": {"hidden_size": 2048, "intermediate_size": 6144, "num_hidden_layers": 24,
      "num_attention_heads": 32, "num_key_value_heads": 4, "hidden_act": "silu",
      "max_position_embeddings": 32768, "rms_norm_eps": 1e-06, "tie_word_embeddings": false,
      "rope_theta": 10000.0, "use_sliding_window": false, "sliding_window": 4096,
      "decoder_sparse_step": 1, "moe_intermediate_size": 768, "num_experts_per_tok": 8,
      "num_experts": 128, "norm_topk_prob": false, "vocab_size": 151936},
    "roberta": {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
      "intermediate_size": 3072, "hidden_act": "gelu", "max_position_embeddings": 512,
      "layer_norm_eps": 1e-12, "position_embedding_type": "absolute",
      "tie_word_embeddings": true, "vocab_size": 50265},
    "smollm3": {"hidden_size": 2048, "intermediate_size": 11008, "num_hidden_layers": 36,
      "num_attention_heads": 16, "num_key_value_heads": 4, "hidden_act": "silu",
      "max_position_embeddings": 32768, "rms_norm_eps": 1e-06, "rope_theta": 2000000.0,
      "use_sliding_window": false, "no_rope_layer_interval": 4, "tie_word_embeddings": true,
      "vocab_size": 128256},
    "stablelm": {"intermediate_size": 6912, "hidden_size": 2560, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 32, "hidden_act": "silu",
      "max_position_embeddings": 4096, "layer_norm_eps": 1e-05, "tie_word_embeddings": false,
      "rope_theta": 10000, "qk_layernorm": false, "use_parallel_residual": false,
      "partial_rotary_factor": 0.25, "vocab_size": 50304},
    "starcoder2": {"hidden_size": 3072, "intermediate_size": 12288, "num_hidden_layers": 30,
      "num_attention_heads": 24, "num_key_value_heads": 2, "hidden_act": "gelu_pytorch_tanh",
      "max_position_embeddings": 4096, "norm_epsilon": 1e-05, "rope_theta": 10000.0,
      "tie_word_embeddings": true, "vocab_size": 49152},
    "t5": {"d_model": 512, "d_kv": 64, "d_ff": 2048, "num_layers": 6, "num_heads": 8,
      "relative_attention_num_buckets": 32, "relative_attention_max_distance": 128,
      "layer_norm_epsilon": 1e-06, "feed_forward_proj": "relu", "tie_word_embeddings": true,
      "vocab_size": 32128}
    }
    """#
}
