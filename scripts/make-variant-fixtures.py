#!/usr/bin/env python3
"""Makes Tests/Fixtures/variants: configurations that people have, and weights that are codes, with what transformers makes of them.

Usage: pip install torch 'transformers<5' safetensors; scripts/make-variant-fixtures.py
Each case of cases.json is a checkpoint of Tests/Fixtures with other values in its config.json; patterns.npz has the attention
patterns that transformers (eager, float32) gives for its tokens. Folders beside them hold the weights of checkpoints/llama as
int8 and FP8, with the patterns of the same model with weights that torch has multiplied out.
"""
import json
import pathlib
import shutil
import tempfile

import numpy
import torch
import transformers
from safetensors.torch import load_file, save_file

TESTS = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures"
FOLDER = TESTS / "variants"
TOKENS = [3, 17, 5, 40, 8, 22, 61, 9, 11, 30, 31, 32]
DROP = object()
OPEN = torch.zeros(1, 1, len(TOKENS), len(TOKENS))
FOLDER.mkdir(exist_ok=True)


def patterns(folder, mask=None):
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, attn_implementation="eager", torch_dtype=torch.float32).eval()
    with torch.no_grad():
        options = {} if mask is None else {"attention_mask": mask}
        out = model(torch.tensor([TOKENS]), output_attentions=True, **options)
    return [attention[0].numpy() for attention in out.attentions]


cases, arrays = [], {}


def case(name, base, mask=None, scaling=None, **changes):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(TESTS / base, folder, dirs_exist_ok=True)
        path = pathlib.Path(folder) / "config.json"
        fields = json.loads(path.read_text())
        if scaling:
            changes["rope_scaling"] = fields["rope_scaling"] | scaling
        for key, value in changes.items():
            fields.pop(key, None)
            if value is not DROP:
                fields[key] = value
        path.write_text(json.dumps(fields))
        for layer, values in enumerate(patterns(folder, mask)):
            arrays[f"{name}.{layer}"] = values
    cases.append({"name": name, "base": base, "config": fields})


case("gemma3-bidirectional", "checkpoints/gemma3", use_bidirectional_attention=True)
case("gemma3-bidirectional-window-4", "checkpoints/gemma3", use_bidirectional_attention=True,
     sliding_window=4)
