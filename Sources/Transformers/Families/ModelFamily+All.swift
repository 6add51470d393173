extension ModelFamily {
  /// Every family, by name.
  public static let all: [ModelFamily] = [
    ModelFamily(
      "AFMoE (Trinity)", ["AfmoeForCausalLM"],
      ["afmoe": Family.afMoE],
      gguf: ["afmoe": Family.afMoE]),
    ModelFamily(
      "ALBERT", ["AlbertForMaskedLM"],
      ["albert": Family.albert]),
    ModelFamily(
      "Apertus", ["ApertusForCausalLM"], ["apertus": Family.apertus],
      gguf: ["apertus": Family.apertus]),
    ModelFamily(
      "Arcee", ["ArceeForCausalLM"],
      ["arcee": Family.arcee],
      gguf: ["arcee": Family.arcee]),
    ModelFamily(
      "Bamba", ["BambaForCausalLM"],
      ["bamba": Family.bamba]),
    ModelFamily(
      "BART, Marian (OPUS-MT)", ["BartForConditionalGeneration", "MarianMTModel"],
      ["bart": Family.bart, "marian": Family.marian]),
    ModelFamily(
      "BERT", ["BertForMaskedLM", "BertModel"], ["bert": Family.bert], gguf: ["bert": Family.bert]),
    ModelFamily(
      "BitNet b1.58", ["BitNetForCausalLM"],
      ["bitnet": Family.bitNet]),
    ModelFamily(
      "BLOOM", ["BloomForCausalLM"], ["bloom": Family.bloom], gguf: ["bloom": Family.bloom]),
    ModelFamily(
      "CodeGen", ["CodeGenForCausalLM"],
      ["codegen": Family.codeGen]),
    ModelFamily(
      "Cohere Command A, R7B", ["Cohere2ForCausalLM"],
      ["cohere2": Family.cohere2],
      gguf: ["cohere2": Family.cohere2]),
    ModelFamily(
      "Cohere Command R", ["CohereForCausalLM"], ["cohere": Family.cohere],
      gguf: ["command-r": Family.commandR]),
    ModelFamily(
      "DeBERTa 2-3", ["DebertaV2ForMaskedLM"],
      ["deberta-v2": Family.deBERTa]),
    ModelFamily(
      "DeepSeek V2, V3, R1", ["DeepseekV2ForCausalLM", "DeepseekV3ForCausalLM"],
      [
        "deepseek_v2": Family.deepSeekV2, "deepseek_v3": Family.deepSeekV3,
        "kimi_k2": Family.deepSeekV3,
      ],
      gguf: ["deepseek2": Family.deepSeek2]),
    ModelFamily("DistilBERT", ["DistilBertForMaskedLM"], ["distilbert": Family.distilBERT]),
    ModelFamily(
      "dots.llm1", ["Dots1ForCausalLM"],
      ["dots1": Family.dots1],
      gguf: ["dots1": Family.dots1]),
    ModelFamily(
      "ELECTRA", ["ElectraForMaskedLM", "ElectraForPreTraining"],
      ["electra": Family.electra]),
    ModelFamily(
      "ERNIE 4.5", ["Ernie4_5ForCausalLM", "Ernie4_5_MoeForCausalLM"],
      ["ernie4_5": Family.ernie45, "ernie4_5_moe": Family.ernie45MoE],
      gguf: ["ernie4_5": Family.ernie45, "ernie4_5-moe": Family.ernie45]),
    ModelFamily(
      "EXAONE 3-4", ["ExaoneForCausalLM", "Exaone4ForCausalLM"],
      ["exaone": Family.exaone, "exaone4": Family.exaone4],
      gguf: ["exaone": Family.exaone, "exaone4": Family.exaone4]),
    ModelFamily(
      "Falcon", ["FalconForCausalLM"], ["falcon": Family.falcon],
      gguf: ["falcon": Family.falcon]),
    ModelFamily(
      "Falcon-H1", ["FalconH1ForCausalLM"],
      ["falcon_h1": Family.falconH1],
      gguf: ["falcon-h1": Family.falconH1]),
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
      "Gemma 3n, 4",
      [
        "Gemma3nForConditionalGeneration", "Gemma3nForCausalLM", "Gemma4ForConditionalGeneration",
        "Gemma4ForCausalLM", "Gemma4UnifiedForConditionalGeneration",
      ],
      [
        "gemma3n_text": Family.gemma3n, "gemma4_text": Family.gemma4,
        "gemma4_unified_text": Family.gemma4,
      ],
      gguf: ["gemma3n": Family.gemma3n, "gemma4": Family.gemma4]),
    ModelFamily(
      "GLM 4-5",
      [
        "GlmForCausalLM", "Glm4ForCausalLM", "Glm4MoeForCausalLM", "Glm4MoeLiteForCausalLM",
        "GlmMoeDsaForCausalLM",
      ],
      [
        "glm": Family.glm, "glm4": Family.glm4, "glm4_moe": Family.glm4MoE,
        "glm4_moe_lite": Family.glm4MoELite, "glm_moe_dsa": Family.glmMoEDSA,
      ],
      gguf: [
        "chatglm": Family.glm, "glm4": Family.glm4, "glm4moe": Family.glm4MoE,
        "glm-dsa": Family.glmDSA,
      ]),
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
      "Granite 3 MoE, Granite 4", ["GraniteMoeForCausalLM", "GraniteMoeHybridForCausalLM"],
      ["granitemoe": Family.graniteMoE, "granitemoehybrid": Family.graniteHybrid],
      gguf: ["granitemoe": Family.graniteMoE, "granitehybrid": Family.graniteHybrid]),
    ModelFamily(
      "HookedTransformer (NeelNanda, Redwood)", ["HookedTransformer"],
      ["hooked_transformer": Family.hookedTransformer]),
    ModelFamily(
      "Hunyuan (dense)", ["HunYuanDenseV1ForCausalLM"],
      ["hunyuan_v1_dense": Family.hunyuan],
      gguf: ["hunyuan-dense": Family.hunyuan]),
    ModelFamily(
      "InternLM 2", ["InternLM2ForCausalLM"],
      ["internlm2": Family.internLM2],
      gguf: ["internlm2": Family.internLM2]),
    ModelFamily(
      "Kimi Linear", ["KimiLinearForCausalLM"],
      ["kimi_linear": Family.kimiLinear],
      gguf: ["kimi-linear": Family.kimiLinear]),
    ModelFamily(
      "LFM2", ["Lfm2ForCausalLM", "Lfm2MoeForCausalLM"],
      ["lfm2": Family.lfm2, "lfm2_moe": Family.lfm2MoE],
      gguf: ["lfm2": Family.lfm2, "lfm2moe": Family.lfm2]),
    ModelFamily(
      "Llama 1-3.3, SmolLM, Yi", ["LlamaForCausalLM"], ["llama": Family.llamaItself],
      gguf: ["llama": Family.llama]),
    ModelFamily(
      "Llama 4", ["Llama4ForConditionalGeneration", "Llama4ForCausalLM"],
      ["llama4_text": Family.llama4],
      gguf: ["llama4": Family.llama4]),
    ModelFamily(
      "minGPT, nanoGPT, Othello-GPT", ["GPT"],
      ["mingpt": Family.minGPT, "nanogpt": Family.nanoGPT]),
    ModelFamily(
      "MiniMax M2", ["MiniMaxM2ForCausalLM"],
      ["minimax_m2": Family.miniMaxM2],
      gguf: ["minimax-m2": Family.miniMaxM2]),
    ModelFamily(
      "Ministral 3, Mistral 4", ["Mistral3ForConditionalGeneration", "Ministral3ForCausalLM"],
      ["ministral3": Family.ministral3, "mistral4": Family.mistral4],
      gguf: ["mistral3": Family.mistral3, "mistral4": Family.mistral4]),
    ModelFamily(
      "Mistral, Mixtral", ["MistralForCausalLM", "MixtralForCausalLM"],
      ["mistral": Family.mistral, "mixtral": Family.mixtral]),
    ModelFamily(
      "ModernBERT", ["ModernBertForMaskedLM"],
      ["modernbert": Family.modernBERT],
      gguf: ["modern-bert": Family.modernBERT]),
    ModelFamily("MPT", ["MptForCausalLM"], ["mpt": Family.mpt], gguf: ["mpt": Family.mpt]),
    ModelFamily(
      "Muse Glimmer", ["MuseGlimmerForConditionalGeneration"],
      ["muse_glimmer_text": Family.museGlimmer],
      gguf: ["muse-glimmer": Family.museGlimmer]),
    ModelFamily(
      "nanochat", ["NanoChatForCausalLM"],
      ["nanochat": Family.nanochat]),
    ModelFamily(
      "Nemotron, Nemotron-H", ["NemotronForCausalLM", "NemotronHForCausalLM"],
      ["nemotron": Family.nemotron, "nemotron_h": Family.nemotronH],
      gguf: [
        "nemotron": Family.nemotron, "nemotron_h": Family.nemotronH,
        "nemotron_h_moe": Family.nemotronH,
      ]),
    ModelFamily(
      "Nomic BERT", ["NomicBertModel", "NomicBertForMaskedLM"],
      ["nomic_bert": Family.nomicBERT]),
    ModelFamily(
      "OLMo 1-3, OLMoE",
      ["OlmoForCausalLM", "Olmo2ForCausalLM", "Olmo3ForCausalLM", "OlmoeForCausalLM"],
      [
        "olmo": Family.olmo, "olmo2": Family.olmo2, "olmo3": Family.olmo3, "olmoe": Family.olmoE,
      ],
      gguf: ["olmo": Family.olmo, "olmo2": Family.olmo2, "olmoe": Family.olmoE]),
    ModelFamily(
      "OLMo Hybrid", ["OlmoHybridForCausalLM"],
      ["olmo_hybrid": Family.olmoHybrid]),
    ModelFamily("OPT", ["OPTForCausalLM"], ["opt": Family.opt]),
    ModelFamily(
      "Phi 1-4", ["PhiForCausalLM", "Phi3ForCausalLM"], ["phi": Family.phi, "phi3": Family.phi3],
      gguf: ["phi2": Family.phi2, "phi3": Family.phi3]),
    ModelFamily(
      "Phi-3.5 MoE", ["PhiMoEForCausalLM", "PhimoeForCausalLM"],
      ["phimoe": Family.phiMoE],
      gguf: ["phimoe": Family.phiMoE]),
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
    ModelFamily(
      "Qwen MoE 1.5-2, Qwen3-VL", ["Qwen2MoeForCausalLM", "Qwen3VLForConditionalGeneration"],
      ["qwen2_moe": Family.qwen2MoE, "qwen3_vl_text": Family.qwen3],
      gguf: ["qwen2moe": Family.qwen2MoE, "qwen3vl": Family.qwen3VL]),
    ModelFamily(
      "Qwen3-Next, Qwen3.5, Qwen3.6",
      [
        "Qwen3NextForCausalLM", "Qwen3_5ForConditionalGeneration", "Qwen3_5ForCausalLM",
        "Qwen3_5MoeForConditionalGeneration", "Qwen3_5MoeForCausalLM",
      ],
      [
        "qwen3_next": Family.qwen3Next, "qwen3_5_text": Family.qwen35,
        "qwen3_5_moe_text": Family.qwen35MoE,
      ],
      gguf: ["qwen3next": Family.qwen3Next, "qwen35": Family.qwen35, "qwen35moe": Family.qwen35]),
    ModelFamily(
      "RoBERTa, XLM-R", ["RobertaForMaskedLM", "XLMRobertaForMaskedLM"],
      ["roberta": Family.roberta, "xlm-roberta": Family.roberta]),
    ModelFamily(
      "Seed-OSS", ["SeedOssForCausalLM"],
      ["seed_oss": Family.seedOSS],
      gguf: ["seed_oss": Family.seedOSS]),
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
      "T5, mT5", ["T5ForConditionalGeneration", "MT5ForConditionalGeneration"],
      ["t5": Family.t5, "mt5": Family.mt5], gguf: ["t5": Family.t5, "t5encoder": Family.t5Encoder]),
    ModelFamily(
      "VaultGemma", ["VaultGemmaForCausalLM"],
      ["vaultgemma": Family.vaultGemma]),
    ModelFamily(
      "XGLM", ["XGLMForCausalLM"],
      ["xglm": Family.xglm]),
  ]
}
