#!/usr/bin/env python3
"""Makes Tests/Fixtures/tokenizers/families.json: small tokenizers with the steps of Qwen3.5, Gemma 4, DeepSeek V3, Llama 4 and ModernBERT.

Usage: pip install transformers==5.24.0; scripts/make-family-tokenizers.py
The steps are those of transformers' classes, or of the models' tokenizer.json; the vocabularies are trained on README.md. For each
its tokenizer.json, the name that GGUF files give it, and what Hugging Face's library makes of some texts, special tokens included.
"""
import json, pathlib

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers.models.qwen3_5.tokenization_qwen3_5 import PRETOKENIZE_REGEX as QWEN35

ROOT = pathlib.Path(__file__).resolve().parent.parent
O200K = "|".join([
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
DEEPSEEK = [
    r"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|"
    r"\s*[\r\n]+|\s+(?!\S)|\s+"]


def byte_level(*expressions, regex=False):
    splits = [pre_tokenizers.Split(Regex(one), "isolated") for one in expressions]
    return pre_tokenizers.Sequence(splits + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=regex)])


def steps(name):
    if name == "gemma4":
        tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
        tokenizer.normalizer = normalizers.Replace(" ", "▁")
        tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
        tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
        special = ["<pad>", "<eos>", "<bos>", "<unk>"] + [f"<0x{byte:02X}>" for byte in range(256)]
        return tokenizer, special, ("<bos>", None), "gemma4"
    tokenizer = Tokenizer(models.BPE(ignore_merges=name == "llama4"))
    tokenizer.decoder = decoders.ByteLevel()
    if name == "qwen3_5":
        tokenizer.normalizer = normalizers.NFC()
        tokenizer.pre_tokenizer = byte_level(QWEN35)
        return tokenizer, ["<|endoftext|>", "<|im_start|>"], None, "qwen35"
    if name == "deepseek_v3":
        tokenizer.pre_tokenizer = byte_level(*DEEPSEEK)
        return tokenizer, ["<｜begin▁of▁sentence｜>"], ("<｜begin▁of▁sentence｜>", None), "deepseek-v3"
    if name == "llama4":
        tokenizer.pre_tokenizer = byte_level(O200K)
        return tokenizer, ["<|begin_of_text|>", "<|header_start|>"], ("<|begin_of_text|>", None), "llama4"
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = byte_level(regex=True)
    return tokenizer, ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"], ("[CLS]", "[SEP]"), "modern-bert"


TEXTS = [
    "The cat sat on the mat.", "  two  spaces   three", "don't WON'T it's I'LL", "12345 x 1 22 333 4444",
    "line\nbreak\r\n\r\nlines\n", "naïve café e\u0301a\u0308 Zürich", "日本語のテキスト、漢字とかな", "हिन्दी में लिखा हुआ", "عربى نص", "a\tb\u00a0c\u2003d",
    "HTTPServerError camelCase XMLHttp", "x=y+z; foo(bar)[1]!!! ...", "emoji 😀👍🏽 end", "мир и Мир", "", " ", "\n\n", "(Hello) 'world'", "e.g. https://a.b/c?d=1",
    "สวัสดีครับ", "ﬁ ½ Ⅷ", "<|im_start|>user <bos> [MASK] x"]
readme = (ROOT / "README.md").read_text()
result = {"texts": TEXTS, "kinds": {}}
for name in ["qwen3_5", "gemma4", "deepseek_v3", "llama4", "modernbert"]:
    tokenizer, special, ends, pre = steps(name)
    alphabet = [] if name == "gemma4" else pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=700, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([readme] + TEXTS * 3, trainer)
    if ends:
        first, last = ends
        one = [f"{first}:0", "$A:0"] + ([f"{last}:0"] if last else [])
        tokenizer.post_processor = processors.TemplateProcessing(
            single=one, special_tokens=[(token, tokenizer.token_to_id(token)) for token in ends if token])
    written = json.loads(tokenizer.to_str())
    if name == "gemma4":  # bytes are tokens of the model, not of the text
        written["added_tokens"] = [token for token in written["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(written))
    encoded = [tokenizer.encode(text) for text in TEXTS]
    plain = [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS]
    result["kinds"][name] = {
        "tokenizer": written, "pre": pre, "ids": [one.ids for one in encoded], "plain": plain,
        "decoded": [tokenizer.decode(ids, skip_special_tokens=False) for ids in plain]}
path = ROOT / "Tests/Fixtures/tokenizers/families.json"
path.write_text(json.dumps(result, ensure_ascii=True, separators=(",", ":")) + "\n")
print(path.stat().st_size, "bytes")
