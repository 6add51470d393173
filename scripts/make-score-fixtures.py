#!/usr/bin/env python3
"""Writes Tests/Fixtures/figures/head-scores.json: patterns, tokens, and their scores computed with NumPy.

    make-score-fixtures.py OUTPUT.json

The scores are those of Sources/Figures/Scores/HeadScores.swift, written down again as matrix expressions. The numbers
under "detector" follow the definition that TransformerLens documents for head_detector.detect_head: a detection pattern
of ones and zeros per kind of head; "mul" is the share of all attention that falls on its ones, "abs" is one minus the
mean absolute difference times the number of tokens, rounded to three places. The sequences are those of its own tests
(a regular one, two that repeat, a padded one), split at words, with a BOS before them.
"""
import json
import sys

import numpy as np

SEQUENCES = [
    " four token sequence",
    " seven token sequence seven token sequence",
    " one two three one two three",
    " 2 2 2 seven token seq",
]


def pattern_of(n, rng, sharpness):
    scores = rng.normal(size=(n, n)) * sharpness
    scores[np.triu_indices(n, 1)] = -np.inf
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def detection_patterns(tokens):
    ids = np.unique(tokens, return_inverse=True)[1]
    n = len(ids)
    same = np.tril(ids[:, None] == ids[None, :], -1).astype(float)
    after = np.zeros((n, n))
    after[:, 1:] = same[:, :-1]
    return {"previous": np.eye(n, k=-1), "duplicate": same, "induction": np.tril(after)}


def detector(pattern, detection):
    share = (pattern * detection).sum() / pattern.sum()
    difference = np.abs(pattern - detection)
    return {"mul": share, "abs": 1 - round(float(difference.mean() * len(pattern)), 3)}


def mean(values):
    values = np.asarray(values, dtype=float)
    return None if values.size == 0 else float(values.mean())


def scores(pattern, tokens):
    a = pattern.astype(np.float64)
    n = len(a)
    rows = np.arange(1, n)
    detection = detection_patterns(tokens)
    repeats = detection["duplicate"].sum(axis=1) > 0
    positive = np.where(a > 0, a, 1)
    entropy = -(a * np.log(positive)).sum(axis=1)
    places = np.arange(n)
    return {
        "previous": mean(np.diagonal(a, -1)),
        "self": mean(np.diagonal(a)[1:]),
        "first": mean(a[1:, 0]),
        "offset(2)": mean(np.diagonal(a, -2)),
        "offset(3)": mean(np.diagonal(a, -3)),
        "offset(0)": mean(np.diagonal(a)[1:]),
        "entropy": mean(entropy[1:] / np.log(rows + 1)),
        "distance": mean((a * (places[:, None] - places[None, :])).sum(axis=1)[1:]),
        "duplicate": mean((a * detection["duplicate"]).sum(axis=1)[repeats]),
        "induction": mean((a * detection["induction"]).sum(axis=1)[repeats]),
        "max": mean(a.max(axis=1)[1:]),
    }


def case(tokens, pattern):
    detection = detection_patterns(tokens)
    return {
        "tokens": tokens,
        "pattern": [float(value) for value in pattern.ravel()],
        "scores": scores(pattern, tokens),
        "repeating": int((detection["duplicate"].sum(axis=1) > 0).sum()),
        "detector": {name: detector(pattern, ones) for name, ones in detection.items()},
    }


def main():
    rng = np.random.default_rng(7)
    cases = []
    for sequence in SEQUENCES:
        tokens = ["<|endoftext|>"] + [" " + word for word in sequence.split()]
        for sharpness in (0.5, 3):
            cases.append(case(tokens, pattern_of(len(tokens), rng, sharpness)))
    tokens = [str(token) for token in rng.integers(0, 12, size=40)]
    cases.append(case(tokens, pattern_of(40, rng, 2)))
    cases.append(case(["a"], np.ones((1, 1), dtype=np.float32)))
    one_hot = np.zeros((7, 7), dtype=np.float32)
    one_hot[np.arange(7), [0, 0, 1, 2, 2, 3, 4]] = 1  # a perfect induction head on the second sequence
    cases.append(case(["<|endoftext|>", *(" " + word for word in SEQUENCES[1].split())], one_hot))
    with open(sys.argv[1], "w") as file:
        json.dump(cases, file)


main()
