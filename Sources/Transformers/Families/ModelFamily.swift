/// A family of models that can be loaded: what its files call it, and the parsers of their configurations.
///
/// `all` is what loading looks up, so a table made of it can't be out of date.
public struct ModelFamily: Sendable {
  /// The name that people use, such as `Llama`.
  public let name: String
  /// Values of `model_type` in `config.json`, sorted.
  public var modelTypes: [String] { parsers.keys.sorted() }
  /// Classes that Hugging Face names in `architectures`.
  public let architectures: [String]
  /// Values of `general.architecture` in GGUF files, sorted.
  public var ggufArchitectures: [String] { ggufParsers.keys.sorted() }

  let parsers: [String: @Sendable (ConfigReader) throws -> Family]
  let ggufParsers: [String: @Sendable (GGUFConfigReader) throws -> Family]

  init(
    _ name: String, _ architectures: [String],
    _ parsers: [String: @Sendable (ConfigReader) throws -> Family],
    gguf ggufParsers: [String: @Sendable (GGUFConfigReader) throws -> Family] = [:]
  ) {
    (self.name, self.architectures) = (name, architectures)
    (self.parsers, self.ggufParsers) = (parsers, ggufParsers)
  }
}

extension ModelFamily {
  /// Every family, by name.
  public static let all: [ModelFamily] = [
    ModelFamily(
      "Apertus", ["ApertusForCausalLM"], ["apertus": Family.apertus],
      gguf: ["apertus": Family.apertus]),
    ModelFamily(
      "BERT", ["BertForMaskedLM", "BertModel"], ["bert": Family.bert], gguf: ["bert": Family.bert]),
    ModelFamily(
      "BLOOM", ["BloomForCausalLM"], ["bloom": Family.bloom], gguf: ["bloom": Family.bloom]),
    ModelFamily(
      "Cohere Command R", ["CohereForCausalLM"], ["cohere": Family.cohere],
      gguf: ["command-r": Family.commandR]),
    ModelFamily("DistilBERT", ["DistilBertForMaskedLM"], ["distilbert": Family.distilBERT]),
    ModelFamily(
      "Falcon", ["FalconForCausalLM"], ["falcon": Family.falcon],
      gguf: ["falcon": Family.falcon]),
    ModelFamily(
      "Gemma 1-3",
      [
        "GemmaForCausalLM", "Gemma2ForCausalLM", "Gemma3ForCausalLM",
        "Gemma3ForConditionalGeneration",
      ],
      [
        "gemma": Family.gemma, "gemma2": Family.gemma2, "gemma3": Family.gemma3,
        "gemma3_text": Family.gemma3,
      ],
      gguf: ["gemma": Family.gemma, "gemma2": Family.gemma2, "gemma3": Family.gemma3]),
    ModelFamily(
      "GPT-2, SantaCoder", ["GPT2LMHeadModel", "GPT2LMHeadCustomModel"], ["gpt2": Family.gpt2],
      gguf: ["gpt2": Family.gpt2]),
    ModelFamily(
      "GPT-BigCode, StarCoder 1", ["GPTBigCodeForCausalLM"],
      ["gpt_bigcode": Family.gptBigCode], gguf: ["starcoder": Family.starCoder]),
    ModelFamily("GPT-J", ["GPTJForCausalLM"], ["gptj": Family.gptJ]),
    ModelFamily("GPT-Neo, TinyStories", ["GPTNeoForCausalLM"], ["gpt_neo": Family.gptNeo]),
    ModelFamily(
      "GPT-NeoX, Pythia", ["GPTNeoXForCausalLM"], ["gpt_neox": Family.gptNeoX],
      gguf: ["gptneox": Family.gptNeoX]),
    ModelFamily(
      "gpt-oss", ["GptOssForCausalLM"], ["gpt_oss": Family.gptOSS],
      gguf: ["gpt-oss": Family.gptOSS, "gptoss": Family.gptOSS]),
    ModelFamily(
      "Granite", ["GraniteForCausalLM"], ["granite": Family.granite],
      gguf: ["granite": Family.granite]),
    ModelFamily(
      "HookedTransformer (NeelNanda, Redwood)", ["HookedTransformer"],
      ["hooked_transformer": Family.hookedTransformer]),
    ModelFamily(
      "Llama 1-3.3, SmolLM, Yi", ["LlamaForCausalLM"], ["llama": Family.llama],
      gguf: ["llama": Family.llama]),
    ModelFamily(
      "minGPT, nanoGPT, Othello-GPT", ["GPT"],
      ["mingpt": Family.minGPT, "nanogpt": Family.nanoGPT]),
    ModelFamily(
      "Mistral, Mixtral", ["MistralForCausalLM", "MixtralForCausalLM"],
      ["mistral": Family.mistral, "mixtral": Family.mixtral]),
    ModelFamily("MPT", ["MptForCausalLM"], ["mpt": Family.mpt], gguf: ["mpt": Family.mpt]),
    ModelFamily(
      "OLMo 1-3, OLMoE",
      ["OlmoForCausalLM", "Olmo2ForCausalLM", "Olmo3ForCausalLM", "OlmoeForCausalLM"],
      [
        "olmo": Family.olmo, "olmo2": Family.olmo2, "olmo3": Family.olmo3, "olmoe": Family.olmoE,
      ],
      gguf: ["olmo": Family.olmo, "olmo2": Family.olmo2, "olmoe": Family.olmoE]),
    ModelFamily("OPT", ["OPTForCausalLM"], ["opt": Family.opt]),
    ModelFamily(
      "Phi 1-4", ["PhiForCausalLM", "Phi3ForCausalLM"], ["phi": Family.phi, "phi3": Family.phi3],
      gguf: ["phi2": Family.phi2, "phi3": Family.phi3]),
    ModelFamily(
      "Qwen 1-3",
      ["QWenLMHeadModel", "Qwen2ForCausalLM", "Qwen3ForCausalLM", "Qwen3MoeForCausalLM"],
      [
        "qwen": Family.qwen, "qwen2": Family.qwen2, "qwen3": Family.qwen3,
        "qwen3_moe": Family.qwen3MoE,
      ],
      gguf: [
        "qwen": Family.qwen, "qwen2": Family.qwen2, "qwen3": Family.qwen3,
        "qwen3moe": Family.qwen3MoE,
      ]),
    ModelFamily("RoBERTa", ["RobertaForMaskedLM"], ["roberta": Family.roberta]),
    ModelFamily(
      "SmolLM 3", ["SmolLM3ForCausalLM"], ["smollm3": Family.smolLM3],
      gguf: ["smollm3": Family.smolLM3]),
    ModelFamily(
      "StableLM 2", ["StableLmForCausalLM"], ["stablelm": Family.stableLM],
      gguf: ["stablelm": Family.stableLM]),
    ModelFamily(
      "StarCoder 2", ["Starcoder2ForCausalLM"], ["starcoder2": Family.starCoder2],
      gguf: ["starcoder2": Family.starCoder2]),
    ModelFamily(
      "T5", ["T5ForConditionalGeneration"], ["t5": Family.t5],
      gguf: ["t5": Family.t5, "t5encoder": Family.t5Encoder]),
  ]
}
