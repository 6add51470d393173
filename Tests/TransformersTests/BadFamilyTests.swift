import Activations
import Formats
import Foundation
import TestSupport
import Testing
import Transformers

/// Configurations of the families of 2024 to 2026 that contradict themselves or their tensors: one sentence each.
@Suite struct BadFamilyTests {
  /// What a model's first pass, or opening it, is refused with when its configuration is changed.
  private func problem(_ name: String, _ changes: JSONObject) throws -> String {
    let folder = fixture("families/\(name)")
    var fields = try #require(try JSON.load(path: folder + "/config.json").objectValue)
    if var text = fields["text_config"]?.objectValue {
      for (key, value) in changes { text[key] = value }
      fields["text_config"] = .object(text)
    } else {
      for (key, value) in changes { fields[key] = value }
    }
    do {
      let model = try Model(
        config: .object(fields), tensors: Checkpoint.openFolder(folder), path: folder, name: name)
      _ = try model.run(
        [1, 2, 3, 4, 5, 6, 7, 8, 9], capturing: CaptureSet(model.config.hookPoints), logits: .last)
      return ""
    } catch {
      return "\(error)"
    }
  }

  private static let wrong: [(String, String, JSON, String)] = [
    (
      "qwen3_5", "layer_types", .array([.string("full_attention")]),
      "lists 1 layers; the model has 4"
    ),
    (
      "qwen3_5", "layer_types",
      .array(
        ["linear_attention", "ssm", "linear_attention", "full_attention"].map { .string($0) }),
      "'layer_types' has 'ssm'"
    ),
    ("qwen3_5", "linear_num_value_heads", .integer(3), "linear attention of 3 value heads"),
    ("qwen3_5", "linear_value_head_dim", .integer(4096), "at most 1,024"),
    ("qwen3_5", "linear_num_key_heads", .integer(0), "'linear_num_key_heads' is 0"),
    ("qwen3_5", "num_attention_heads", .integer(3), "3 query heads can't share 2 key heads evenly"),
    ("qwen3_5", "attn_output_gate", .bool(false), "only true is supported"),
    ("qwen3_5", "head_dim", .integer(8), "the configuration asks for"),
    ("qwen3_5_moe", "num_experts_per_tok", .integer(99), "99 of 4 experts"),
    ("deepseek_v3", "n_group", .integer(3), "of 3 groups of 8"),
    ("deepseek_v3", "topk_group", .integer(9), "of 9 of 4 groups"),
    ("deepseek_v3", "scoring_func", .string("tanh"), "expected sigmoid or softmax"),
    ("deepseek_v3", "kv_lora_rank", .integer(17), "the configuration asks for"),
    ("deepseek_v3", "qk_rope_head_dim", .null, "'qk_rope_head_dim'"),
    ("gemma4", "num_kv_shared_layers", .integer(6), "share keys that no layer makes"),
    ("gemma4", "hidden_size_per_layer_input", .integer(9), "the configuration asks for"),
    ("gemma4", "sliding_window", .integer(0), "'sliding_window' is 0"),
    ("gemma4-moe", "top_k_experts", .integer(5), "5 of 4 experts"),
    ("gemma4-moe", "num_global_key_value_heads", .integer(3), "can't be shared evenly"),
    ("gemma3n", "altup_num_inputs", .integer(5), "altup_projections.3.weight' is missing"),
    ("gemma3n", "intermediate_size", .array([.integer(48)]), "lists 1 layers; the model has 6"),
    ("granitemoehybrid", "mamba_n_groups", .integer(3), "in 3 groups"),
    (
      "granitemoehybrid", "time_step_limit", .array([.integer(2), .integer(1)]),
      "the smaller one first"
    ),
    (
      "nemotron_h", "layers_block_type", .array([.string("rnn")]), "names no layers, or others than"
    ),
    ("nemotron_h", "layers_block_type", .array([.string("mamba")]), "no layer has attention"),
    ("falcon_h1", "ssm_multipliers", .array([.integer(1)]), "lists no 5 numbers"),
    ("llama4", "attention_chunk_size", .integer(0), "'attention_chunk_size' is 0"),
    ("glm_moe_dsa", "indexer_types", .array([.string("full")]), "lists 1 layers; the model has 3"),
    (
      "mistral3", "num_key_value_heads", .integer(3), "4 query heads can't share 3 key heads evenly"
    ),
    ("deberta_v2", "conv_kernel_size", .integer(3), "a convolution is not supported"),
    ("albert", "inner_group_num", .integer(2), "groups of one layer are supported"),
    ("marian", "decoder_ffn_dim", .integer(64), "encoder and decoder differ"),
    ("codegen", "n_head", .integer(2), "a multiple of 4 is expected"),
    ("modernbert", "hidden_size", .integer(33), "no multiple of 4 heads"),
    ("modernbert", "local_attention", .integer(0), "'local_attention' is 0"),
    ("llama4", "no_rope_layers", .array([.integer(1)]), "lists 1 layers; the model has 4"),
    ("muse_glimmer", "layer_rope_theta", .array([.integer(1)]), "lists 1 layers; the model has 4"),
    (
      "gemma4", "layer_types", .array([.string("full_attention")]),
      "lists 1 layers; the model has 6"
    ),
    (
      "gemma3n", "activation_sparsity_pattern", .array([.number(0.5)]),
      "lists 1 layers; the model has 6"
    ),
    ("phimoe", "num_experts_per_tok", .integer(3), "is 3; only 2 is supported"),
    ("deberta_v2", "pos_att_type", .array([.string("x2y")]), "has 'x2y'; c2p and p2c"),
    ("bamba", "attn_layer_indices", .array([.integer(77)]), "names layer 77; the model has 0-"),
    ("nemotron_h", "num_hidden_layers", .integer(9), "kinds of layers are listed; the model has 9"),
    (
      "deepseek_v4", "layer_types", .array([.string("sliding_attention")]),
      "lists 1 layers; the model has 4"
    ),
    (
      "deepseek_v4", "layer_types", .array((0..<4).map { _ in .string("full_attention") }),
      "has 'full_attention'; compressed_sparse_attention"
    ),
    ("deepseek_v4", "mlp_layer_types", .array([.string("moe")]), "lists 1 layers"),
    ("deepseek_v4", "num_key_value_heads", .integer(2), "is 2; only 1 is supported"),
    ("deepseek_v4", "qk_rope_head_dim", .integer(64), "more than a head of 16"),
    ("deepseek_v4", "o_groups", .integer(3), "4 heads in 3 groups of outputs"),
    ("deepseek_v4", "hc_mult", .integer(2), "the configuration asks for [2, 64]"),
    ("deepseek_v4", "index_topk", .integer(0), "'index_topk' is 0"),
    ("deepseek_v4", "scoring_func", .string("softmax"), "expected sqrtsoftplus"),
    ("deepseek_v4", "vocab_size", .integer(64), "the configuration asks for"),
    ("deepseek_v4", "hc_eps", .number(1e300), "'hc_eps' is 1e+300; expected a number that fits"),
    ("deepseek_v4", "hc_eps", .number(-1), "epsilon of connected streams -1.0; expected a finite"),
    ("deepseek_v4", "routed_scaling_factor", .number(1e39), "'routed_scaling_factor' is 1e+39"),
    ("deepseek_v4", "routed_scaling_factor", .number(-2), "factor on experts' shares -2.0"),
    ("deepseek_v4", "swiglu_limit", .number(0), "limit of experts' gates 0.0; expected a finite"),
    ("deepseek_v4", "swiglu_limit", .number(-1), "limit of experts' gates -1.0"),
    ("deepseek_v4", "rms_norm_eps", .number(-1), "norm epsilon -1.0"),
    ("gemma4", "final_logit_softcapping", .number(0), "limit of logits 0.0"),
    ("granitemoehybrid", "logits_scaling", .integer(0), "factor on logits inf"),
    ("granitemoehybrid", "embedding_multiplier", .number(-1), "factor on embeddings -1.0"),
    ("granitemoehybrid", "residual_multiplier", .number(1e300), "'residual_multiplier' is 1e+300"),
    (
      "falcon_h1", "ssm_multipliers", .array((0..<5).map { _ in .number(1e300) }),
      "lists no 5 numbers"
    ),
    ("falcon_h1", "key_multiplier", .number(1e300), "'key_multiplier' is 1e+300"),
    ("phimoe", "router_jitter_noise", .number(-1), "jitter of the router -1.0"),
    ("llama4", "attn_scale", .number(-1), "growth of queries -1.0"),
    ("muse_glimmer", "post_norm_eps", .number(-1), "norm epsilon behind sublayers -1.0"),
    (
      "nemotron_h", "time_step_limit", .array([.number(0), .number(1e-5)]),
      "steps of a state space from 0.001 to 1e-05"
    ),
  ]

  @Test(arguments: wrong.indices)
  func `a configuration that contradicts itself or its tensors is refused in one line`(
    number: Int
  ) throws {
    let (name, key, value, expected) = Self.wrong[number]
    let text = try problem(name, [key: value])
    #expect(text.contains(expected), "\(name) \(key): \(text)")
    #expect(!text.contains("\n"))
  }

  @Test(arguments: ["qwen3_5", "gemma4", "nemotron_h", "deepseek_v4"])
  func `any number in place of any other never traps`(name: String) throws {
    let folder = fixture("families/\(name)")
    let fields = try #require(try JSON.load(path: folder + "/config.json").objectValue)
    for (key, value) in fields where value.integerValue != nil || value.arrayValue != nil {
      for value in [JSON.integer(0), .integer(3), .integer(1 << 30), .array([])] {
        _ = try problem(name, [key: value])
      }
    }
  }
}
