"""Makes tiny random models in the forms of TransformerLens, nanoGPT and minGPT with patterns and logits worked out in NumPy, float64.

python3 scripts/make-toy-fixtures.py OUT

OUT/NAME gets config.json, model.safetensors and expected.npz. Needs PyPI's numpy and safetensors.
"""
import json
import math
import os
import sys

import numpy as np
from safetensors.numpy import save_file

d, heads, h, f, layers, context, vocabulary, n = 24, 3, 8, 40, 2, 16, 31, 12
random = np.random.default_rng(5)
erf = np.vectorize(math.erf)


def weight(*shape, scale=0.4):
    return (random.standard_normal(shape) * scale).astype(np.float32)


def near_one(size):
    return (1 + 0.2 * random.standard_normal(size)).astype(np.float32)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def layer_norm(x, w=1.0, b=0.0):
    x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-5) * w + b


def rms_norm(x, w):
    return x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-5) * w


def gelu(x):
    return 0.5 * x * (1 + erf(x / math.sqrt(2)))


def attend(q, k, v):
    """q, k, v [n, heads, h] to a pattern [heads, n, n] and mixed values [n, heads, h]."""
    scores = np.einsum("qnh,knh->nqk", q, k) / math.sqrt(h)
    pattern = softmax(np.where(np.tril(np.ones((n, n), bool)), scores, -np.inf))
    return pattern, np.einsum("nqk,knh->qnh", pattern, v)


def hooked(out, name, act="gelu", attn_only=False, normalization="LN", shortformer=False, final_rms=False):
    t = {"embed.W_E": weight(vocabulary, d, scale=1), "pos_embed.W_pos": weight(context, d, scale=0.5)}
    t |= {"unembed.W_U": weight(d, vocabulary), "unembed.b_U": weight(vocabulary)}
    has_weights = normalization == "LN"
    for i in range(layers):
        b = f"blocks.{i}."
        for part in "QKV":
            t |= {f"{b}attn.W_{part}": weight(heads, d, h), f"{b}attn.b_{part}": weight(heads, h)}
        t |= {f"{b}attn.W_O": weight(heads, h, d), f"{b}attn.b_O": weight(d)}
        t |= {f"{b}attn.mask": np.tril(np.ones((context, context), np.float32)), f"{b}attn.IGNORE": np.array(-1e5, np.float32)}
        if not attn_only:
            t |= {f"{b}mlp.W_in": weight(d, f), f"{b}mlp.b_in": weight(f), f"{b}mlp.W_out": weight(f, d), f"{b}mlp.b_out": weight(d)}
        if act == "solu_ln":
            t |= {f"{b}mlp.ln.w": near_one(f), f"{b}mlp.ln.b": weight(f)}
        for ln in ["ln1"] + ["ln2"] * (not attn_only):
            if has_weights:
                t |= {f"{b}{ln}.w": near_one(d), f"{b}{ln}.b": weight(d)}
    if has_weights:
        t["ln_final.w"] = near_one(d)
        if not final_rms:
            t["ln_final.b"] = weight(d)

    w = {key: value.astype(np.float64) for key, value in t.items()}
    norm = lambda x, key: layer_norm(x, w.get(key + ".w", 1.0), w.get(key + ".b", 0.0))
    ids = random.integers(0, vocabulary, n)
    places = w["pos_embed.W_pos"][:n]
    x = w["embed.W_E"][ids] + (0 if shortformer else places)
    expected = {"ids": ids[None]}
    for i in range(layers):
        b = f"blocks.{i}."
        y = norm(x, b + "ln1")
        placed = y + places if shortformer else y
        q, k, v = (
            np.einsum("pd,ndh->pnh", source, w[f"{b}attn.W_{part}"]) + w[f"{b}attn.b_{part}"]
            for part, source in zip("QKV", [placed, placed, y])
        )
        pattern, z = attend(q, k, v)
        expected[f"pattern_{i}"] = pattern[None].astype(np.float32)
        x = x + np.einsum("pnh,nhd->pd", z, w[b + "attn.W_O"]) + w[b + "attn.b_O"]
        if not attn_only:
            pre = norm(x, b + "ln2") @ w[b + "mlp.W_in"] + w[b + "mlp.b_in"]
            post = pre * softmax(pre) if act.startswith("solu") else gelu(pre)
            if act == "solu_ln":
                post = norm(post, b + "mlp.ln")
            x = x + post @ w[b + "mlp.W_out"] + w[b + "mlp.b_out"]
    x = rms_norm(x, w["ln_final.w"]) if final_rms else norm(x, "ln_final")
    expected["logits"] = (x @ w["unembed.W_U"] + w["unembed.b_U"])[None].astype(np.float32)
    config = dict(
        d_model=d, n_layers=layers, d_mlp=f, d_head=h, n_heads=heads, n_ctx=context, d_vocab=vocabulary, act_fn=act, attn_only=attn_only
    )
    config |= {"normalization": normalization, "shortformer_pos": shortformer, "final_rms": final_rms}
    save(out, name, config, t, expected)


