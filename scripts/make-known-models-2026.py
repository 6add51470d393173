#!/usr/bin/env python3
"""Makes Sources/Hub/KnownModels+Table2026.swift: models of their makers that TransformerLens 4 lists, of families since 2024.

Usage: scripts/make-known-models-2026.py transformer_lens-4.3.0-py3-none-any.whl
The wheel's registry names each model's class. Taken are those of classes that are read here and that the table of
TransformerLens 2 lacks, from the accounts of those who made them, and not in forms that can't be read (GPTQ, FP8 and the like).
"""
import json, pathlib, re, sys, zipfile

root = pathlib.Path(__file__).resolve().parent.parent / "Sources"
registry = "transformer_lens/tools/model_registry/data/supported_models.json"
models = json.loads(zipfile.ZipFile(sys.argv[1]).read(registry))["models"]
families = "\n".join(path.read_text() for path in (root / "Transformers/Families").glob("*.swift"))
classes = set(re.findall(r'"([A-Za-z0-9_]+(?:ForCausalLM|ForConditionalGeneration|ForMaskedLM|MTModel|ForPreTraining))"', families))
table = (root / "Hub/KnownModels+Table.swift").read_text().splitlines()
older = {line.split()[1] for line in table if len(line.split()) == 7}
older |= set("Gemma3ForConditionalGeneration Olmo2ForCausalLM Olmo3ForCausalLM OlmoeForCausalLM GPTBigCodeForCausalLM "
             "FalconForCausalLM CohereForCausalLM SmolLM3ForCausalLM GraniteForCausalLM Starcoder2ForCausalLM".split())
known = {line.split()[0].lower() for line in table if len(line.split()) == 7}
makers = set("""
Qwen google deepseek-ai zai-org mistralai meta-llama meta-models nvidia tiiuae ibm-granite ibm-ai-platform LiquidAI CohereLabs
LGAI-EXAONE tencent ByteDance-Seed baidu MiniMaxAI microsoft arcee-ai allenai moonshotai Salesforce facebook internlm
karpathy rednote-hilab PrimeIntellect HuggingFaceTB ai-sage answerdotai FacebookAI
""".split())
packed = re.compile(r"gptq|awq|fp8|fp4|int4|int8|w4a16|w8a8|-ct\b|qat|gguf|mlx|bnb|4bit|8bit|-onnx|eagle|draft", re.I)
# Of some 1,500 pairs of languages those most asked for.
pairs = re.compile(r"Helsinki-NLP/opus-mt-(en-(de|es|fr|ru|zh|it|nl)|(de|es|fr|ru|zh|it|nl)-en)")
lines = sorted(
    {
        (model["model_id"], model["architecture_id"])
        for model in models
        if model["architecture_id"] in classes - older
        and (model["model_id"].split("/")[0] in makers or pairs.fullmatch(model["model_id"]))
        and model["model_id"].lower() not in known
        and not packed.search(model["model_id"])
    },
    key=lambda line: line[0].lower())
# Encoders and others that the registry has no class for.
others = {
    "ModernBertForMaskedLM": ["answerdotai/ModernBERT-base", "answerdotai/ModernBERT-large"],
    "XLMRobertaForMaskedLM": ["FacebookAI/xlm-roberta-base", "FacebookAI/xlm-roberta-large"],
    "AlbertForMaskedLM": [f"albert/albert-{size}-v2" for size in ("base", "large", "xlarge", "xxlarge")],
    "ElectraForMaskedLM": [f"google/electra-{size}-generator" for size in ("small", "base", "large")],
    "ElectraForPreTraining": [f"google/electra-{size}-discriminator" for size in ("small", "base", "large")],
    "DebertaV2ForMaskedLM": [
        *(f"microsoft/deberta-v3-{size}" for size in ("xsmall", "small", "base", "large")),
        "microsoft/mdeberta-v3-base"],
    "NomicBertModel": ["nomic-ai/nomic-embed-text-v1", "nomic-ai/nomic-embed-text-v1.5"],
    "KimiLinearForCausalLM": [
        "moonshotai/Kimi-Linear-48B-A3B-Base", "moonshotai/Kimi-Linear-48B-A3B-Instruct"],
    "Dots1ForCausalLM": ["rednote-hilab/dots.llm1.base", "rednote-hilab/dots.llm1.inst"],
    "VaultGemmaForCausalLM": ["google/vaultgemma-1b"],
    "BitNetForCausalLM": ["microsoft/bitnet-b1.58-2B-4T-bf16"],
    "MuseGlimmerForConditionalGeneration": ["meta-models/Muse-Glimmer-30B"],
}
there = {name.lower() for name, _ in lines}
lines += [(name, kind) for kind, names in others.items() for name in names if name.lower() not in there]
lines.sort(key=lambda line: line[0].lower())
(root / "Hub/KnownModels+Table2026.swift").write_text(
    "// Made by scripts/make-known-models-2026.py from TransformerLens 4's registry; lines are as long as names are.\n"
    "// swift-format-ignore-file\n\n"
    "extension KnownModels {\n"
    "  /// A model a line: its repository on the hub, and its architecture.\n"
    '  static let table2026 = """\n'
    + "\n".join(f"    {name} {architecture}" for name, architecture in lines)
    + '\n    """\n}\n')
print(len(lines), "models")
