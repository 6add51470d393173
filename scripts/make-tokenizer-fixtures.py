#!/usr/bin/env python3
"""Makes Tests/Fixtures/tokenizers/{corpus,pipelines}.json with Hugging Face's tokenizers.

Usage: pip install tokenizers; scripts/make-tokenizer-fixtures.py        (checked with tokenizers 0.23)

The folders in Tests/Fixtures/tokenizers (a small trained tokenizer.json of each kind, and what Hugging Face's
library makes of 77 texts with it) and split-vectors.json are input here.
"""
import json
import pathlib

from tokenizers import Tokenizer

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "tokenizers"
KINDS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
MASK = (1 << 64) - 1


class SplitMix64:
    """The random numbers of Tests/TestSupport/SeededGenerator.swift."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)


WORDS = {
    "english": """the of and to in is was that for it with as his on be at by had not are but from or have an they which
        one you were her all she there would their we him been has when who will more no if out so said what up its about
        into than them can only other new some could time these two may then do first any my now such like our over man me
        even most made after also did many before must through back years where much your way well down should because each
        just those people Mr how too little state good very make world still own see men work long get here between both
        life being under never day same another know while last might us great old year off come since against go came
        right used take three attention pattern transformer residual unbelievably antidisestablishmentarianism iPhone
        McDonald's O'Reilly don't I'll we've they'd it's HE'LL Can'T state-of-the-art e.g. i.e. U.S.A. naïve café résumé""",
    "greek": """και το να του την στην από είναι με για που τα δεν θα στο της οι μια ένα στη Ελλάδα κείμενο μεγάλη ψυχή
        ἀρχή ᾧ Ὀδυσσεύς λόγος ΑΘΗΝΑ ώρα ΐ ΰ""",
    "cyrillic": "и в не на я быть он с что а по это она этот к но они мы весь который ещё ёлка Москва українська",
    "arabic": "من في على إلى هذا كان التي العربية ١٢٣ مُحَمَّد شكراً",
    "indic": "में है की के से को हिन्दी मानक क़ நான் தமிழ் கொ ไทย ไม่มีช่องว่าง",
    "code": """def return import for(int i=0;i<n;++i){ } => != == :: -> self.x __init__ // /* */ #include <stdio.h> printf("%d\\n");
        https://example.com/a?b=c&d=%20 user@host.org camelCaseWord snake_case_word HTTPServer x86_64 0xFF 1e-5 [[]] {{}} &amp;""",
    "emoji": "🎉 👩‍💻 👨‍👩‍👧‍👦 🇩🇪 🇯🇵 👍🏽 ❤️ 🏳️‍🌈 ✨ ☎ 🤷‍♀️ 🧑🏿‍🚀",
    "marks": "e\u0301 o\u0302\u0323 \u0301\u0302 a\u0308\u0304 \u1e9b\u0323 \u212b \u2126 \u0344 \ufb01 \u3392 \u00bd \u2167 \u00b2 "
             "\u1100\u1161\u11a8 \uac00\u11a8 \u017f '\u017f \u0130 \u1e9e \u200d \u200b \ufeff \u00ad",
    "special": "<|endoftext|> <s> </s> <mask> [MASK] <|begin|> <|end|> <bos> <unk> [CLS] <0x0A> ▁",
}
SPACES = [" ", "  ", "   ", "        ", "\n", "\n\n", "\r\n", "\t", "\n    ", " \n \n", "\u00a0", "\u2003", "\u3000", "\u0085",
          "\u2028", "\x00", "\x1f", ""]
RANGES = [(0x4E00, 0x9FA5), (0xAC00, 0xD7A3), (0x3041, 0x30FE), (0x21, 0x7E), (0x10330, 0x1034A), (0x1D400, 0x1D454)]


def text(seed, size):
    """A text of at least `size` bytes: words, numbers and random characters, with all kinds of space between."""
    random = SplitMix64(seed)
    lists = [words.split() for words in WORDS.values()]
    parts, length = [], 0
    while length < size:
        kind = random.next() % 32
        if kind < 18:
            words = lists[0]
            part = words[random.next() % len(words)]
        elif kind < 26:
            words = lists[1 + random.next() % (len(lists) - 1)]
            part = words[random.next() % len(words)]
        elif kind < 29:
            part = str(random.next() % 10 ** (1 + random.next() % 9))
        else:
            first, last = RANGES[random.next() % len(RANGES)]
            count = 1 + random.next() % 8
            part = "".join(chr(first + random.next() % (last - first + 1)) for _ in range(count))
        part += " " if random.next() % 4 else SPACES[random.next() % len(SPACES)]
        parts.append(part)
        length += len(part.encode())
    return "".join(parts)


def fnv(numbers):
    """FNV-1a of the numbers, each as four little-endian bytes."""
    state = 0xCBF29CE484222325
    for number in numbers:
        for shift in (0, 8, 16, 24):
            state = ((state ^ (number >> shift & 0xFF)) * 0x100000001B3) & MASK
    return state


