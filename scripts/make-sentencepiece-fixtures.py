#!/usr/bin/env python3
"""Makes Tests/Fixtures/sentencepiece: small SentencePiece models, and what SentencePiece and BERT's tokenizer make of texts.

Usage: pip install sentencepiece tokenizers; scripts/make-sentencepiece-fixtures.py
(checked with sentencepiece 0.2 and tokenizers 0.23; models are trained on Tests/Fixtures/prompts)
"""
import base64
import json
import pathlib

import sentencepiece
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

TESTS = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures"
FOLDER = TESTS / "sentencepiece"
TEXTS = [
    "", " ", "   ", "a", " a", "a ", "Hello world", "  two  spaces  ", "The quick brown fox jumps over the lazy dog.",
    "naïve café résumé", "ﬁne ① ２ Ⅷ ½ ㎏", "e\u0301 o\u0302 \u212b \uac00\u11a8", "日本語テキスト", "emoji 🎉 👩‍💻 x", "tab\tnew\nline",
    "a\u00a0b\u3000c", "▁already ▁there", "x▁y", "<0x0A> literal", "zero\u200bwidth", "ΑΘΗΝΑ ώρα", "don't can't I'll",
    "http://example.com/a?b=c&d=%20", "1234567890 3.14159", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "mixed <sep> symbol<sep>inside", "क़ हिन्दी", "\u0344 \u1e9b\u0323", "\ufeffbom", "a\u0000b", "الْعَرَبِيَّة", "ｶﾞ ﾊﾟ",
]
PROMPTS = [json.loads(line)["text"] for line in open(TESTS / "prompts" / "prompts.jsonl")]
TEXTS += [text[:400] for text in PROMPTS[:40]]
KINDS = {
    "llama": dict(model_type="bpe", byte_fallback=True, normalization_rule_name="identity", vocab_size=600,
                  remove_extra_whitespaces=False),
    "bpe": dict(model_type="bpe", normalization_rule_name="identity", vocab_size=500, user_defined_symbols=["<sep>"]),
    "gemma": dict(model_type="bpe", byte_fallback=True, normalization_rule_name="identity", vocab_size=700,
                  remove_extra_whitespaces=False, add_dummy_prefix=False),
    "unigram": dict(model_type="unigram", normalization_rule_name="identity", vocab_size=500,
                    user_defined_symbols=["<sep>"]),
    "unigram-bytes": dict(model_type="unigram", normalization_rule_name="identity", vocab_size=700, byte_fallback=True),
    "t5": dict(model_type="unigram", normalization_rule_name="nmt_nfkc", vocab_size=500),
}

FOLDER.mkdir(exist_ok=True)
corpus = [line for text in PROMPTS for line in text.split("\n") if line.strip()]
expected = {}
for kind, options in KINDS.items():
    prefix = FOLDER / kind
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus), model_prefix=str(prefix), character_coverage=0.9995, num_threads=1,
        hard_vocab_limit=False, minloglevel=2, **options)
    prefix.with_suffix(".vocab").unlink()
    processor = sentencepiece.SentencePieceProcessor(model_file=str(prefix) + ".model")
    ids = [processor.encode(text) for text in TEXTS]
    expected[kind] = {
        "ids": ids, "decoded": [processor.decode(line) for line in ids],
        "pieces": [processor.id_to_piece(i) for i in range(len(processor))],
        "scores": [processor.get_score(i) for i in range(len(processor))],
        "types": [2 if processor.is_unknown(i) else 3 if processor.is_control(i) else 6 if processor.is_byte(i) else
                  5 if processor.is_unused(i) else 4 if processor.id_to_piece(i) == "<sep>" else 1
                  for i in range(len(processor))]}

# T5's tokenizer.json: the table of characters as Hugging Face's library applies it.
model = (FOLDER / "t5.model").read_bytes()


def fields(data):
    """The length-delimited fields of a protocol buffer."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 2:
            size = varint()
            yield key >> 3, data[at : at + size]
            at += size
        elif key & 7 == 0:
            varint()
        else:
            at += 4 if key & 7 == 5 else 8


charsmap = dict(fields(dict(fields(model))[3]))[2]
hf = Tokenizer(models.Unigram(
    list(zip(expected["t5"]["pieces"], expected["t5"]["scores"])), unk_id=0, byte_fallback=False))
hf.normalizer = normalizers.Precompiled(charsmap)
hf.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
hf.decoder = decoders.Metaspace()
settings = json.loads(hf.to_str())
# the table is in t5.model, and is put in from there
assert base64.b64decode(settings["normalizer"]["precompiled_charsmap"]) == charsmap
settings["normalizer"]["precompiled_charsmap"] = ""
(FOLDER / "t5.json").write_text(json.dumps(settings))
expected["t5-json"] = {"ids": [hf.encode(text, add_special_tokens=False).ids for text in TEXTS]}
(FOLDER / "expected.json").write_text(json.dumps({"texts": TEXTS, "kinds": expected}))
