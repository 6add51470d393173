#!/usr/bin/env python3
"""Writes Tests/Fixtures/store: a folder of captures as pattern_lens 0.6 leaves it, with NumPy's own files.

    python3 scripts/make-store-fixtures.py        # needs numpy

Model `tiny` has 2 layers of 3 heads; element [layer, head, q, k] of a pattern is
(1 + layer + 2 head + 3 q + 5 k) / 64 for k <= q, else 0. `org/nested` lies in a folder inside a folder, as 0.6
keeps names with a slash. One prompt is stacked, one has extra arrays of other types, one is broken.
"""

import base64
import hashlib
import json
import pathlib
import shutil

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/Fixtures/store"
LAYERS, HEADS = 2, 3


def pattern(layer, n):
    head, q, k = np.ogrid[:HEADS, :n, :n]
    values = (1 + layer + 2 * head + 3 * q + 5 * k) / 64 * (k <= q)
    return values[None].astype(np.float32)


def prompt(model, text, tokens, **more):
    digest = base64.urlsafe_b64encode(hashlib.md5(text.encode()).digest()).decode().rstrip("=")
    record = {"text": text, **more, "hash": digest, "n_tokens": len(tokens), "tokens": tokens}
    folder = FOLDER / model / "prompts" / digest
    folder.mkdir(parents=True)
    (folder / "prompt.json").write_text(json.dumps(record))
    return folder, {f"blocks.{i}.attn.hook_pattern": pattern(i, len(tokens) + 1) for i in range(LAYERS)}


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    config = {"n_layers": LAYERS, "d_model": 6, "n_ctx": 32, "n_heads": HEADS, "model_name": "tiny", "eps": 1e-05}
    for model in ["tiny", "org/nested"]:
        (FOLDER / model).mkdir(parents=True)
        (FOLDER / model / "model_cfg.json").write_text(json.dumps({**config, "model_name": model}))

    folder, arrays = prompt("tiny", "Hello, world!", ["Hello", ",", "\u0120world", "!"],
                            meta={"pile_set_name": "caf\u00e9 \U0001f600"}, source_fname="data/pile.jsonl")
    np.savez_compressed(folder / "activations.npz", **arrays)

    folder, arrays = prompt("tiny", "na\u00efve \u65e5\u672c", ["na", "\u00c3\u00afve", "\u0120\u00e6\u0139\u00a5"])
    np.save(folder / "activations-blocks.-.attn.hook_pattern.npy", np.stack(list(arrays.values()), axis=1))

    folder, arrays = prompt("tiny", "other types", ["other", "\u0120types"])
    arrays["blocks.0.attn.hook_pattern"] = arrays["blocks.0.attn.hook_pattern"].astype(np.float16)
    arrays["blocks.1.attn.hook_pattern"] = np.asfortranarray(arrays["blocks.1.attn.hook_pattern"].astype(np.float64))
    arrays["hook_tokens"] = np.array([[0, 1, 2]])
    arrays["my_own_array"] = np.zeros(3)
    np.savez(folder / "activations.npz", **arrays)

    folder, arrays = prompt("org/nested", "nested", ["nested"])
    np.savez_compressed(folder / "activations.npz", **arrays)

    folder = FOLDER / "tiny/prompts/broken"
    folder.mkdir()
    (folder / "prompt.json").write_text('{"text": "half a')
    (FOLDER / "tiny/prompts/empty").mkdir()
    (FOLDER / "tiny/prompts/empty/.keep").write_text("")
    print(sum(f.stat().st_size for f in FOLDER.rglob("*") if f.is_file()), "bytes in", FOLDER)


if __name__ == "__main__":
    main()
