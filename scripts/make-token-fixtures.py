#!/usr/bin/env python3
"""Makes Tests/Fixtures/tokenizers/elsewhere.json: tokens that other files than the tokenizer's own decide about.

Usage: pip install 'transformers<5' tokenizers sentencepiece; scripts/make-token-fixtures.py
"folders": tokens that stand only beside a tokenizer.json, as transformers.AutoTokenizer adds them. "sentencepiece": text beside
special tokens, as Llama 2's tokenizer.json reads it, for a GGUF vocabulary of the same pieces. "model": the same for a
tokenizer.model with added tokens. "names": what the pre-tokenizers make that GGUF files name, by the steps of tokenizer.json.
"""
import json
import pathlib
import shutil
import tempfile

import tokenizers
import transformers
from tokenizers import Regex, pre_tokenizers

TESTS = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures"
START = "<|im_start|>"
ENTRY = dict(content=START, lstrip=False, rstrip=False, single_word=False, normalized=False, special=True)
FAST = dict(tokenizer_class="PreTrainedTokenizerFast")
result = {}

folders = []
for files in [
    {"tokenizer_config.json": FAST | dict(added_tokens_decoder={"1200": ENTRY})},
    {"tokenizer_config.json": FAST | dict(additional_special_tokens=[START])},
    {"tokenizer_config.json": FAST, "special_tokens_map.json": dict(additional_special_tokens=[START])},
    {"tokenizer_config.json": FAST, "special_tokens_map.json": dict(additional_special_tokens=[ENTRY | dict(lstrip=True)])},
    {"tokenizer_config.json": FAST | dict(pad_token=START)},
    {"tokenizer_config.json": FAST | dict(pad_token=START, additional_special_tokens=["<a>", "<b>"])},
    {"tokenizer_config.json": FAST | dict(mask_token=ENTRY | dict(lstrip=True, __type="AddedToken"))},
    {"tokenizer_config.json": FAST, "added_tokens.json": {START: 1200}},
    {"tokenizer_config.json": FAST | dict(pad_token="the")},
]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(TESTS / "tokenizers/bytelevel-gpt2/tokenizer.json", folder)
        for name, content in files.items():
            (pathlib.Path(folder) / name).write_text(json.dumps(content))
        oracle = transformers.AutoTokenizer.from_pretrained(folder)
        texts = [START + "user hi", f"a {START} b", f"x  {START}\n", "hi", "<b>hi<a>", "in the end"]
        folders.append({"files": files, "texts": texts, "ids": [oracle(t, add_special_tokens=False).input_ids for t in texts]})
result["folders"] = folders

TEXTS = ["user", START + "user", START + " user", START + "  user", f"hi{START}user hi", "[INST]the store", "[INST] the store[INST]",
         "the </s> store", "the</s>store", "  the", "the  ", "a\nb", "\n", "caf\u00e9 \U0001F600", "<s>uns", f"x {START}\nuser",
         "\u2581the", " ", "</s>\n", f"{START}{START} ", f"{START} </s> the"]
whole = json.loads((TESTS / "tokenizers/bytefallback-llama2/tokenizer.json").read_text())
flags = dict(lstrip=False, rstrip=False, single_word=False, normalized=False)
whole["added_tokens"] += [dict(id=1500, content=START, special=False) | flags, dict(id=1501, content="[INST]", special=True) | flags]
oracle = tokenizers.Tokenizer.from_str(json.dumps(whole))
pieces = sorted(whole["model"]["vocab"], key=whole["model"]["vocab"].get) + [START, "[INST]"]
ranks = {}
for rank, merge in enumerate(whole["model"]["merges"]):
    ranks.setdefault("".join(merge) if isinstance(merge, list) else merge.replace(" ", ""), rank)


def kind(piece):
    if piece == "<unk>":
        return 2
    if piece in ("<s>", "</s>", "[INST]"):
        return 3
    return 4 if piece == START else 6 if piece.startswith("<0x") and len(piece) == 6 else 1


result["sentencepiece"] = {
    "pieces": pieces, "scores": [-float(ranks.get(p, 100000)) for p in pieces], "types": [kind(p) for p in pieces],
    "texts": TEXTS, "ids": [oracle.encode(t, add_special_tokens=False).ids for t in TEXTS]}

