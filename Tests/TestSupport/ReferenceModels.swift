/// The small models under `Tests/Fixtures` that have their reference's values, by what they can be asked.
public enum ReferenceModels {
  /// Folders of `models` that go on with a text.
  public static let decoders = [
    "apertus", "bloom", "cohere", "falcon", "gemma", "gemma2", "gemma3", "gpt2",
    "gpt2-inverse-layer-scale", "gpt_bigcode", "gpt_neo", "gpt_neox", "gpt_neox-sequential",
    "gpt_oss", "gptj", "granite", "llama", "llama-linear-rope", "llama-yarn",
    "llama3-rope-scaling", "mistral-sliding-window", "mixtral", "mpt", "olmo", "olmo2", "olmo3",
    "olmoe", "opt", "phi", "phi3", "qwen2", "qwen3", "qwen3_moe", "santacoder", "smollm3",
    "stablelm", "starcoder2",
  ]

  /// Folders of `toys`: decoders that were made for study.
  public static let toys = [
    "attn-only", "folded", "gelu", "mingpt", "nanogpt", "shortformer", "solu",
  ]

  /// The paths of all decoders, below `Fixtures`.
  public static let decoderPaths = decoders.map { "models/\($0)" } + toys.map { "toys/\($0)" }
  /// The paths of the models that look both ways, below `Fixtures`.
  public static let encoderPaths = ["bert", "distilbert", "roberta"].map { "models/\($0)" }

  /// Folders of `families`: one stack of layers each.
  public static let families = [
    "afmoe", "albert", "arcee", "bamba", "bitnet", "codegen", "cohere2", "deberta_v2",
    "deepseek_v2", "deepseek_v2-groups", "deepseek_v3", "deepseek_v4", "dots1", "electra",
    "ernie4_5", "ernie4_5_moe", "exaone", "exaone4", "falcon_h1", "falcon_h1-norm", "gemma3n",
    "gemma4", "gemma4-moe", "gemma4_unified", "glm", "glm4", "glm4_moe", "glm4_moe_lite",
    "glm_moe_dsa", "granitemoe", "granitemoehybrid", "granitemoehybrid-dense", "hunyuan_v1_dense",
    "internlm2", "kimi_linear", "lfm2", "lfm2_moe", "llama4", "minimax_m2", "ministral3",
    "mistral3", "mistral4", "modernbert", "muse_glimmer", "nanochat", "nemotron", "nemotron_h",
    "nomic_bert", "olmo_hybrid", "opt-350m", "phimoe", "qwen2_moe", "qwen3_5", "qwen3_5_moe",
    "qwen3_next", "qwen3_vl", "seed_oss", "vaultgemma", "xglm", "xlm-roberta",
  ]

  /// The paths of those of them that go on with a text, below `Fixtures`.
  public static let familyDecoderPaths = families.filter { !familyEncoders.contains($0) }
    .map { "families/\($0)" }
  /// The paths of those that look both ways.
  public static let familyEncoderPaths = familyEncoders.map { "families/\($0)" }
  private static let familyEncoders = [
    "albert", "deberta_v2", "electra", "modernbert", "nomic_bert", "xlm-roberta",
  ]
}
