/// The families of 2024 to 2026, as transformers 5.24 has them.
extension ClassDefaults {
  static let text2026 = #"""
    {
    "afmoe": {"global_attn_every_n_layers": 4, "head_dim": 128, "hidden_act": "silu",
      "hidden_size": 2048, "intermediate_size": 6144, "max_position_embeddings": 16384,
      "moe_intermediate_size": 1408, "mup_enabled": false, "num_attention_heads": 16,
      "num_dense_layers": 1, "num_experts": 64, "num_experts_per_tok": 6, "num_hidden_layers":
      32, "num_shared_experts": 2, "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "route_scale":
      1.0, "sliding_window": 1024, "tie_word_embeddings": false, "vocab_size": 200192},
    "albert": {"embedding_size": 128, "hidden_act": "gelu_new", "hidden_size": 4096,
      "inner_group_num": 1, "intermediate_size": 16384, "layer_norm_eps": 1e-12,
      "max_position_embeddings": 512, "num_attention_heads": 64, "num_hidden_groups": 1,
      "num_hidden_layers": 12, "tie_word_embeddings": true, "vocab_size": 30000},
    "arcee": {"hidden_act": "relu2", "hidden_size": 2560, "intermediate_size": 18432,
      "max_position_embeddings": 4096, "num_attention_heads": 32, "num_hidden_layers": 32,
      "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "tie_word_embeddings": false, "vocab_size":
      32000},
    "bamba": {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 14336,
      "mamba_d_conv": 4, "mamba_d_head": 64, "mamba_d_state": 256, "mamba_expand": 2,
      "mamba_n_groups": 1, "mamba_n_heads": 128, "max_position_embeddings": 262144,
      "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
      "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "partial_rotary_factor": 0.5,
      "tie_word_embeddings": false, "time_step_limit": [0.0, {"__float__": "Infinity"}],
      "vocab_size": 128000},
    "bart": {"activation_function": "gelu", "d_model": 1024, "decoder_attention_heads": 16,
      "decoder_ffn_dim": 4096, "decoder_layers": 12, "decoder_start_token_id": 2,
      "encoder_attention_heads": 16, "encoder_ffn_dim": 4096, "encoder_layers": 12,
      "eos_token_id": 2, "max_position_embeddings": 1024, "pad_token_id": 1, "scale_embedding":
      false, "tie_word_embeddings": true, "vocab_size": 50265},
    "bitnet": {"hidden_act": "relu2", "hidden_size": 2560, "intermediate_size": 6912,
      "max_position_embeddings": 2048, "num_attention_heads": 20, "num_hidden_layers": 30,
      "num_key_value_heads": 5, "rms_norm_eps": 1e-05, "rope_theta": 500000.0,
      "tie_word_embeddings": false, "vocab_size": 128256},
    "codegen": {"activation_function": "gelu_new", "layer_norm_epsilon": 1e-05, "n_ctx": 2048,
      "n_embd": 4096, "n_head": 16, "n_layer": 28, "n_positions": 2048, "rotary_dim": 64,
      "tie_word_embeddings": false, "vocab_size": 50400},
    "cohere2": {"hidden_act": "silu", "hidden_size": 8192, "intermediate_size": 22528,
      "layer_norm_eps": 1e-05, "logit_scale": 0.0625, "max_position_embeddings": 8192,
      "num_attention_heads": 64, "num_hidden_layers": 40, "rope_theta": 10000.0,
      "sliding_window": 4096, "tie_word_embeddings": true, "vocab_size": 256000},
    "deberta-v2": {"hidden_act": "gelu", "hidden_size": 1536, "intermediate_size": 6144,
      "layer_norm_eps": 1e-07, "max_position_embeddings": 512, "max_relative_positions": -1,
      "num_attention_heads": 24, "num_hidden_layers": 24, "position_biased_input": true,
      "relative_attention": false, "tie_word_embeddings": true, "vocab_size": 128100},
    "deepseek_v2": {"first_k_dense_replace": 0, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 11008, "kv_lora_rank": 512, "max_position_embeddings": 2048,
      "moe_intermediate_size": 1407, "n_routed_experts": 64, "n_shared_experts": 2,
      "norm_topk_prob": false, "num_attention_heads": 32, "num_hidden_layers": 32,
      "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "rms_norm_eps":
      1e-06, "rope_theta": 10000.0, "routed_scaling_factor": 1.0, "tie_word_embeddings": false,
      "topk_method": "greedy", "v_head_dim": 128, "vocab_size": 102400},
    "deepseek_v3": {"first_k_dense_replace": 3, "hidden_act": "silu", "hidden_size": 7168,
      "intermediate_size": 18432, "kv_lora_rank": 512, "max_position_embeddings": 4096,
      "moe_intermediate_size": 2048, "n_group": 8, "n_routed_experts": 256, "n_shared_experts":
      1, "norm_topk_prob": true, "num_attention_heads": 128, "num_experts_per_tok": 8,
      "num_hidden_layers": 61, "num_key_value_heads": 128, "q_lora_rank": 1536,
      "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-06, "rope_interleave":
      true, "rope_theta": 10000.0, "routed_scaling_factor": 2.5, "tie_word_embeddings": false,
      "topk_group": 4, "v_head_dim": 128, "vocab_size": 129280},
    "dots1": {"first_k_dense_replace": 0, "hidden_act": "silu", "hidden_size": 4608,
      "intermediate_size": 10944, "max_position_embeddings": 2048, "moe_intermediate_size":
      1408, "n_group": 1, "norm_topk_prob": false, "num_attention_heads": 32,
      "num_hidden_layers": 62, "num_key_value_heads": 32, "rms_norm_eps": 1e-06, "rope_theta":
      10000.0, "routed_scaling_factor": 1.0, "sliding_window": 4096, "tie_word_embeddings":
      false, "topk_group": 1, "vocab_size": 152064},
    "electra": {"embedding_size": 128, "hidden_act": "gelu", "hidden_size": 256,
      "intermediate_size": 1024, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
      "num_attention_heads": 4, "num_hidden_layers": 12, "tie_word_embeddings": true,
      "vocab_size": 30522},
    "ernie4_5": {"head_dim": 128, "hidden_act": "silu", "hidden_size": 1024,
      "intermediate_size": 3072, "max_position_embeddings": 131072, "num_attention_heads": 16,
      "num_hidden_layers": 18, "num_key_value_heads": 2, "rms_norm_eps": 1e-05, "rope_theta":
      500000.0, "tie_word_embeddings": true, "vocab_size": 103424},
    "ernie4_5_moe": {"hidden_act": "silu", "hidden_size": 2560, "intermediate_size": 12288,
      "max_position_embeddings": 131072, "moe_intermediate_size": 1536, "moe_k": 6,
      "moe_layer_end_index": 27, "moe_layer_interval": 1, "moe_layer_start_index": 1,
      "moe_norm_min": 1e-12, "moe_num_experts": 64, "moe_num_shared_experts": 2,
      "num_attention_heads": 20, "num_hidden_layers": 28, "num_key_value_heads": 4,
      "rms_norm_eps": 1e-05, "rope_theta": 500000.0, "tie_word_embeddings": true, "vocab_size":
      103424},
    "exaone": {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 14336,
      "max_position_embeddings": 4096, "num_attention_heads": 32, "num_hidden_layers": 32,
      "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_theta": 500000.0,
      "tie_word_embeddings": false, "vocab_size": 102400},
    "exaone4": {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 16384,
      "max_position_embeddings": 2048, "num_attention_heads": 32, "num_hidden_layers": 32,
      "num_key_value_heads": 32, "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window":
      4096, "sliding_window_pattern": 4, "tie_word_embeddings": false, "vocab_size": 102400},
    "falcon_h1": {"attention_in_multiplier": 1.0, "attention_out_multiplier": 1.0,
      "embedding_multiplier": 1.0, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 14336, "key_multiplier": 1.0, "lm_head_multiplier": 1.0,
      "mamba_d_conv": 4, "mamba_d_head": 8, "mamba_d_ssm": 1024, "mamba_d_state": 256,
      "mamba_expand": 2, "mamba_n_groups": 1, "mamba_n_heads": 128, "mamba_norm_before_gate":
      true, "mamba_rms_norm": false, "max_position_embeddings": 8192, "num_attention_heads": 32,
      "num_hidden_layers": 32, "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_theta":
      10000.0, "ssm_in_multiplier": 1.0, "ssm_out_multiplier": 1.0, "tie_word_embeddings":
      false, "time_step_limit": [0.0, {"__float__": "Infinity"}], "vocab_size": 128000},
    "gemma3n_text": {"altup_active_idx": 0, "altup_correct_scale": true, "altup_num_inputs": 4,
      "final_logit_softcapping": 30.0, "head_dim": 256, "hidden_activation":
      "gelu_pytorch_tanh", "hidden_size": 2048, "hidden_size_per_layer_input": 256,
      "intermediate_size": 16384, "laurel_rank": 64, "max_position_embeddings": 32768,
      "num_attention_heads": 8, "num_hidden_layers": 35, "num_key_value_heads": 2,
      "num_kv_shared_layers": 15, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
      "rope_local_base_freq": 10000.0, "sliding_window": 512, "tie_word_embeddings": true,
      "vocab_size": 262400, "vocab_size_per_layer_input": 262144},
    "gemma4_text": {"attention_k_eq_v": false, "enable_moe_block": false, "head_dim": 256,
      "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 2304,
      "hidden_size_per_layer_input": 256, "intermediate_size": 9216, "max_position_embeddings":
      131072, "num_attention_heads": 8, "num_hidden_layers": 30, "num_key_value_heads": 4,
      "num_kv_shared_layers": 0, "rms_norm_eps": 1e-06, "rope_parameters": {"full_attention":
      {"partial_rotary_factor": 0.25, "rope_theta": 1000000.0, "rope_type": "proportional"},
      "sliding_attention": {"rope_theta": 10000.0, "rope_type": "default"}}, "sliding_window":
      512, "tie_word_embeddings": true, "use_double_wide_mlp": false, "vocab_size": 262144,
      "vocab_size_per_layer_input": 262144},
    "gemma4_unified_text": {"attention_k_eq_v": false, "head_dim": 256, "hidden_activation":
      "gelu_pytorch_tanh", "hidden_size": 2304, "intermediate_size": 9216,
      "max_position_embeddings": 262144, "num_attention_heads": 8, "num_hidden_layers": 30,
      "num_key_value_heads": 4, "num_kv_shared_layers": 0, "rms_norm_eps": 1e-06,
      "rope_parameters": {"full_attention": {"partial_rotary_factor": 0.25, "rope_theta":
      1000000.0, "rope_type": "proportional"}, "sliding_attention": {"rope_theta": 10000.0,
      "rope_type": "default"}}, "sliding_window": 1024, "tie_word_embeddings": true,
      "use_bidirectional_attention": "vision", "use_double_wide_mlp": false, "vocab_size":
      262144},
    "glm": {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096, "intermediate_size":
      13696, "max_position_embeddings": 131072, "num_attention_heads": 32, "num_hidden_layers":
      40, "num_key_value_heads": 2, "rms_norm_eps": 1.5625e-07, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.5, "tie_word_embeddings": false, "vocab_size": 151552},
    "glm4": {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096, "intermediate_size":
      13696, "max_position_embeddings": 131072, "num_attention_heads": 32, "num_hidden_layers":
      40, "num_key_value_heads": 2, "rms_norm_eps": 1.5625e-07, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.5, "tie_word_embeddings": false, "vocab_size": 151552},
    "glm4_moe": {"first_k_dense_replace": 1, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 10944, "max_position_embeddings": 131072, "moe_intermediate_size":
      1408, "n_group": 1, "n_routed_experts": 128, "n_shared_experts": 1, "norm_topk_prob":
      true, "num_attention_heads": 96, "num_experts_per_tok": 8, "num_hidden_layers": 46,
      "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.5, "routed_scaling_factor": 1.0, "tie_word_embeddings": false,
      "topk_group": 1, "use_qk_norm": false, "vocab_size": 151552},
    "glm4_moe_lite": {"hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 10240,
      "kv_lora_rank": 512, "max_position_embeddings": 202752, "moe_intermediate_size": 1536,
      "n_group": 1, "n_routed_experts": 64, "n_shared_experts": 1, "norm_topk_prob": true,
      "num_attention_heads": 20, "num_experts_per_tok": 4, "num_hidden_layers": 47,
      "num_key_value_heads": 20, "q_lora_rank": 768, "qk_nope_head_dim": 192,
      "qk_rope_head_dim": 64, "rms_norm_eps": 1e-05, "rope_interleave": true, "rope_theta":
      10000.0, "routed_scaling_factor": 1.8, "tie_word_embeddings": false, "topk_group": 1,
      "v_head_dim": 256, "vocab_size": 154880},
    "glm_moe_dsa": {"first_k_dense_replace": 3, "head_dim": 64, "hidden_act": "silu",
      "hidden_size": 6144, "index_head_dim": 128, "index_n_heads": 32, "index_topk": 2048,
      "intermediate_size": 12288, "kv_lora_rank": 512, "max_position_embeddings": 202752,
      "moe_intermediate_size": 2048, "n_group": 1, "n_routed_experts": 256, "n_shared_experts":
      1, "norm_topk_prob": true, "num_attention_heads": 64, "num_experts_per_tok": 8,
      "num_hidden_layers": 78, "num_key_value_heads": 64, "q_lora_rank": 2048,
      "qk_nope_head_dim": 192, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-05, "rope_theta":
      10000.0, "routed_scaling_factor": 2.5, "tie_word_embeddings": false, "topk_group": 1,
      "v_head_dim": 256, "vocab_size": 154880},
    "granitemoe": {"attention_multiplier": 1.0, "embedding_multiplier": 1.0, "hidden_act":
      "silu", "hidden_size": 4096, "intermediate_size": 11008, "logits_scaling": 1.0,
      "max_position_embeddings": 2048, "num_attention_heads": 32, "num_experts_per_tok": 2,
      "num_hidden_layers": 32, "num_local_experts": 8, "residual_multiplier": 1.0,
      "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "tie_word_embeddings": false, "vocab_size":
      32000},
    "granitemoehybrid": {"attention_multiplier": 1.0, "embedding_multiplier": 1.0, "hidden_act":
      "silu", "hidden_size": 4096, "intermediate_size": 11008, "logits_scaling": 1.0,
      "mamba_d_conv": 4, "mamba_d_head": 64, "mamba_d_state": 256, "mamba_expand": 2,
      "mamba_n_groups": 1, "mamba_n_heads": 128, "max_position_embeddings": 2048,
      "num_attention_heads": 32, "num_experts_per_tok": 2, "num_hidden_layers": 32,
      "num_local_experts": 8, "residual_multiplier": 1.0, "rms_norm_eps": 1e-06, "rope_theta":
      10000.0, "shared_intermediate_size": 1024, "tie_word_embeddings": false,
      "time_step_limit": [0.0, {"__float__": "Infinity"}], "vocab_size": 32000},
    "hunyuan_v1_dense": {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 11008,
      "max_position_embeddings": 2048, "num_attention_heads": 32, "num_hidden_layers": 32,
      "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "tie_word_embeddings": false, "vocab_size":
      290943},
    "kimi_linear": {"hidden_act": "silu", "hidden_size": 2304, "intermediate_size": 9216,
      "kv_lora_rank": 512, "linear_conv_kernel_dim": 4, "moe_intermediate_size": 1024,
      "num_attention_heads": 32, "num_hidden_layers": 27, "num_key_value_heads": 32,
      "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-05,
      "routed_scaling_factor": 2.446, "tie_word_embeddings": false, "topk_group": 1,
      "v_head_dim": 128, "vocab_size": 163840},
    "lfm2": {"block_auto_adjust_ff_dim": true, "block_ffn_dim_multiplier": 1.0,
      "block_multiple_of": 256, "conv_L_cache": 3, "hidden_size": 2560, "intermediate_size":
      12288, "max_position_embeddings": 128000, "norm_eps": 1e-05, "num_attention_heads": 32,
      "num_hidden_layers": 32, "num_key_value_heads": 8, "rope_theta": 1000000.0,
      "tie_word_embeddings": true, "vocab_size": 65536},
    "lfm2_moe": {"conv_L_cache": 3, "hidden_size": 2048, "intermediate_size": 7168,
      "max_position_embeddings": 128000, "moe_intermediate_size": 1792, "norm_eps": 1e-05,
      "norm_topk_prob": true, "num_attention_heads": 32, "num_dense_layers": 2, "num_experts":
      32, "num_experts_per_tok": 4, "num_hidden_layers": 32, "num_key_value_heads": 8,
      "rope_theta": 1000000.0, "routed_scaling_factor": 1.0, "tie_word_embeddings": true,
      "use_expert_bias": true, "vocab_size": 65536},
    "llama4_text": {"attention_chunk_size": 8192, "attn_scale": 0.1, "attn_temperature_tuning":
      true, "floor_scale": 8192, "head_dim": 128, "hidden_act": "silu", "hidden_size": 5120,
      "interleave_moe_layer_step": 1, "intermediate_size": 8192, "intermediate_size_mlp": 16384,
      "max_position_embeddings": 131072, "no_rope_layer_interval": 4, "num_attention_heads": 40,
      "num_experts_per_tok": 1, "num_hidden_layers": 48, "num_key_value_heads": 8,
      "num_local_experts": 16, "rms_norm_eps": 1e-05, "rope_theta": 500000.0,
      "tie_word_embeddings": false, "use_qk_norm": true, "vocab_size": 202048},
    "marian": {"activation_function": "gelu", "d_model": 1024, "decoder_attention_heads": 16,
      "decoder_ffn_dim": 4096, "decoder_layers": 12, "decoder_start_token_id": 58100,
      "encoder_attention_heads": 16, "encoder_ffn_dim": 4096, "encoder_layers": 12,
      "eos_token_id": 0, "max_position_embeddings": 1024, "pad_token_id": 58100,
      "scale_embedding": false, "share_encoder_decoder_embeddings": true, "tie_word_embeddings":
      true, "vocab_size": 58101},
    "minimax_m2": {"head_dim": 128, "hidden_act": "silu", "hidden_size": 3072,
      "intermediate_size": 1536, "max_position_embeddings": 196608, "num_attention_heads": 48,
      "num_experts_per_tok": 8, "num_hidden_layers": 62, "num_key_value_heads": 8,
      "num_local_experts": 256, "rms_norm_eps": 1e-06, "rope_theta": 5000000.0,
      "tie_word_embeddings": false, "vocab_size": 200064},
    "ministral3": {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 14336, "max_position_embeddings": 262144, "num_attention_heads": 32,
      "num_hidden_layers": 34, "num_key_value_heads": 8, "rms_norm_eps": 1e-05,
      "rope_parameters": {"beta_fast": 32.0, "beta_slow": 1.0, "factor": 16.0,
      "llama_4_scaling_beta": 0.1, "max_position_embeddings": 262144, "mscale": 1.0,
      "mscale_all_dim": 1.0, "original_max_position_embeddings": 16384, "rope_theta": 1000000.0,
      "rope_type": "yarn", "type": "yarn"}, "tie_word_embeddings": false, "vocab_size": 131072},
    "mistral4": {"first_k_dense_replace": 0, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 12288, "kv_lora_rank": 256, "max_position_embeddings": 1048576,
      "moe_intermediate_size": 2048, "n_group": 1, "n_routed_experts": 128, "n_shared_experts":
      1, "norm_topk_prob": true, "num_attention_heads": 32, "num_experts_per_tok": 4,
      "num_hidden_layers": 36, "num_key_value_heads": 32, "q_lora_rank": 1024,
      "qk_nope_head_dim": 64, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-06, "rope_interleave":
      true, "rope_parameters": {"beta_fast": 32.0, "beta_slow": 1.0, "factor": 128.0,
      "llama_4_scaling_beta": 0.1, "max_position_embeddings": 1048576, "mscale": 1.0,
      "mscale_all_dim": 1.0, "original_max_position_embeddings": 8192, "partial_rotary_factor":
      0.5, "rope_theta": 10000.0, "rope_type": "yarn", "type": "yarn"}, "routed_scaling_factor":
      1.0, "tie_word_embeddings": false, "topk_group": 1, "v_head_dim": 128, "vocab_size":
      131072},
    "modernbert": {"classifier_activation": "gelu", "hidden_activation": "gelu", "hidden_size":
      768, "intermediate_size": 1152, "local_attention": 128, "max_position_embeddings": 8192,
      "norm_eps": 1e-05, "num_attention_heads": 12, "num_hidden_layers": 22, "rope_theta":
      160000.0, "rope_local_base_freq": 10000.0, "tie_word_embeddings": true, "vocab_size":
      50368},
    "mt5": {"d_ff": 1024, "d_kv": 64, "d_model": 512, "decoder_start_token_id": 0,
      "eos_token_id": 1, "feed_forward_proj": "gated-gelu", "layer_norm_epsilon": 1e-06,
      "num_heads": 6, "num_layers": 8, "pad_token_id": 0, "relative_attention_max_distance":
      128, "relative_attention_num_buckets": 32, "tie_word_embeddings": true, "vocab_size":
      250112},
    "muse_glimmer_text": {"final_logit_softcapping": 20.0, "head_dim": 128, "hidden_activation":
      "silu", "hidden_size": 6656, "intermediate_size": 19968, "max_position_embeddings":
      131072, "num_attention_heads": 32, "num_hidden_layers": 52, "num_key_value_heads": 2,
      "output_multiplier": 0.19611613513818404, "post_norm_eps": 1e-08, "qk_scale_factor": 3.87,
      "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window": 2048,
      "tie_word_embeddings": false, "vocab_size": 202048},
    "nanochat": {"final_logit_softcapping": 15.0, "hidden_act": "relu2", "hidden_size": 768,
      "intermediate_size": 8192, "max_position_embeddings": 2048, "num_attention_heads": 6,
      "num_hidden_layers": 12, "rms_norm_eps": 1e-06, "rope_theta": 10000.0,
      "tie_word_embeddings": false, "vocab_size": 50304},
    "nemotron": {"hidden_act": "relu2", "hidden_size": 6144, "intermediate_size": 24576,
      "max_position_embeddings": 4096, "norm_eps": 1e-05, "num_attention_heads": 48,
      "num_hidden_layers": 32, "rope_theta": 10000.0, "partial_rotary_factor": 0.5,
      "tie_word_embeddings": false, "vocab_size": 256000},
    "nemotron_h": {"conv_kernel": 4, "expand": 2, "head_dim": 128, "hidden_size": 4096,
      "intermediate_size": 21504, "layer_norm_epsilon": 1e-05, "mamba_head_dim": 64,
      "mamba_hidden_act": "silu", "mamba_num_heads": 128, "max_position_embeddings": 4096,
      "mlp_hidden_act": "relu2", "moe_intermediate_size": 7688,
      "moe_shared_expert_intermediate_size": 7688, "n_group": 1, "n_groups": 8,
      "n_routed_experts": 8, "n_shared_experts": 1, "norm_topk_prob": true,
      "num_attention_heads": 32, "num_experts_per_tok": 2, "num_key_value_heads": 8,
      "routed_scaling_factor": 1.0, "ssm_state_size": 128, "tie_word_embeddings": false,
      "time_step_limit": [0.0, {"__float__": "Infinity"}], "time_step_min": 0.001, "topk_group":
      1, "vocab_size": 131072},
    "nomic_bert": {"hidden_act": "silu", "hidden_size": 768, "intermediate_size": 3072,
      "layer_norm_eps": 1e-12, "max_position_embeddings": 2048, "num_attention_heads": 12,
      "num_hidden_layers": 12, "rope_theta": 1000.0, "vocab_size": 30528},
    "olmo_hybrid": {"hidden_act": "silu", "hidden_size": 3840, "intermediate_size": 11008,
      "linear_allow_neg_eigval": true, "linear_conv_kernel_dim": 4, "max_position_embeddings":
      65536, "num_attention_heads": 30, "num_hidden_layers": 32, "rms_norm_eps": 1e-06,
      "rope_theta": 10000.0, "tie_word_embeddings": false, "vocab_size": 100352},
    "phimoe": {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 6400,
      "max_position_embeddings": 131072, "num_attention_heads": 32, "num_experts_per_tok": 2,
      "num_hidden_layers": 32, "num_key_value_heads": 8, "num_local_experts": 16,
      "rms_norm_eps": 1e-05, "rope_theta": 1000000.0, "router_jitter_noise": 0.01,
      "tie_word_embeddings": false, "vocab_size": 32064},
    "qwen2_moe": {"decoder_sparse_step": 1, "hidden_act": "silu", "hidden_size": 2048,
      "intermediate_size": 5632, "max_position_embeddings": 32768, "moe_intermediate_size":
      1408, "norm_topk_prob": false, "num_attention_heads": 16, "num_experts": 60,
      "num_experts_per_tok": 4, "num_hidden_layers": 24, "num_key_value_heads": 16,
      "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "shared_expert_intermediate_size": 5632,
      "sliding_window": 0, "tie_word_embeddings": false, "use_sliding_window": false,
      "vocab_size": 151936},
    "qwen3_5_moe_text": {"head_dim": 256, "hidden_act": "silu", "hidden_size": 2048,
      "linear_conv_kernel_dim": 4, "linear_key_head_dim": 128, "linear_num_key_heads": 16,
      "linear_num_value_heads": 32, "linear_value_head_dim": 128, "max_position_embeddings":
      32768, "moe_intermediate_size": 512, "num_attention_heads": 16, "num_experts": 256,
      "num_experts_per_tok": 8, "num_hidden_layers": 40, "num_key_value_heads": 2,
      "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "partial_rotary_factor": 0.25,
      "shared_expert_intermediate_size": 512, "tie_word_embeddings": false, "vocab_size":
      248320},
    "qwen3_5_text": {"head_dim": 256, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 12288, "linear_conv_kernel_dim": 4, "linear_key_head_dim": 128,
      "linear_num_key_heads": 16, "linear_num_value_heads": 32, "linear_value_head_dim": 128,
      "max_position_embeddings": 32768, "num_attention_heads": 16, "num_hidden_layers": 32,
      "num_key_value_heads": 4, "rms_norm_eps": 1e-06, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.25, "tie_word_embeddings": false, "vocab_size": 248320},
    "qwen3_next": {"decoder_sparse_step": 1, "head_dim": 256, "hidden_act": "silu",
      "hidden_size": 2048, "intermediate_size": 5632, "linear_conv_kernel_dim": 4,
      "linear_key_head_dim": 128, "linear_num_key_heads": 16, "linear_num_value_heads": 32,
      "linear_value_head_dim": 128, "max_position_embeddings": 32768, "moe_intermediate_size":
      512, "norm_topk_prob": true, "num_attention_heads": 16, "num_experts": 512,
      "num_experts_per_tok": 10, "num_hidden_layers": 48, "num_key_value_heads": 2,
      "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "partial_rotary_factor": 0.25,
      "shared_expert_intermediate_size": 512, "tie_word_embeddings": false, "vocab_size":
      151936},
    "qwen3_vl_text": {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 22016, "max_position_embeddings": 128000, "num_attention_heads": 32,
      "num_hidden_layers": 32, "num_key_value_heads": 32, "rms_norm_eps": 1e-06, "rope_theta":
      500000.0, "vocab_size": 151936},
    "seed_oss": {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 27648, "max_position_embeddings": 524288, "num_attention_heads": 80,
      "num_hidden_layers": 64, "num_key_value_heads": 8, "rms_norm_eps": 1e-06, "rope_theta":
      10000.0, "tie_word_embeddings": false, "vocab_size": 155136},
    "vaultgemma": {"attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0, "head_dim":
      256, "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 2304, "intermediate_size":
      9216, "max_position_embeddings": 8192, "num_attention_heads": 8, "num_hidden_layers": 26,
      "num_key_value_heads": 4, "query_pre_attn_scalar": 256, "rms_norm_eps": 1e-06,
      "rope_theta": 10000.0, "sliding_window": 4096, "tie_word_embeddings": true, "vocab_size":
      256000},
    "xglm": {"activation_function": "gelu", "attention_heads": 16, "d_model": 1024,
      "decoder_start_token_id": 2, "ffn_dim": 4096, "max_position_embeddings": 2048,
      "num_layers": 24, "scale_embedding": true, "tie_word_embeddings": true, "vocab_size":
      256008},
    "xlm-roberta": {"eos_token_id": 2, "hidden_act": "gelu", "hidden_size": 768,
      "intermediate_size": 3072, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
      "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 1,
      "tie_word_embeddings": true, "vocab_size": 30522}
    }
    """#
}