def corpus():
    seed, size, block = 20, 1_000_000, 4096
    content = text(seed, size)
    result = {
        "seed": seed, "size": size, "block": block, "spaces": SPACES, "ranges": RANGES,
        "words": [words.split() for words in WORDS.values()],
        "text": f"{fnv(content.encode()):016x}", "tokenizers": {},
    }
    for kind in KINDS:
        ids = Tokenizer.from_file(str(FOLDER / kind / "tokenizer.json")).encode(content, add_special_tokens=False).ids
        blocks = [ids[start:start + block] for start in range(0, len(ids), block)]
        result["tokenizers"][kind] = {"count": len(ids), "blocks": [f"{fnv(ids):016x}" for ids in blocks]}
    (FOLDER / "corpus.json").write_text(json.dumps(result) + "\n")


BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
VOWELS, NUMBERS, LETTER = {"Regex": "[aeiou]+"}, {"Regex": "\\p{N}{1,3}"}, {"String": "l"}
BERT = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}
NORMALIZERS = [
    {"type": "NFC"}, {"type": "NFD"}, {"type": "NFKC"}, {"type": "NFKD"}, {"type": "Lowercase"}, {"type": "StripAccents"},
    {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}]},
    {"type": "Strip", "strip_left": True, "strip_right": False}, {"type": "Strip", "strip_left": False, "strip_right": True},
    {"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
    {"type": "Replace", "pattern": VOWELS, "content": "é"}, {"type": "Replace", "pattern": VOWELS, "content": ""},
    {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}, BERT,
    dict(BERT, strip_accents=True, lowercase=False), dict(BERT, clean_text=False, strip_accents=False), {"type": "ByteLevel"},
]
PRETOKENIZERS = [
    {"type": "Whitespace"}, {"type": "WhitespaceSplit"}, {"type": "BertPreTokenizer"}, {"type": "Digits", "individual_digits": True},
    {"type": "Digits", "individual_digits": False}, {"type": "CharDelimiterSplit", "delimiter": "e"},
    {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
    {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": False},
    {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Punctuation", "behavior": "Isolated"}]},
] + [{"type": "Punctuation", "behavior": behavior} for behavior in BEHAVIORS] + [
    {"type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert}
    for pattern in (VOWELS, NUMBERS, LETTER, {"Regex": "(?=[A-Z])"}) for behavior in BEHAVIORS for invert in (False, True)
] + [
    {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": split}
    for scheme in ("always", "first", "never") for split in (True, False)
]
ADDED = [
    [("world", "single_word")], [("Hello", "lstrip"), ("Hello there", "rstrip")], [("É", "normalized"), ("caf", "normalized special")],
    [("  ", "normalized"), ("   ", "normalized")], [("<x>", "lstrip rstrip special"), ("ing", "single_word normalized")],
]
TEXTS = [
    "Hello world, Hello there worldly!", "  lead and trail  ", "don't  stop\n\nHTTPServer 12345 é É Café", "日本語 テスト ok", "x<x> y <x>\t<x>z",
    "\u00a0nb\u2003sp ﬁ ½ Ⅷ Å e\u0301o\u0302\u0323", "", " ", "İstanbul ẞß ǆ", "running ing kingdom", "a\u0301\u0302 \u0301", "각 가\u11a8", "▁a ▁▁b c▁",
]


def pipelines():
    """Tokenizers with one step changed, on the bytefallback-gemma model, which knows every text."""
    base = json.loads((FOLDER / "bytefallback-gemma" / "tokenizer.json").read_text())
    base.update(normalizer=None, pre_tokenizer=None, post_processor=None)
    variants = [{"normalizer": step} for step in NORMALIZERS] + [{"pre_tokenizer": step} for step in PRETOKENIZERS]
    variants += [{"pre_tokenizer": step, "post_processor": {"type": "ByteLevel", "add_prefix_space": flag, "trim_offsets": True, "use_regex": True}}
                 for step in PRETOKENIZERS[6:8] for flag in (False, True)]
    first = 1 + max(token["id"] for token in base["added_tokens"])
    for tokens in ADDED:
        flags = ("single_word", "lstrip", "rstrip", "normalized", "special")
        added = [dict({"id": first + index, "content": content}, **{flag: flag in names for flag in flags})
                 for index, (content, names) in enumerate(tokens)]
        for normalizer in (None, {"type": "Lowercase"}, {"type": "NFD"}):
            variants.append({"added_tokens": base["added_tokens"] + added, "normalizer": normalizer})
    result = []
    for variant in variants:
        tokenizer = Tokenizer.from_str(json.dumps(dict(base, **variant)))
        lines = []
        for line in TEXTS:
            encoding = tokenizer.encode(line, add_special_tokens=False)
            lines.append({"ids": encoding.ids, "offsets": [part for offsets in encoding.offsets for part in offsets]})
        result.append({"steps": variant, "results": lines})
    content = {"model": "bytefallback-gemma", "texts": TEXTS, "pipelines": result}
    (FOLDER / "pipelines.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


corpus()
pipelines()
