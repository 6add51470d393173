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
}
