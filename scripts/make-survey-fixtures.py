#!/usr/bin/env python3
"""Makes Tests/Fixtures/surveys: 500 texts, and what NumPy counts in the patterns that plens saves of them.

    scripts/make-survey-fixtures.py PLENS

Patterns are compared with other programs' elsewhere; here it is what a survey counts in them that is computed a second
time, by its definitions, from one array a text.
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

root = pathlib.Path(__file__).resolve().parent.parent
folder = root / "Tests/Fixtures/surveys"
plens = sys.argv[1]
SCORES = ["previous", "first", "duplicate", "induction", "entropy", "distance"]
TOP, EXAMPLES, SEED, LONGEST = 4, 1, 7, 256
QUANTILES = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]


def texts():
    found = []
    for line in open(root / "Tests/Fixtures/prompts/prompts.jsonl"):
        for part in re.split(r"(?<=[.;!?]) +", json.loads(line)["text"]):
            if 15 <= len(part) <= 160 and part not in found:
                found.append(part)
    return found[:500]


def row_scores(pattern, ids):
    """Each score's row values, NaN where a row has none; row 0 has none at all."""
    n = len(ids)
    rows = {name: np.full(n, np.nan) for name in SCORES}
    for q in range(1, n):
        seen = pattern[q, : q + 1].astype(np.float64)
        rows["previous"][q] = seen[q - 1]
        rows["first"][q] = seen[0]
        earlier = [k for k in range(q) if ids[k] == ids[q]]
        if earlier:
            rows["duplicate"][q] = sum(seen[k] for k in earlier)
            rows["induction"][q] = sum(seen[k + 1] for k in earlier)
        positive = seen[seen > 0]
        rows["entropy"][q] = -(positive * np.log(positive)).sum() / np.log(q + 1)
        rows["distance"][q] = (seen * (q - np.arange(q + 1))).sum()
    return rows


def window_scores(texts, longest):
    """Of each head and score, over windows of so many tokens: how many have it, in how many texts, mean and spread."""
    scratch = pathlib.Path(tempfile.mkdtemp())
    script, read = "load demo\n", []
    for number, text in enumerate(texts):
        said = subprocess.run([plens, "--no-init", "tokens", "-m", "demo", "--mode", "json", text],
                              check=True, capture_output=True, text=True).stdout
        ids = json.loads(said)["ids"][1:]
        for start in range(0, len(ids), longest - 1):
            read.append((number, [0] + ids[start : start + longest - 1]))
            place = len(read) - 1
            script += f"capture --ids '{' '.join(map(str, read[-1][1]))}' --force | export L* -o w{place}.npz\n"
    (scratch / "windows.plens").write_text(script)
    subprocess.run([plens, "--no-init", "run", "windows.plens"], check=True, cwd=scratch, capture_output=True)
    scores = np.full((len(read), 24, len(SCORES)), np.nan)
    for place, (_, ids) in enumerate(read):
        archive = np.load(scratch / f"w{place}.npz")
        for name in archive.files:
            layer, index = map(int, re.search(r"L(\d+)H(\d+)$", name).groups())
            rows = row_scores(archive[name], ids)
            for score, score_name in enumerate(SCORES):
                if np.isfinite(rows[score_name]).any():
                    scores[place, 6 * layer + index, score] = np.float32(np.nanmean(rows[score_name]))
    found = []
    for head in range(24):
        of_head = {}
        for score, name in enumerate(SCORES):
            there = np.isfinite(scores[:, head, score])
            numbers = scores[there, head, score]
            of_head[name] = {
                "windows": len(numbers), "texts": len({read[place][0] for place in np.flatnonzero(there)}),
                "mean": numbers.mean(), "std": numbers.std(ddof=1)}
        found.append(of_head)
    return {"windows": len(read), "texts": len(texts), "max_tokens": longest, "heads": found}


def distance_bin(places):
    return places if places < 64 else 64 + places.bit_length() - 7


folder.mkdir(parents=True, exist_ok=True)
corpus = texts()
with open(folder / "texts.jsonl", "w") as file:
    for text in corpus:
        file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
work = tempfile.mkdtemp()
subprocess.run([plens, "capture", "-m", "demo", folder / "texts.jsonl", "-o", work], check=True)