with tempfile.TemporaryDirectory() as folder:
    shutil.copy(TESTS / "sentencepiece/llama.model", folder + "/tokenizer.model")
    oracle = transformers.LlamaTokenizerFast(folder + "/tokenizer.model", legacy=True, add_bos_token=False, add_prefix_space=True)
    size = len(oracle)
    oracle.add_tokens([tokenizers.AddedToken(START, normalized=False, special=True)])
    result["model"] = {
        "files": {"tokenizer_config.json": {"added_tokens_decoder": {str(size): ENTRY}}},
        "texts": TEXTS, "ids": [oracle(t, add_special_tokens=False).input_ids for t in TEXTS]}

CASED = ("A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝ\u1F5F-\u1F7Dᾀ-ᾴᾶ-ᾼ\u1FBEῂ-ῄῆ-ῌ"
         "\u1FD0-\u1FD3\u1FD6-\u1FDBῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝ\u2124\u2126\u2128\u212A-\u212Dℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃")
HAN = "[一-龥ࠀ-一가-퟿]+"
MARKS = r" ?[^(\s|.,!?…。，、।۔،)]+"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace("{1,3}", "")
DEEPSEEK3 = (r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|"
             r"\s*[\r\n]+|\s+(?!\S)|\s+")
SEED = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+"


def splits(*patterns):
    return [pre_tokenizers.Split(Regex(p), "isolated") for p in patterns]


GPT2 = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
DIGITS, DIGIT = pre_tokenizers.Digits(individual_digits=False), pre_tokenizers.Digits(individual_digits=True)
NAMES = {
    "falcon": [pre_tokenizers.Punctuation("contiguous"), GPT2, DIGITS, *splits("[0-9][0-9][0-9]")],
    "deepseek-coder": [*splits(r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", HAN), DIGIT, BYTES],
    "deepseek-llm": [*splits(r"[\r\n]", r"\s?[" + CASED + "]+", r"\s?[!-/:-~！-／：-～‘-‟　-。]+", r"\s+$", HAN), DIGITS, BYTES],
    "deepseek-v3": [*splits(r"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+", DEEPSEEK3), BYTES],
    "pixtral": [*splits(LLAMA3), BYTES], "falcon-h1": [*splits(LLAMA3), BYTES], "midm-2.0": [*splits(LLAMA3), BYTES],
    "glm4": [*splits(LLAMA3), BYTES], "hunyuan": [*splits(QWEN2), BYTES], "seed-coder": [*splits(SEED), BYTES],
    "viking": [*splits(MARKS), DIGIT, BYTES], "bloom": [*splits(MARKS), BYTES],
    "minerva-7b": [DIGIT, GPT2], "exaone": [DIGIT, GPT2], "smollm": [DIGIT, GPT2],
    "trillion": [GPT2], "jais": [GPT2], "exaone4": [GPT2],
    "superbpe": [*splits(r"\p{N}+", r"(?=(\d{3})+(?!\d))"), BYTES],
}
TEXTS = ["Hello world, the store 1234 don't", "the store 1234567 12 3", "a\n\nb\r\n c  ", "naïve café 日本語 ひらがな 한국어 Ωμέγα",
         "x_y(z)=\"it's\" && a/b;", "(hello) [there] <b>|c|~d`e`", "  two   spaces\tand\ttabs ", "I'LL we're 'tis", "中文,标点。和数字123混合", "🎉 party!"]
source = json.loads((TESTS / "tokenizers/bytelevel-gpt2/tokenizer.json").read_text())
names = {}
for name, steps in NAMES.items():
    oracle = tokenizers.Tokenizer.from_str(json.dumps(source))
    oracle.pre_tokenizer = pre_tokenizers.Sequence(steps)
    ignores = name in ("pixtral", "falcon-h1", "midm-2.0")
    if ignores:
        changed = json.loads(oracle.to_str())
        changed["model"]["ignore_merges"] = True
        oracle = tokenizers.Tokenizer.from_str(json.dumps(changed))
    names[name] = [oracle.encode(t, add_special_tokens=False).ids for t in TEXTS]
result["names"] = {"texts": TEXTS, "ids": names}
(TESTS / "tokenizers/elsewhere.json").write_text(json.dumps(result) + "\n")
