#!/usr/bin/env python3
"""Tells how many megabytes of English a second the tokenizers turn into tokens, beside Hugging Face's, on one core.

    python3 scripts/bench-tokenizers.py [BENCHMARK]

BENCHMARK is the project's benchmark program. The text is 12 MB of the prompts' paragraphs in random orders; both
encode the same paragraphs one by one, and the numbers of tokens must agree.
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / ".build" / "bench-tokenizers"
FIXTURES = ROOT / "Tests/Fixtures"
KINDS = ["bytelevel-gpt2", "wordpiece-bert-uncased", "wordpiece-bert-cased", "unigram-metaspace", "bytefallback-llama2"]


def prepare():
    """The Python of a virtual environment with Hugging Face's tokenizers."""
    python = WORK / "venv/bin/python"
    if not (WORK / "ready").exists():
        venv.create(WORK / "venv", with_pip=True, clear=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "tokenizers==0.23.3"], check=True)
        (WORK / "ready").touch()
    return python


def encode(path, folders):
    """Runs inside the virtual environment."""
    from tokenizers import Tokenizer

    lines = pathlib.Path(path).read_text(encoding="utf-8").split("\n")
    size = sum(len(line.encode()) for line in lines)
    for folder in folders:
        tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
        start = time.process_time()
        count = sum(len(tokenizer.encode(line, add_special_tokens=False).ids) for line in lines)
        print(pathlib.Path(folder).name, count, size / 1e6 / (time.process_time() - start))


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build/release/benchmark"
    with open(FIXTURES / "prompts/prompts.jsonl", encoding="utf-8") as file:
        texts = [line for record in file for line in json.loads(record)["text"].split("\n") if line]
    order, lines, size = random.Random(0), [], 0
    while size < 12_000_000:
        order.shuffle(texts)
        lines += texts
        size += sum(len(text.encode()) for text in texts)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write("\n".join(lines))
        file.flush()
        folders = [str(FIXTURES / "tokenizers" / kind) for kind in KINDS]
        environment = {**os.environ, "TOKENIZERS_PARALLELISM": "false"}
        results = []
        for command in (
            [program, "tokenizers", file.name, *folders],
            [prepare(), __file__, "--inside", file.name, *folders],
        ):
            run = subprocess.run(command, text=True, check=True, capture_output=True, env=environment)
            results.append([line.split() for line in run.stdout.splitlines()])
    print(f"{'tokenizer':24} {'MB/s':>8} {'Hugging Face':>14} {'ratio':>7}")
    for (kind, count, rate), (_, expected, theirs) in zip(*results):
        print(f"{kind:24} {float(rate):8.2f} {float(theirs):14.2f} {float(rate) / float(theirs):7.1f}")
        if count != expected:
            sys.exit(f"{kind}: {count} tokens, Hugging Face has {expected}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        encode(sys.argv[2], sys.argv[3:])
    else:
        main()