values, peaks, keys, vocabulary = [], [], [], {}
distances = np.zeros((24, 79))
histograms = {"entropy": np.zeros((24, 20)), "first": np.zeros((24, 20))}
at, since = [{} for _ in range(24)], [{} for _ in range(24)]
read, asked = {}, {}
for text in corpus:
    digest = hashlib.md5(text.encode()).digest()
    name = __import__("base64").urlsafe_b64encode(digest).decode().rstrip("=")
    place = pathlib.Path(work) / "demo/prompts" / name
    archive = np.load(place / "activations.npz")
    pattern = np.concatenate([archive[f"blocks.{l}.attn.hook_pattern"][0] for l in range(4)])
    tokens = ["<|endoftext|>"] + json.load(open(place / "prompt.json"))["tokens"]
    n = len(tokens)
    assert pattern.shape == (24, n, n), (pattern.shape, n)
    keys.append(digest.hex())
    own, own_peaks = np.full((24, len(SCORES)), np.nan), np.zeros((24, len(SCORES), 2), int)
    for place, token in enumerate(tokens):
        read[token] = read.get(token, 0) + 1
        if place:
            asked[token] = asked.get(token, 0) + 1
    for head in range(24):
        rows = row_scores(pattern[head], tokens)
        for score, score_name in enumerate(SCORES):
            if np.isfinite(rows[score_name]).any():
                own[head, score] = np.float32(np.nanmean(rows[score_name]))
                query = int(np.nanargmax(rows[score_name]))
                own_peaks[head, score] = query, int(np.argmax(pattern[head, query]))
        for q in range(1, n):
            for k in range(q + 1):
                distances[head, distance_bin(q - k)] += pattern[head, q, k]
                at[head][tokens[k]] = at[head].get(tokens[k], 0) + float(pattern[head, q, k])
            since[head][tokens[q]] = since[head].get(tokens[q], 0) + max(0, 1 - float(pattern[head, q, 0]))
            histograms["entropy"][head, min(19, int(np.float32(rows["entropy"][q]) * np.float32(20)))] += 1
            histograms["first"][head, min(19, int(pattern[head, q, 0] * np.float32(20)))] += 1
    values.append(own)
    peaks.append(own_peaks)

values, peaks = np.array(values), np.array(peaks)
lots = [hashlib.md5(f"{SEED} {key}".encode()).digest()[:8] for key in keys]


def entry(text, head, score):
    return [keys[text], values[text, head, score], *map(int, peaks[text, head, score])]


heads = []
for head in range(24):
    of_head = {}
    for score, name in enumerate(SCORES):
        column = values[:, head, score]
        there = [t for t in range(len(corpus)) if np.isfinite(column[t])]
        numbers = column[there]
        tenths = []
        for tenth in range(10):
            scale = LONGEST - 1 if name == "distance" else 1
            among = [t for t in there if min(9, int(column[t] / scale * 10)) == tenth]
            among.sort(key=lambda t: (lots[t], keys[t]))
            tenths.append([entry(t, head, score) for t in among[:EXAMPLES]])
        highest = sorted(there, key=lambda t: (-column[t], keys[t]))[:TOP]
        of_head[name] = {
            "texts": len(there), "mean": numbers.mean(), "std": numbers.std(ddof=1),
            "quantiles": list(np.quantile(numbers, QUANTILES)),
            "top": [entry(t, head, score) for t in highest], "examples": tenths,
        }

    def highest_tokens(masses, counts):
        total = sum(masses.values())
        order = sorted(masses, key=lambda token: -masses[token])[:5]
        return [[token, masses[token] / total, masses[token] / counts[token]] for token in order]

    heads.append({
        "scores": of_head, "distances": list(distances[head] / distances[head].sum()),
        "entropy": list(histograms["entropy"][head] / histograms["entropy"][head].sum()),
        "first": list(histograms["first"][head] / histograms["first"][head].sum()),
        "at": highest_tokens(at[head], read), "from": highest_tokens(since[head], asked),
    })


def rounded(value):
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value


with open(folder / "expected.json", "w") as file:
    json.dump(rounded({"heads": heads, "texts": len(corpus)}), file, separators=(",", ":"))
    file.write("\n")

with open(folder / "windows.json", "w") as file:
    json.dump(rounded(window_scores(corpus[:60], 9)), file, separators=(",", ":"))
    file.write("\n")
