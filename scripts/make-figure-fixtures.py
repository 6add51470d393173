#!/usr/bin/env python3
"""Writes Tests/Fixtures/figures: pixels of heat maps and digests of colour maps, as matplotlib makes them.

    python3 -m venv .build-venv && .build-venv/bin/pip install matplotlib numpy
    .build-venv/bin/python scripts/make-figure-fixtures.py

heat-maps.json: for each case the matrix (float32, little-endian, base64), the arguments of pattern_lens's
`save_matrix_wrapper`, and the pixels (RGB, base64) that NumPy and matplotlib give for them: values brought to
0...1 in float32, then through the map, then floor(255 c). `rule` says how values were brought to 0...1:
"plain" as pattern_lens 0.6 does; "safe" where that divides by zero or lets NaN and infinities spoil the range:
then the range is that of the finite values, as in `matplotlib.colors.Normalize` of a masked array.

functions.json: patterns (float32, little-endian, base64) and for every built-in figure function what it shows of
them: the heat map's values, or those of each series, computed in float64 from the definitions in its source.

ticks.json: ranges of axes and where matplotlib's MaxNLocator with steps 1, 2, 5 and 10 puts ticks on them.

colormaps.json: for every name MD5 in base64url of the table's bytes in hexadecimal.
"""

import base64
import hashlib
import json
import pathlib

import matplotlib
import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/Fixtures/figures"


def encoded(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def unit(a, normalize, diverging, normalize_min, rule):
    """The matrix brought to 0...1, in float32."""
    finite = a[np.isfinite(a)] if rule == "safe" else a
    low, high = (finite.min(), finite.max()) if finite.size else (np.float32(0), np.float32(0))
    if not normalize:
        return a / np.float32(2) + np.float32(0.5) if diverging else a
    if diverging:
        largest = max(abs(low), abs(high))
        return a / (2 * largest) + 0.5 if largest > 0 else a + 0.5
    low = np.float32(normalize_min) if normalize_min is not None else low
    return (a - low) / (high - low) if high > low else a - low


def case(name, a, cmap, normalize=True, diverging=False, normalize_min=None, rule="plain"):
    a = np.asarray(a, dtype=np.float32)
    with np.errstate(invalid="ignore"):
        values = unit(a, normalize, diverging, normalize_min, rule)
        assert values.dtype == np.float32
        rgb = (matplotlib.colormaps[cmap](values)[:, :, :3] * 255).astype(np.uint8)
    return {
        "name": name, "rows": a.shape[0], "columns": a.shape[1], "values": encoded(a.astype("<f4")),
        "cmap": cmap, "normalize": normalize, "diverging": diverging, "normalize_min": normalize_min,
        "rule": rule, "pixels": encoded(rgb),
    }


def causal(rng, n):
    """An attention pattern: each row a softmax over keys up to the query."""
    scores = rng.normal(size=(n, n)).astype(np.float32) * 3
    scores[np.triu_indices(n, 1)] = -np.inf
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def entropy(p):
    return -np.sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0))


