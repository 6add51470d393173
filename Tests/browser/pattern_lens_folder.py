"""Writes a small folder as pattern_lens 0.6 does: one model, a prompt with activations and one with figures alone."""

import gzip
import json
import os
import struct
import zipfile
import zlib

LAYERS, HEADS = 2, 3
MODEL = "tiny-1M"
WHOLE, FIGURES_ALONE = "QXR0ZW50aW9uIGlzIGFsbA", "-hVZb3Ugc2VlIG9ubHkgcG"
TOKENS = ["The", "Ġcat", "Ġsat", "Ċ"]


def png(size, color):
    """A picture of one colour, 8 bits RGB."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes(color) * size) * size
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def npy(shape, values):
    """An array of float32 as NumPy saves it."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header.encode() + struct.pack(f"<{len(values)}f", *values)


def weight(layer, head, query, key):
    """A causal pattern whose rows sum to 1, with another number in every cell."""
    row = [1 + (7 * layer + 5 * head + 3 * query + k * k) % 11 for k in range(query + 1)]
    return row[key] / sum(row) if key <= query else 0.0


def write(folder):
    """Writes the folder; it has no prompt in common with others of the tests."""
    def put(path, content):
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    config = {"model_name": MODEL, "n_layers": LAYERS, "n_heads": HEADS, "d_model": 12, "d_head": 4, "n_ctx": 64,
              "d_vocab": 50257, "default_prepend_bos": True}
    prompts = []
    for digest, text in ((WHOLE, "The cat sat\n"), (FIGURES_ALONE, "The cat sat, too\n")):
        prompts.append({"text": text, "hash": digest, "n_tokens": len(TOKENS), "tokens": TOKENS,
                        "meta": {"pile_set_name": "Wikipedia (en)"}, "source_fname": "pile_1k.jsonl"})
    n = len(TOKENS) + 1
    put("models.jsonl", json.dumps(config) + "\n")
    put("figures.jsonl", "".join(json.dumps({
        "name": name, "func_name": name.split(".")[0], "doc": f"about {name}", "figure_save_fmt": ending,
        "source": "my_figures.py", "code": "def ..."}) + "\n" for name, ending in (("packed", "svgz"), ("parts.top", "png"), ("raw", "png"))))
    put(f"{MODEL}/model_cfg.json", json.dumps(config, indent=2))
    put(f"{MODEL}/prompts.jsonl", "".join(json.dumps(prompt) + "\n" for prompt in prompts))
    for prompt in prompts:
        place = f"{MODEL}/prompts/{prompt['hash']}"
        put(f"{place}/prompt.json", json.dumps(prompt, indent=2))
        for layer in range(LAYERS):
            for head in range(HEADS):
                own = f"{place}/L{layer}/H{head}"
                put(f"{own}/raw.png", png(n, (8, 48, 107)))
                put(f"{own}/parts.top.png", png(n, (200, 30, 30)))
                put(f"{own}/packed.svgz", gzip.compress(
                    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="teal"/></svg>'))
        if prompt["hash"] == WHOLE:
            with zipfile.ZipFile(os.path.join(folder, place, "activations.npz"), "w", zipfile.ZIP_DEFLATED) as file:
                for layer in range(LAYERS):
                    values = [weight(layer, head, query, key) for head in range(HEADS) for query in range(n) for key in range(n)]
                    file.writestr(f"blocks.{layer}.attn.hook_pattern.npy", npy((1, HEADS, n, n), values))