def gpt(out, name, fused):
    """nanoGPT (fused) or minGPT."""
    prefix, ln, mlp = ("transformer.h.", "ln_", ["mlp.c_fc", "mlp.c_proj"]) if fused else ("blocks.", "ln", ["mlp.0", "mlp.2"])
    tables = ["transformer.wte.weight", "transformer.wpe.weight", "lm_head.weight"] if fused else ["tok_emb.weight", "pos_emb", "head.weight"]
    last = "transformer.ln_f" if fused else "ln_f"
    t = {tables[0]: weight(vocabulary, d, scale=1), tables[1]: weight(*([context] if fused else [1, context]), d, scale=0.5)}
    t[tables[2]] = t[tables[0]].copy() if fused else weight(vocabulary, d)
    t |= {last + ".weight": near_one(d), last + ".bias": weight(d)}
    linear = lambda key, inputs, outputs: {key + ".weight": weight(outputs, inputs), key + ".bias": weight(outputs)}
    for i in range(layers):
        b = f"{prefix}{i}."
        for place in "12":
            t |= {f"{b}{ln}{place}.weight": near_one(d), f"{b}{ln}{place}.bias": weight(d)}
        for part, outputs in [("c_attn", 3 * d), ("c_proj", d)] if fused else [(p, d) for p in ("query", "key", "value", "proj")]:
            t |= linear(f"{b}attn.{part}", d, outputs)
        t |= linear(b + mlp[0], d, 4 * d) | linear(b + mlp[1], 4 * d, d)
    w = {key: value.astype(np.float64) for key, value in t.items()}
    apply = lambda x, key: x @ w[key + ".weight"].T + w[key + ".bias"]
    ids = random.integers(0, vocabulary, n)
    x = w[tables[0]][ids] + w[tables[1]].reshape(context, d)[:n]
    expected = {"ids": ids[None]}
    for i in range(layers):
        b = f"{prefix}{i}."
        y = layer_norm(x, w[f"{b}{ln}1.weight"], w[f"{b}{ln}1.bias"])
        parts = np.split(apply(y, b + "attn.c_attn"), 3, -1) if fused else [apply(y, f"{b}attn.{p}") for p in ("query", "key", "value")]
        pattern, z = attend(*(part.reshape(n, heads, h) for part in parts))
        expected[f"pattern_{i}"] = pattern[None].astype(np.float32)
        x = x + apply(z.reshape(n, d), b + ("attn.c_proj" if fused else "attn.proj"))
        y = layer_norm(x, w[f"{b}{ln}2.weight"], w[f"{b}{ln}2.bias"])
        x = x + apply(gelu(apply(y, b + mlp[0])), b + mlp[1])
    x = layer_norm(x, w[last + ".weight"], w[last + ".bias"])
    expected["logits"] = (x @ w[tables[2]].T)[None].astype(np.float32)
    config = dict(model_type="nanogpt" if fused else "mingpt", n_layer=layers, n_head=heads, n_embd=d, block_size=context, vocab_size=vocabulary)
    save(out, name, config, t, expected)


def save(out, name, config, tensors, expected):
    folder = os.path.join(out, name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(config, file, indent=2)
    save_file(tensors, os.path.join(folder, "model.safetensors"))
    np.savez_compressed(os.path.join(folder, "expected.npz"), **expected)


out = sys.argv[1]
hooked(out, "gelu")
hooked(out, "solu", act="solu_ln", final_rms=True)
hooked(out, "attn-only", attn_only=True)
hooked(out, "folded", normalization="LNPre")
hooked(out, "shortformer", attn_only=True, shortformer=True)
gpt(out, "nanogpt", fused=True)
gpt(out, "mingpt", fused=False)
