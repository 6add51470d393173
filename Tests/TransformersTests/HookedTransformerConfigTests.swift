import Formats
import TestSupport
import Testing
import Transformers

/// `model_cfg.json` against the fields of TransformerLens 2.18's HookedTransformerConfig.
@Suite struct HookedTransformerConfigTests {
  /// The fields in the order of the class.
  private static let keys = """
    n_layers d_model n_ctx d_head model_name n_heads d_mlp act_fn d_vocab eps use_attn_result \
    use_attn_scale attn_scale use_split_qkv_input use_hook_mlp_in use_attn_in use_qk_norm \
    use_local_attn ungroup_grouped_query_attention original_architecture from_checkpoint \
    checkpoint_index checkpoint_label_type checkpoint_value tokenizer_name window_size attn_types \
    init_mode normalization_type device n_devices attention_dir attn_only seed initializer_range \
    init_weights scale_attn_by_inverse_layer_idx positional_embedding_type final_rms d_vocab_out \
    parallel_attn_mlp rotary_dim n_params use_hook_tokens gated_mlp default_prepend_bos dtype \
    tokenizer_prepends_bos n_key_value_heads post_embedding_ln rotary_base rotary_base_local \
    trust_remote_code rotary_adjacent_pairs load_in_4bit num_experts experts_per_token \
    relative_attention_max_distance relative_attention_num_buckets decoder_start_token_id \
    tie_word_embeddings use_normalization_before_and_after attn_scores_soft_cap \
    output_logits_soft_cap use_NTK_by_parts_rope NTK_by_parts_low_freq_factor \
    NTK_by_parts_high_freq_factor NTK_by_parts_factor NTK_original_ctx_len
    """.split(separator: " ").map(String.init)

  private func fields(_ name: String) throws -> JSON {
    try Model(path: fixture("models/\(name)"), name: name).config
      .hookedTransformerConfig(tokenizerPrependsBOS: nil)
  }

  @Test(arguments: ReferenceTests.models)
  func `every field is there, in the order of the class`(name: String) throws {
    #expect(try fields(name).objectValue?.map(\.key) == Self.keys)
  }

  @Test func `GPT-2 is described as TransformerLens does`() throws {
    let config = try fields("gpt2")
    #expect(config["n_layers"] == .integer(3))
    #expect(config["d_head"] == .integer(8))
    #expect(config["attn_scale"]?.doubleValue.map { abs($0 - 8.0.squareRoot()) < 1e-6 } == true)
    #expect(config["positional_embedding_type"] == .string("standard"))
    #expect(config["rotary_dim"] == .null)
    #expect(config["eps"]?.text == "1e-05")
    #expect(config["act_fn"] == .string("gelu_new"))
    // 3 layers of 4 * 32 * 8 * 4 for attention and 32 * 128 * 2 for the feed-forward layer
    #expect(config["n_params"] == .integer(3 * (4 * 32 * 8 * 4 + 32 * 128 * 2)))
    #expect(config["default_prepend_bos"] == .bool(true))
  }

  @Test func `families keep what sets them apart`() throws {
    #expect(try fields("gpt_neox")["parallel_attn_mlp"] == .bool(true))
    #expect(try fields("gpt_neox-sequential")["parallel_attn_mlp"] == .bool(false))
    #expect(try fields("gpt_neox")["rotary_dim"] == .integer(2))
    #expect(try fields("llama")["n_key_value_heads"] == .integer(2))
    #expect(try fields("llama")["gated_mlp"] == .bool(true))
    #expect(try fields("llama3-rope-scaling")["use_NTK_by_parts_rope"] == .bool(true))
    #expect(try fields("gptj")["rotary_adjacent_pairs"] == .bool(true))
    #expect(try fields("bloom")["default_prepend_bos"] == .bool(false))
    #expect(try fields("bloom")["positional_embedding_type"] == .string("alibi"))
    #expect(try fields("bloom")["post_embedding_ln"] == .bool(true))
    #expect(try fields("gemma2")["attn_scores_soft_cap"] == .number(5))
    #expect(try fields("gemma2")["output_logits_soft_cap"] == .number(3))
    #expect(try fields("gemma2")["use_normalization_before_and_after"] == .bool(true))
    #expect(try fields("qwen3")["use_qk_norm"] == .bool(true))
    #expect(try fields("mixtral")["num_experts"] == .integer(4))
    #expect(try fields("gpt_neo")["use_local_attn"] == .bool(true))
    #expect(try fields("gpt_neo")["window_size"] == .integer(8))
    #expect(try fields("gpt_neo")["attn_types"]?.text == #"["global", "local", "global", "local"]"#)
  }

  private func fields(at path: String) throws -> JSON {
    try Model(path: fixture(path)).config
      .hookedTransformerConfig(tokenizerPrependsBOS: nil)
  }

  @Test func `encoders and small study models are described as TransformerLens does`() throws {
    let bert = try fields("bert")
    #expect(bert["attention_dir"] == .string("bidirectional"))
    #expect(bert["original_architecture"] == .string("BertForMaskedLM"))
    let t5 = try fields(at: "checkpoints/t5")
    #expect(t5["positional_embedding_type"] == .string("relative_positional_bias"))
    #expect(t5["relative_attention_num_buckets"] == .integer(32))
    #expect(t5["relative_attention_max_distance"] == .integer(128))
    #expect(t5["decoder_start_token_id"] == .integer(0))
    #expect(t5["attn_scale"] == .number(1))
    let attention = try fields(at: "toys/attn-only")
    #expect(attention["attn_only"] == .bool(true))
    #expect(attention["d_mlp"] == .null && attention["act_fn"] == .null)
    #expect(attention["n_params"] == .integer(2 * 4 * 24 * 8 * 3))
    #expect(
      try fields(at: "toys/shortformer")["positional_embedding_type"] == .string("shortformer"))
    #expect(try fields(at: "toys/solu")["act_fn"] == .string("solu_ln"))
    #expect(try fields(at: "toys/solu")["final_rms"] == .bool(true))
  }
}