def functions(a, is_causal):
    """What each figure function shows of the pattern, as lists of numbers."""
    a = np.asarray(a, dtype=np.float64)
    n, m = a.shape
    seen = [min(q + 1, m) if is_causal else m for q in range(n)]
    q, k = np.indices(a.shape)
    offsets = range(0 if is_causal else 1 - m, n)
    even = [[1 / seen[i] if j < seen[i] else 0 for j in range(m)] for i in range(n)]

    def coverage(row):
        return int(np.searchsorted(np.cumsum(np.sort(row)[::-1]), 0.9 * row.sum() * (1 - 1e-12))) + 1

    shown = {
        "raw": a, "labelled": a,
        "log": np.log10(np.maximum(a, 1e-6)),
        "row_normalized": a / a.max(axis=1, keepdims=True),
        "entropy": [[entropy(row) for row in a], [np.log(s) for s in seen]],
        "coverage": [[coverage(row) for row in a], [np.ceil(0.9 * s) for s in seen]],
        "distance": [np.sum(a * np.abs(q - k), axis=1), np.sum(even * np.abs(q - k), axis=1)],
        "diagonals": [[np.diagonal(a, -d).mean() for d in offsets]],
        "received": [[a[(j if is_causal else 0):, j].mean() for j in range(m)]],
        "svd_spectra": [np.linalg.svd(a, compute_uv=False)],
    }
    if n == m:
        values = sorted(np.linalg.eigvals(a), key=lambda v: (abs(v), v.real, v.imag), reverse=True)
        shown["eigenvalues"] = [np.abs(values)]
        shown["symmetry"] = (a - a.T) / 2
    if min(n, m) > 1:
        rest = a[1:, 1:].sum(axis=1, keepdims=True)
        shown["no_first"] = np.divide(a[1:, 1:], rest, out=np.zeros_like(a[1:, 1:]), where=rest != 0)
        shown["diff_previous"] = a[1:, 1:] - a[:-1, :-1]
        shown["halves.upper"], shown["halves.lower"] = a[: n // 2], a[n // 2 :]
    return {
        name: [float(f"{x:.9g}") for row in np.atleast_2d(np.asarray(value, dtype=float)) for x in row]
        for name, value in shown.items()
    }


def function_cases(rng):
    full = np.exp(rng.normal(size=(9, 9)) * 2).astype(np.float32)
    patterns = {
        "causal": (causal(rng, 12), True), "causal, odd": (causal(rng, 7), True),
        "full": (full / full.sum(axis=1, keepdims=True), False), "one": (np.ones((1, 1)), True),
        "first key only": (np.eye(5)[[0] * 5], True), "identity": (np.eye(6), True),
        "wide": (full[:4] / full[:4].sum(axis=1, keepdims=True), False),
    }
    return [
        {"name": name, "rows": a.shape[0], "columns": a.shape[1],
         "values": encoded(a.astype("<f4")), "shown": functions(a.astype(np.float32), is_causal)}
        for name, (a, is_causal) in patterns.items()
    ]


def tick_cases():
    from matplotlib.ticker import MaxNLocator

    cases = []
    for low, high in [(0, 1), (0, 2.94), (-0.05, 1.05), (-3, 7), (0.2, 0.31), (0, 255), (1e6, 3e6), (-1e-7, 1e-7),
                      (12.3, 12.4), (-1000, -10), (0, 1e300), (0.5, 19.5)]:
        for room in [3, 5, 8]:
            locator = MaxNLocator(nbins=room - 1, steps=[1, 2, 5, 10])
            places = [float(f"{x:.12g}") for x in locator.tick_values(low, high) if low <= x <= high]
            cases.append({"low": low, "high": high, "room": room, "ticks": places})
    return cases


def main():
    rng = np.random.default_rng(7)
    ramp = np.linspace(0, 1, 1024, dtype=np.float32).reshape(32, 32)
    steps = (np.arange(257, dtype=np.float32) / 256)[None, :]
    nan = rng.random((6, 5), dtype=np.float32)
    nan[2, 3] = nan[5, 0] = np.nan
    infinite = rng.normal(size=(5, 7)).astype(np.float32)
    infinite[0, 0], infinite[4, 6], infinite[1, 1] = -np.inf, np.inf, np.nan
    below = np.nextafter(np.float32(1), np.float32(0))
    cases = [
        case("causal", causal(rng, 40), "Blues"),
        case("causal, odd", causal(rng, 17), "Blues"),
        case("random", rng.random((25, 31), dtype=np.float32), "Blues"),
        case("random, tall", rng.random((31, 3), dtype=np.float32), "viridis"),
        case("two by three", [[0, 0.5, 1], [0.25, 0.125, 0.0625]], "Blues"),
        case("negative", -rng.random((8, 9), dtype=np.float32) * 5, "Blues"),
        case("mixed signs", rng.normal(size=(9, 8)) * 1e3, "magma"),
        case("tiny values", rng.random((5, 5), dtype=np.float32) * np.float32(1e-38), "Blues"),
        case("large values", rng.random((5, 5), dtype=np.float32) * np.float32(1e38), "Blues"),
        case("ramp, not normalised", ramp, "viridis", normalize=False),
        case("ends of steps", steps, "viridis", normalize=False),
        case("next to one", [[below, 1, 0, -0.0]], "viridis", normalize=False),
        case("ten colours", ramp, "tab10", normalize=False),
        case("510 colours", ramp, "twilight", normalize=False),
        case("510 colours, reversed", ramp, "twilight_shifted_r", normalize=False),
        case("reversed with corrections", ramp, "gray_r", normalize=False),
        case("diverging", rng.normal(size=(12, 12)), "RdBu", diverging=True),
        case("diverging, one-sided", rng.random((6, 6)), "coolwarm", diverging=True),
        case("diverging, not normalised", rng.uniform(-1, 1, (6, 6)), "RdBu", normalize=False,
             diverging=True, rule="safe"),
        case("from a minimum", rng.random((7, 7)), "Blues", normalize_min=0.3),
        case("from a minimum below", rng.random((7, 7)) + 0.5, "Blues", normalize_min=0.0),
        case("one value", [[0.7]], "Blues", rule="safe"),
        case("constant", np.full((4, 3), 0.25), "viridis", rule="safe"),
        case("constant, diverging", np.zeros((3, 4)), "RdBu", diverging=True, rule="safe"),
        case("NaN", nan, "Blues", rule="safe"),
        case("all NaN", np.full((2, 2), np.nan), "Blues", rule="safe"),
        case("infinite", infinite, "viridis", rule="safe"),
        case("infinite, diverging", infinite, "RdBu", diverging=True, rule="safe"),
    ]
    functions_rng = np.random.default_rng(11)
    digests = {}
    for name, cmap in matplotlib.colormaps.items():
        table = (cmap(np.arange(cmap.N))[:, :3] * 255).astype(np.uint8)
        digest = hashlib.md5(table.tobytes().hex().encode()).digest()
        digests[name] = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, lines in {
        "heat-maps.json": "[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n",
        "functions.json": "[\n" + ",\n".join(map(json.dumps, function_cases(functions_rng))) + "\n]\n",
        "ticks.json": "[\n" + ",\n".join(map(json.dumps, tick_cases())) + "\n]\n",
        "colormaps.json": json.dumps(digests, indent=0) + "\n",
    }.items():
        (FOLDER / file).write_text(lines)
        print(FOLDER / file, len(lines))


if __name__ == "__main__":
    main()