case("qwen3-not-causal", "checkpoints/qwen3", mask=OPEN, is_causal=False)
case("yarn-mscale", "checkpoints/llama_yarn", scaling=dict(mscale=1.0, mscale_all_dim=1.0))
case("yarn-mscale-0.7", "checkpoints/llama_yarn", scaling=dict(mscale=0.707, mscale_all_dim=1.0))
case("yarn-mscale-factor", "checkpoints/llama_yarn", scaling=dict(mscale=0.707, mscale_all_dim=1.0, attention_factor=1.1))
case("yarn-mscale-alone", "checkpoints/llama_yarn", scaling=dict(mscale=0.707))
case("qwen2-window-from-0", "checkpoints/qwen2", use_sliding_window=True, sliding_window=3, max_window_layers=0, layer_types=DROP)
case("qwen2-window-from-1", "checkpoints/qwen2", use_sliding_window=True, sliding_window=3, max_window_layers=1, layer_types=DROP)
case("llama-no-length", "checkpoints/llama", max_position_embeddings=DROP)
case("llama-old-length", "checkpoints/llama", max_position_embeddings=DROP, max_sequence_length=2048)
case("neo-types", "checkpoints/neo", attention_layers=DROP, attention_types=[[["local", "global"], 2]], window_size=3)
case("gemma3-no-types", "checkpoints/gemma3", layer_types=DROP)
(FOLDER / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")
numpy.savez_compressed(FOLDER / "patterns.npz", **arrays)

# Codes and scales.
SOURCE = TESTS / "checkpoints" / "llama"
TENSORS = load_file(SOURCE / "model.safetensors")


def quantized(name, quantize, settings, binary=False):
    """A folder of codes; `quantize` gives their tensors by what follows `weight`'s beginning, and the weights they stand for."""
    folder = FOLDER / name
    folder.mkdir(exist_ok=True)
    stored, whole = {}, {}
    for key, weight in TENSORS.items():
        if "proj.weight" not in key:
            stored[key] = whole[key] = weight
            continue
        codes, whole[key] = quantize(weight.double())
        stored |= {key[: -len("weight")] + ending: value.contiguous() for ending, value in codes.items()}
    fields = json.loads((SOURCE / "config.json").read_text())
    if binary:
        torch.save(stored, folder / "pytorch_model.bin")
    else:
        save_file(stored, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(fields | {"quantization_config": settings}, indent=1) + "\n")
    with tempfile.TemporaryDirectory() as plain:
        save_file({k: v.float().contiguous() for k, v in whole.items()}, plain + "/model.safetensors", metadata={"format": "pt"})
        (pathlib.Path(plain) / "config.json").write_text(json.dumps(fields))
        result = {f"pattern_{layer}": values for layer, values in enumerate(patterns(plain))}
    numpy.savez_compressed(folder / "expected.npz", ids=numpy.array(TOKENS), **result)


def bitsandbytes(w):
    most = w.abs().amax(1)
    codes = torch.round(w / most[:, None] * 127).to(torch.int8)
    return ({"weight": codes, "SCB": most.float(), "weight_format": torch.tensor(0, dtype=torch.uint8)},
            codes * most.float()[:, None].double() / 127)


def rows(w):
    scale = (w.abs().amax(1, keepdim=True) / 127).to(torch.bfloat16)
    codes = torch.round(w / scale).clamp(-128, 127).to(torch.int8)
    return {"weight": codes, "weight_scale": scale}, codes.double() * scale.double()


def groups(w, size=16):
    parts = w.unflatten(1, (-1, size))
    low, high = parts.amin(2), parts.amax(2)
    scale = ((high - low) / 255).float()
    zero = torch.round(-128 - low / scale).clamp(-128, 127).to(torch.int8)
    codes = torch.round(parts / scale[..., None] + zero[..., None]).clamp(-128, 127).to(torch.int8)
    whole = (codes.double() - zero[..., None].double()) * scale[..., None].double()
    return {"weight": codes.flatten(1), "weight_scale": scale, "weight_zero_point": zero}, whole.flatten(1)


def fp8(w, kind=torch.float8_e4m3fn, most=448):
    scale = (w.abs().max() / most).float()
    codes = (w / scale).to(kind)
    return {"weight": codes, "weight_scale": scale.reshape(1)}, codes.double() * scale.double()


def e5m2(w):
    scale = (w.abs().amax(1, keepdim=True) / 57344).float()
    codes = (w / scale).to(torch.float8_e5m2)
    return {"weight": codes, "weight_scale": scale}, codes.double() * scale.double()


def blocks(w, size=24):
    scale = torch.zeros(-(-w.shape[0] // size), -(-w.shape[1] // size))
    codes, whole = torch.zeros_like(w, dtype=torch.float8_e4m3fn), torch.zeros_like(w)
    for i in range(scale.shape[0]):
        for j in range(scale.shape[1]):
            part = (slice(i * size, (i + 1) * size), slice(j * size, (j + 1) * size))
            scale[i, j] = (w[part].abs().max() / 448).float()
            codes[part] = (w[part] / scale[i, j]).to(torch.float8_e4m3fn)
            whole[part] = codes[part].double() * scale[i, j].double()
    return {"weight": codes, "weight_scale_inv": scale}, whole


quantized("int8-bitsandbytes", bitsandbytes, dict(quant_method="bitsandbytes", load_in_8bit=True))
quantized("int8-bitsandbytes-bin", bitsandbytes, dict(quant_method="bitsandbytes", load_in_8bit=True), binary=True)
quantized("int8-rows", rows, dict(quant_method="compressed-tensors", format="int-quantized"))
quantized("int8-groups", groups, dict(quant_method="compressed-tensors", format="int-quantized"))
quantized("fp8-tensor", fp8, dict(quant_method="compressed-tensors", format="float-quantized"))
quantized("fp8-tensor-bin", fp8, dict(quant_method="compressed-tensors", format="float-quantized"), binary=True)
quantized("fp8-rows-e5m2", e5m2, dict(quant_method="fbgemm_fp8"))
quantized("fp8-blocks", blocks, dict(quant_method="fp8", activation_scheme="dynamic", weight_block_size=[24, 24]))

# Every code of both kinds of FP8, as torch reads it; NaN as null.
codes = torch.arange(256, dtype=torch.uint8)
values = {kind: [None if v != v else float(v) for v in codes.view(getattr(torch, kind)).float()]
          for kind in ["float8_e4m3fn", "float8_e5m2"]}
text = json.dumps(values)
(FOLDER / "fp8.json").write_text(text + "\n")

# T5 with other functions than relu in its feed-forward layers; where there is a gate, both of its matrices are the checkpoint's one.
T5 = TESTS / "checkpoints" / "t5"
arrays = {}
for name, changes in {
    "gelu": dict(feed_forward_proj="gelu"),
    "gated-silu": dict(feed_forward_proj="gated-silu"),
    "gated-gelu": dict(feed_forward_proj="gated-gelu"),
    "gated-gelu-exact": dict(feed_forward_proj="gated-gelu", dense_act_fn="gelu"),
}.items():
    fields = {k: v for k, v in json.loads((T5 / "config.json").read_text()).items() if k not in ("dense_act_fn", "is_gated_act")}
    weights = load_file(T5 / "model.safetensors")
    if "gated" in name:
        for key in [k for k in weights if k.endswith(".wi.weight")]:
            weights[key.replace(".wi.", ".wi_0.")] = weights[key.replace(".wi.", ".wi_1.")] = weights.pop(key)
    with tempfile.TemporaryDirectory() as folder:
        save_file({k: v.clone() for k, v in weights.items()}, folder + "/model.safetensors", metadata={"format": "pt"})
        (pathlib.Path(folder) / "config.json").write_text(json.dumps(fields | changes))
        model = transformers.T5EncoderModel.from_pretrained(folder, attn_implementation="eager", torch_dtype=torch.float32).eval()
        with torch.no_grad():
            out = model(torch.tensor([TOKENS]), output_attentions=True)
    for layer, attention in enumerate(out.attentions):
        arrays[f"{name}.{layer}"] = attention[0].numpy()
numpy.savez_compressed(FOLDER / "t5.npz", **arrays)
