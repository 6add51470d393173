extension ModelFamily {
  /// Every family, by name; each is described in a file of its own in this folder.
  public static let all: [ModelFamily] = [
    afMoE, albert, apertus, arcee, bamba, bart, bert, bitNet, bloom, codeGen, cohere2, cohere,
    deBERTa, deepSeek, distilBERT, dots, electra, ernie, exaone, falcon, falconH1, gemma, gemma4,
    glm, gpt2, gptBigCode, gptJ, gptNeo, gptNeoX, gptOSS, granite, granite4, hookedTransformer,
    hunyuan, internLM2, kimiLinear, lfm2, llama, llama4, minGPT, miniMax, ministral, mistral,
    modernBERT, mpt, museGlimmer, nanochat, nemotron, nomicBERT, olmo, olmoHybrid, opt, phi, phiMoE,
    qwen, qwenMoE, qwenHybrid, roBERTa, seedOSS, smolLM3, stableLM, starCoder2, t5, vaultGemma,
    xglm,
  ]
}
