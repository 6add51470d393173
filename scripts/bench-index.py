#!/usr/bin/env python3
"""Times the index of a folder of many prompts, and a search that stops at its limit.

    scripts/bench-index.py PLENS [PROMPTS]    100,000 without

Of each step the seconds of the clock, and of the program's processors, the median of five runs, of a server twenty.
"""
import base64
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

plens, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
WORDS = (pathlib.Path(__file__).resolve().parent.parent / "README.md").read_text().lower()
WORDS = sorted(set(re.findall(r"[a-z]{3,}", WORDS)))


def prompts(folder):
    """A folder of captures without arrays."""
    subprocess.run([plens, "--no-init", "capture", "a b", "-m", "demo", "-o", folder], check=True, capture_output=True)
    chance, lines = random.Random(18), []
    for number in range(count):
        text = " ".join(chance.choices(WORDS, k=30)) + f" {number}"
        name = base64.urlsafe_b64encode(hashlib.md5(text.encode()).digest()).decode().rstrip("=")
        prompt = json.dumps({"text": text, "hash": name, "tokens": text.split(), "n_tokens": 31, "meta": {}})
        place = folder / "demo/prompts" / name
        place.mkdir()
        (place / "prompt.json").write_text(prompt)
        lines.append(prompt + "\n")
    with open(folder / "demo/prompts.jsonl", "a") as file:
        file.writelines(lines)


def processor_seconds(server):
    """Of the programs that have ended, or of a server that runs."""
    if server:
        fields = pathlib.Path(f"/proc/{server.pid}/stat").read_text().rsplit(")")[-1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(title, step, runs=5, server=None):
    clock, processors = [], []
    for _ in range(runs):
        before, begin = processor_seconds(server), time.perf_counter()
        step()
        clock.append(time.perf_counter() - begin)
        processors.append(processor_seconds(server) - before)
    print(f"{title:62s} {statistics.median(clock):7.3f} s, {statistics.median(processors):7.3f} s of processors", flush=True)


def run(*words):
    return lambda: subprocess.run([plens, "--no-init", *map(str, words)], check=True, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)


with tempfile.TemporaryDirectory() as name:
    root = pathlib.Path(name)
    os.environ["XDG_CACHE_HOME"] = str(root / "cache")
    prompts(root / "data")
    first, second = WORDS[10], WORDS[20]
    search = run("-c", f"prompts search '{first} NEAR {second}' --from {root / 'data'}")
    timed("a program that does nothing", run("-c", "echo"))
    timed(f"prompts search, the index of {count:,} made", search, 1)
    timed("prompts search, which has an index", search)
    timed("the same of one frequent word", run("-c", f"prompts search {first} --from {root / 'data'}"))

    server = subprocess.Popen([plens, "--no-init", "serve", root / "data", "--port", "0"], stderr=subprocess.PIPE, text=True)
    address = re.search(r"http://[0-9.:]+/", server.stderr.readline())[0]

    def page(path):
        return lambda: urllib.request.urlopen(address + path).read()

    timed("the page's list of prompts, its first time", page("api/prompts?models=demo&from=0&count=100"), 1, server)
    timed("the same again", page("api/prompts?models=demo&from=0&count=100"), 20, server)
    timed("the page's field: parts of two words", page(f"api/prompts?models=demo&search={first[:3]}+{second[:3]}&from=0&count=100"), 20, server)
    server.terminate()
    server.wait()

    texts = root / "texts.jsonl"
    with open(texts, "w") as file:
        for number in range(2000):
            file.write(json.dumps({"text": " ".join(random.Random(number).choices(WORDS, k=20))}) + "\n")
    find = ["find", texts, "L1", "--where", "A > 0.4", "-m", "demo", "--limit"]
    timed("find in 2,000 texts --limit 10", run(*find, 10))
    timed("find in 2,000 texts, to their end", run(*find, 1_000_000), 1)
