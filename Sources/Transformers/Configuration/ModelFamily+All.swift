extension ModelFamily {
  /// Every family, by name.
  public static let all: [ModelFamily] = [
    ModelFamily(
      "AFMoE (Trinity)", ["AfmoeForCausalLM"],
      ["afmoe": ModelSpec.afMoE],
      gguf: ["afmoe": ModelSpec.afMoE]),
    ModelFamily(
      "ALBERT", ["AlbertForMaskedLM"],
      ["albert": ModelSpec.albert]),
    ModelFamily(
      "Apertus", ["ApertusForCausalLM"], ["apertus": ModelSpec.apertus],
      gguf: ["apertus": ModelSpec.apertus]),
    ModelFamily(
      "Arcee", ["ArceeForCausalLM"],
      ["arcee": ModelSpec.arcee],
      gguf: ["arcee": ModelSpec.arcee]),
    ModelFamily(
      "Bamba", ["BambaForCausalLM"],
      ["bamba": ModelSpec.bamba]),
    ModelFamily(
      "BART, Marian (OPUS-MT)", ["BartForConditionalGeneration", "MarianMTModel"],
      ["bart": ModelSpec.bart, "marian": ModelSpec.marian]),
    ModelFamily(
      "BERT", ["BertForMaskedLM", "BertModel"], ["bert": ModelSpec.bert],
      gguf: ["bert": ModelSpec.bert]),
    ModelFamily(
      "BitNet b1.58", ["BitNetForCausalLM"],
      ["bitnet": ModelSpec.bitNet]),
    ModelFamily(
      "BLOOM", ["BloomForCausalLM"], ["bloom": ModelSpec.bloom], gguf: ["bloom": ModelSpec.bloom]),
    ModelFamily(
      "CodeGen", ["CodeGenForCausalLM"],
      ["codegen": ModelSpec.codeGen]),
    ModelFamily(
      "Cohere Command A, R7B", ["Cohere2ForCausalLM"],
      ["cohere2": ModelSpec.cohere2],
      gguf: ["cohere2": ModelSpec.cohere2]),
    ModelFamily(
      "Cohere Command R", ["CohereForCausalLM"], ["cohere": ModelSpec.cohere],
      gguf: ["command-r": ModelSpec.commandR]),
    ModelFamily(
      "DeBERTa 2-3", ["DebertaV2ForMaskedLM"],
      ["deberta-v2": ModelSpec.deBERTa]),
    ModelFamily(
      "DeepSeek V2, V3, R1", ["DeepseekV2ForCausalLM", "DeepseekV3ForCausalLM"],
      [
        "deepseek_v2": ModelSpec.deepSeekV2, "deepseek_v3": ModelSpec.deepSeekV3,
        "kimi_k2": ModelSpec.deepSeekV3,
      ],
      gguf: ["deepseek2": ModelSpec.deepSeek2]),
    ModelFamily("DistilBERT", ["DistilBertForMaskedLM"], ["distilbert": ModelSpec.distilBERT]),
    ModelFamily(
      "dots.llm1", ["Dots1ForCausalLM"],
      ["dots1": ModelSpec.dots1],
      gguf: ["dots1": ModelSpec.dots1]),
    ModelFamily(
      "ELECTRA", ["ElectraForMaskedLM", "ElectraForPreTraining"],
      ["electra": ModelSpec.electra]),
    ModelFamily(
      "ERNIE 4.5", ["Ernie4_5ForCausalLM", "Ernie4_5_MoeForCausalLM"],
      ["ernie4_5": ModelSpec.ernie45, "ernie4_5_moe": ModelSpec.ernie45MoE],
      gguf: ["ernie4_5": ModelSpec.ernie45, "ernie4_5-moe": ModelSpec.ernie45]),
    ModelFamily(
      "EXAONE 3-4", ["ExaoneForCausalLM", "Exaone4ForCausalLM"],
      ["exaone": ModelSpec.exaone, "exaone4": ModelSpec.exaone4],
      gguf: ["exaone": ModelSpec.exaone, "exaone4": ModelSpec.exaone4]),
    ModelFamily(
      "Falcon", ["FalconForCausalLM"], ["falcon": ModelSpec.falcon],
      gguf: ["falcon": ModelSpec.falcon]),
    ModelFamily(
      "Falcon-H1", ["FalconH1ForCausalLM"],
      ["falcon_h1": ModelSpec.falconH1],
      gguf: ["falcon-h1": ModelSpec.falconH1]),
    ModelFamily(
      "Gemma 1-3",
      [
        "GemmaForCausalLM", "Gemma2ForCausalLM", "Gemma3ForCausalLM",
        "Gemma3ForConditionalGeneration",
      ],
      [
        "gemma": ModelSpec.gemma, "gemma2": ModelSpec.gemma2, "gemma3": ModelSpec.gemma3,
        "gemma3_text": ModelSpec.gemma3,
      ],
      gguf: ["gemma": ModelSpec.gemma, "gemma2": ModelSpec.gemma2, "gemma3": ModelSpec.gemma3]),
    ModelFamily(
      "Gemma 3n, 4",
      [
        "Gemma3nForConditionalGeneration", "Gemma3nForCausalLM", "Gemma4ForConditionalGeneration",
        "Gemma4ForCausalLM", "Gemma4UnifiedForConditionalGeneration",
      ],
      [
        "gemma3n_text": ModelSpec.gemma3n, "gemma4_text": ModelSpec.gemma4,
        "gemma4_unified_text": ModelSpec.gemma4,
      ],
      gguf: ["gemma3n": ModelSpec.gemma3n, "gemma4": ModelSpec.gemma4]),
    ModelFamily(
      "GLM 4-5",
      [
        "GlmForCausalLM", "Glm4ForCausalLM", "Glm4MoeForCausalLM", "Glm4MoeLiteForCausalLM",
        "GlmMoeDsaForCausalLM",
      ],
      [
        "glm": ModelSpec.glm, "glm4": ModelSpec.glm4, "glm4_moe": ModelSpec.glm4MoE,
        "glm4_moe_lite": ModelSpec.glm4MoELite, "glm_moe_dsa": ModelSpec.glmMoEDSA,
      ],
      gguf: [
        "chatglm": ModelSpec.glm, "glm4": ModelSpec.glm4, "glm4moe": ModelSpec.glm4MoE,
        "glm-dsa": ModelSpec.glmDSA,
      ]),
    ModelFamily(
      "GPT-2, SantaCoder", ["GPT2LMHeadModel", "GPT2LMHeadCustomModel"], ["gpt2": ModelSpec.gpt2],
      gguf: ["gpt2": ModelSpec.gpt2]),
    ModelFamily(
      "GPT-BigCode, StarCoder 1", ["GPTBigCodeForCausalLM"],
      ["gpt_bigcode": ModelSpec.gptBigCode], gguf: ["starcoder": ModelSpec.starCoder]),
    ModelFamily("GPT-J", ["GPTJForCausalLM"], ["gptj": ModelSpec.gptJ]),
    ModelFamily("GPT-Neo, TinyStories", ["GPTNeoForCausalLM"], ["gpt_neo": ModelSpec.gptNeo]),
    ModelFamily(
      "GPT-NeoX, Pythia", ["GPTNeoXForCausalLM"], ["gpt_neox": ModelSpec.gptNeoX],
      gguf: ["gptneox": ModelSpec.gptNeoX]),
    ModelFamily(
      "gpt-oss", ["GptOssForCausalLM"], ["gpt_oss": ModelSpec.gptOSS],
      gguf: ["gpt-oss": ModelSpec.gptOSS, "gptoss": ModelSpec.gptOSS]),
    ModelFamily(
      "Granite", ["GraniteForCausalLM"], ["granite": ModelSpec.granite],
      gguf: ["granite": ModelSpec.granite]),
    ModelFamily(
      "Granite 3 MoE, Granite 4", ["GraniteMoeForCausalLM", "GraniteMoeHybridForCausalLM"],
      ["granitemoe": ModelSpec.graniteMoE, "granitemoehybrid": ModelSpec.graniteHybrid],
      gguf: ["granitemoe": ModelSpec.graniteMoE, "granitehybrid": ModelSpec.graniteHybrid]),
    ModelFamily(
      "HookedTransformer (NeelNanda, Redwood)", ["HookedTransformer"],
      ["hooked_transformer": ModelSpec.hookedTransformer]),
    ModelFamily(
      "Hunyuan (dense)", ["HunYuanDenseV1ForCausalLM"],
      ["hunyuan_v1_dense": ModelSpec.hunyuan],
      gguf: ["hunyuan-dense": ModelSpec.hunyuan]),
    ModelFamily(
      "InternLM 2", ["InternLM2ForCausalLM"],
      ["internlm2": ModelSpec.internLM2],
      gguf: ["internlm2": ModelSpec.internLM2]),
    ModelFamily(
      "Kimi Linear", ["KimiLinearForCausalLM"],
      ["kimi_linear": ModelSpec.kimiLinear],
      gguf: ["kimi-linear": ModelSpec.kimiLinear]),
    ModelFamily(
      "LFM2", ["Lfm2ForCausalLM", "Lfm2MoeForCausalLM"],
      ["lfm2": ModelSpec.lfm2, "lfm2_moe": ModelSpec.lfm2MoE],
      gguf: ["lfm2": ModelSpec.lfm2, "lfm2moe": ModelSpec.lfm2]),
    ModelFamily(
      "Llama 1-3.3, SmolLM, Yi", ["LlamaForCausalLM"], ["llama": ModelSpec.llamaItself],
      gguf: ["llama": ModelSpec.llama]),
    ModelFamily(
      "Llama 4", ["Llama4ForConditionalGeneration", "Llama4ForCausalLM"],
      ["llama4_text": ModelSpec.llama4],
      gguf: ["llama4": ModelSpec.llama4]),
    ModelFamily(
      "minGPT, nanoGPT, Othello-GPT", ["GPT"],
      ["mingpt": ModelSpec.minGPT, "nanogpt": ModelSpec.nanoGPT]),
    ModelFamily(
      "MiniMax M2", ["MiniMaxM2ForCausalLM"],
      ["minimax_m2": ModelSpec.miniMaxM2],
      gguf: ["minimax-m2": ModelSpec.miniMaxM2]),
    ModelFamily(
      "Ministral 3, Mistral 4", ["Mistral3ForConditionalGeneration", "Ministral3ForCausalLM"],
      ["ministral3": ModelSpec.ministral3, "mistral4": ModelSpec.mistral4],
      gguf: ["mistral3": ModelSpec.mistral3, "mistral4": ModelSpec.mistral4]),
    ModelFamily(
      "Mistral, Mixtral", ["MistralForCausalLM", "MixtralForCausalLM"],
      ["mistral": ModelSpec.mistral, "mixtral": ModelSpec.mixtral]),
    ModelFamily(
      "ModernBERT", ["ModernBertForMaskedLM"],
      ["modernbert": ModelSpec.modernBERT],
      gguf: ["modern-bert": ModelSpec.modernBERT]),
    ModelFamily("MPT", ["MptForCausalLM"], ["mpt": ModelSpec.mpt], gguf: ["mpt": ModelSpec.mpt]),
    ModelFamily(
      "Muse Glimmer", ["MuseGlimmerForConditionalGeneration"],
      ["muse_glimmer_text": ModelSpec.museGlimmer],
      gguf: ["muse-glimmer": ModelSpec.museGlimmer]),
    ModelFamily(
      "nanochat", ["NanoChatForCausalLM"],
      ["nanochat": ModelSpec.nanochat]),
    ModelFamily(
      "Nemotron, Nemotron-H", ["NemotronForCausalLM", "NemotronHForCausalLM"],
      ["nemotron": ModelSpec.nemotron, "nemotron_h": ModelSpec.nemotronH],
      gguf: [
        "nemotron": ModelSpec.nemotron, "nemotron_h": ModelSpec.nemotronH,
        "nemotron_h_moe": ModelSpec.nemotronH,
      ]),
    ModelFamily(
      "Nomic BERT", ["NomicBertModel", "NomicBertForMaskedLM"],
      ["nomic_bert": ModelSpec.nomicBERT]),
    ModelFamily(
      "OLMo 1-3, OLMoE",
      ["OlmoForCausalLM", "Olmo2ForCausalLM", "Olmo3ForCausalLM", "OlmoeForCausalLM"],
      [
        "olmo": ModelSpec.olmo, "olmo2": ModelSpec.olmo2, "olmo3": ModelSpec.olmo3,
        "olmoe": ModelSpec.olmoE,
      ],
      gguf: ["olmo": ModelSpec.olmo, "olmo2": ModelSpec.olmo2, "olmoe": ModelSpec.olmoE]),
    ModelFamily(
      "OLMo Hybrid", ["OlmoHybridForCausalLM"],
      ["olmo_hybrid": ModelSpec.olmoHybrid]),
    ModelFamily("OPT", ["OPTForCausalLM"], ["opt": ModelSpec.opt]),
    ModelFamily(
      "Phi 1-4", ["PhiForCausalLM", "Phi3ForCausalLM"],
      ["phi": ModelSpec.phi, "phi3": ModelSpec.phi3],
      gguf: ["phi2": ModelSpec.phi2, "phi3": ModelSpec.phi3]),
    ModelFamily(
      "Phi-3.5 MoE", ["PhiMoEForCausalLM", "PhimoeForCausalLM"],
      ["phimoe": ModelSpec.phiMoE],
      gguf: ["phimoe": ModelSpec.phiMoE]),
    ModelFamily(
      "Qwen 1-3",
      ["QWenLMHeadModel", "Qwen2ForCausalLM", "Qwen3ForCausalLM", "Qwen3MoeForCausalLM"],
      [
        "qwen": ModelSpec.qwen, "qwen2": ModelSpec.qwen2, "qwen3": ModelSpec.qwen3,
        "qwen3_moe": ModelSpec.qwen3MoE,
      ],
      gguf: [
        "qwen": ModelSpec.qwen, "qwen2": ModelSpec.qwen2, "qwen3": ModelSpec.qwen3,
        "qwen3moe": ModelSpec.qwen3MoE,
      ]),
    ModelFamily(
      "Qwen MoE 1.5-2, Qwen3-VL", ["Qwen2MoeForCausalLM", "Qwen3VLForConditionalGeneration"],
      ["qwen2_moe": ModelSpec.qwen2MoE, "qwen3_vl_text": ModelSpec.qwen3],
      gguf: ["qwen2moe": ModelSpec.qwen2MoE, "qwen3vl": ModelSpec.qwen3VL]),
    ModelFamily(
      "Qwen3-Next, Qwen3.5, Qwen3.6",
      [
        "Qwen3NextForCausalLM", "Qwen3_5ForConditionalGeneration", "Qwen3_5ForCausalLM",
        "Qwen3_5MoeForConditionalGeneration", "Qwen3_5MoeForCausalLM",
      ],
      [
        "qwen3_next": ModelSpec.qwen3Next, "qwen3_5_text": ModelSpec.qwen35,
        "qwen3_5_moe_text": ModelSpec.qwen35MoE,
      ],
      gguf: [
        "qwen3next": ModelSpec.qwen3Next, "qwen35": ModelSpec.qwen35, "qwen35moe": ModelSpec.qwen35,
      ]),
    ModelFamily(
      "RoBERTa, XLM-R", ["RobertaForMaskedLM", "XLMRobertaForMaskedLM"],
      ["roberta": ModelSpec.roberta, "xlm-roberta": ModelSpec.roberta]),
    ModelFamily(
      "Seed-OSS", ["SeedOssForCausalLM"],
      ["seed_oss": ModelSpec.seedOSS],
      gguf: ["seed_oss": ModelSpec.seedOSS]),
    ModelFamily(
      "SmolLM 3", ["SmolLM3ForCausalLM"], ["smollm3": ModelSpec.smolLM3],
      gguf: ["smollm3": ModelSpec.smolLM3]),
    ModelFamily(
      "StableLM 2", ["StableLmForCausalLM"], ["stablelm": ModelSpec.stableLM],
      gguf: ["stablelm": ModelSpec.stableLM]),
    ModelFamily(
      "StarCoder 2", ["Starcoder2ForCausalLM"], ["starcoder2": ModelSpec.starCoder2],
      gguf: ["starcoder2": ModelSpec.starCoder2]),
    ModelFamily(
      "T5, mT5", ["T5ForConditionalGeneration", "MT5ForConditionalGeneration"],
      ["t5": ModelSpec.t5, "mt5": ModelSpec.mt5],
      gguf: ["t5": ModelSpec.t5, "t5encoder": ModelSpec.t5Encoder]),
    ModelFamily(
      "VaultGemma", ["VaultGemmaForCausalLM"],
      ["vaultgemma": ModelSpec.vaultGemma]),
    ModelFamily(
      "XGLM", ["XGLMForCausalLM"],
      ["xglm": ModelSpec.xglm]),
  ]
}
