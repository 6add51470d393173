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
# Layers as papers and model cards of the makers give them; the first pattern that a name begins with counts. What is not here
# is told when a model is loaded.
layers = [(re.compile(pattern, re.I), count) for pattern, count in [
    (r"albert/albert-(base|large)", 12), (r"albert/albert-xlarge", 24),
    (r"albert/albert-xxlarge", 12), (r"allenai/OLMo-1B", 16), (r"allenai/OLMo-7B", 32),
    (r"answerdotai/ModernBERT-base", 22), (r"answerdotai/ModernBERT-large", 28), (r"arcee-ai/AFM-4.5B", 36),
    (r"baidu/ERNIE-4.5-0.3B", 18), (r"baidu/ERNIE-4.5-21B", 28), (r"baidu/ERNIE-4.5-300B", 54),
    (r"ByteDance-Seed/Seed-OSS-36B", 64), (r"CohereLabs/c4ai-command-r7b", 32), (r"CohereLabs/c4ai-command-a", 64),
    (r"deepseek-ai/DeepSeek-(Coder-)?V2-Lite|deepseek-ai/DeepSeek-V2-Lite", 27), (r"deepseek-ai/DeepSeek-(Coder-)?V2", 60),
    (r"deepseek-ai/DeepSeek-(V3|R1)(?!-Distill)", 61), (r"facebook/bart-base", 6), (r"facebook/bart-large", 12),
    (r"facebook/xglm-(564M|1.7B)", 24), (r"facebook/xglm-(2.9B|4.5B)", 48), (r"facebook/xglm-7.5B", 32),
    (r"FacebookAI/xlm-roberta-base", 12), (r"FacebookAI/xlm-roberta-large", 24),
    (r"google/electra-(small|base)", 12), (r"google/electra-large", 24), (r"google/gemma-3n-E2B", 30),
    (r"google/gemma-3n-E4B", 35), (r"google/mt5-small", 8), (r"google/mt5-base", 12), (r"google/mt5-(large|xl|xxl)", 24),
    (r"google/vaultgemma-1b", 26), (r"Helsinki-NLP/opus-mt-", 6), (r"ibm-ai-platform/Bamba-9B", 32),
    (r"ibm-granite/granite-3.*1b-a400m", 24), (r"ibm-granite/granite-3.*3b-a800m", 32),
    (r"ibm-granite/granite-4.0-(h-)?(micro|tiny|small)", 40), (r"internlm/internlm2(_5)?-.*1_8b", 24),
    (r"internlm/internlm2(_5)?-.*7b", 32), (r"internlm/internlm2(_5)?-.*20b", 48), (r"karpathy/nanochat-d20", 20),
    (r"LGAI-EXAONE/EXAONE-(3.5|Deep)-2.4B", 30), (r"LGAI-EXAONE/EXAONE-(3.0|3.5|Deep)-7.8B", 32),
    (r"LGAI-EXAONE/EXAONE-(3.5|Deep|4.0)-32B", 64), (r"LGAI-EXAONE/EXAONE-4.0-1.2B", 30),
    (r"LiquidAI/LFM2-(350M|700M|1.2B)", 16), (r"LiquidAI/LFM2-2.6B", 30), (r"LiquidAI/LFM2-8B-A1B", 24),
    (r"meta-llama/Llama-4-(Scout|Maverick)", 48), (r"meta-models/Muse-Glimmer-30B", 52),
    (r"microsoft/bitnet-b1.58-2B", 30), (r"microsoft/(m?deberta-v3-(xsmall|base))", 12), (r"microsoft/deberta-v3-small", 6),
    (r"microsoft/deberta-v3-large", 24), (r"microsoft/Phi-3.5-MoE", 32), (r"MiniMaxAI/MiniMax-M2$", 62),
    (r"mistralai/Mistral-Small-3", 40), (r"moonshotai/(Kimi-Linear-48B|Moonlight-16B)", 27),
    (r"nomic-ai/nomic-embed-text-v1", 12), (r"nvidia/Nemotron-H-8B", 52), (r"nvidia/Nemotron-H-47B", 98),
    (r"nvidia/Nemotron-H-56B", 118), (r"nvidia/NVIDIA-Nemotron-Nano-9B-v2", 56), (r"nvidia/NVIDIA-Nemotron-Nano-12B-v2", 62),
    (r"nvidia/(Minitron-4B|Nemotron-Mini-4B)", 32), (r"nvidia/Minitron-8B", 32), (r"nvidia/Nemotron-4-340B", 96),
    (r"Qwen/Qwen1.5-MoE-A2.7B", 24), (r"Qwen/Qwen2-57B-A14B", 28), (r"Qwen/Qwen3-(VL-)?(30B-A3B|Coder-30B-A3B)", 48),
    (r"Qwen/Qwen3-(Coder-)?Next", 48), (r"Qwen/Qwen3-(VL-)?235B-A22B", 94), (r"Qwen/Qwen3-Coder-480B-A35B", 62),
    (r"Qwen/Qwen3-VL-2B", 28), (r"Qwen/Qwen3-VL-(4B|8B)", 36), (r"Qwen/Qwen3-VL-32B", 64),
    (r"rednote-hilab/dots.llm1", 62), (r"Salesforce/codegen-350M", 20), (r"Salesforce/codegen-2B", 32),
    (r"Salesforce/codegen-6B", 33), (r"Salesforce/codegen-16B", 34), (r"tiiuae/Falcon-H1-0.5B", 36),
    (r"tiiuae/Falcon-H1-1.5B-Deep", 66), (r"tiiuae/Falcon-H1-1.5B", 24), (r"tiiuae/Falcon-H1-3B", 32),
    (r"tiiuae/Falcon-H1-7B", 44), (r"tiiuae/Falcon-H1-34B", 72), (r"zai-org/GLM-4.5-Air", 46),
    (r"zai-org/GLM-4.[56](?!-Air|V)", 92), (r"(zai-org|THUDM)/glm-4-9b", 40), (r"zai-org/GLM-(4|Z1)-9B", 40),
    (r"zai-org/GLM-(4|Z1)-(32B|Rumination-32B)|zai-org/GLM-Z1-Rumination-32B", 61),
]]
there = {name.lower() for name, _ in lines}
lines += [(name, kind) for kind, names in others.items() for name in names if name.lower() not in there]
lines.sort(key=lambda line: line[0].lower())
(root / "Hub/KnownModels+Table2026.swift").write_text(
    "// Made by scripts/make-known-models-2026.py from TransformerLens 4's registry; lines are as long as names are.\n"
    "// swift-format-ignore-file\n\n"
    "extension KnownModels {\n"
    "  /// A model a line: its repository on the hub, its architecture, and its layers where these are known.\n"
    '  static let table2026 = """\n'
    + "\n".join(
        f"    {name} {architecture} {next((str(n) for pattern, n in layers if pattern.match(name)), '-')}"
        for name, architecture in lines)
    + '\n    """\n}\n')
print(len(lines), "models")
