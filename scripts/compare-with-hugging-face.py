"""Compares a model's patterns with Hugging Face's: eager attention, float32, weights dequantised from the same file.

python3 scripts/compare-with-hugging-face.py MODEL PROMPTS.jsonl --number 10
python3 scripts/compare-with-hugging-face.py MODEL --random-tokens 121 701 --exact

MODEL is a GGUF file or a Hugging Face folder. Needs PyPI's torch, transformers, accelerate and gguf, and a built `plens`.
Ends with status 1 if a pattern differs by 1e-4 or more from Hugging Face's, or with --exact, if it differs by more than that
from the same model in float64.

Float32 has about seven digits, and long prompts of random tokens make more of the last one than text does: a rounded angle at
place 700 is off by up to 3e-5. --exact runs Hugging Face's model in float64 too, and shows how far both are from that.
"""
import argparse
import contextlib
import copy
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch
from transformers import AutoModel, AutoModelForCausalLM, Gemma3ForCausalLM, Gemma3TextConfig

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PLENS = os.path.join(ROOT, ".build", "release", "plens")
SETTINGS = {"dtype": torch.float32, "attn_implementation": "eager"}
ALLOWED = 1e-4


def load(path):
    if os.path.isdir(path):
        with open(os.path.join(path, "config.json")) as file:
            is_decoder = "CausalLM" in (json.load(file).get("architectures") or [""])[0]
        return (AutoModelForCausalLM if is_decoder else AutoModel).from_pretrained(path, **SETTINGS)
    import gguf

    reader = gguf.GGUFReader(path)
    if reader.fields["general.architecture"].contents() == "gemma3":
        return load_gemma3(reader, gguf)
    folder, name = os.path.split(os.path.abspath(path))
    return AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, **SETTINGS)


def load_gemma3(reader, gguf):
    """transformers' own reader of GGUF leaves out some of Gemma 3's fields, so this one fills the model itself."""
    field = lambda key, default=None: reader.fields["gemma3." + key].contents() if "gemma3." + key in reader.fields else default
    tensors = {tensor.name: torch.from_numpy(gguf.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)) for tensor in reader.tensors}
    base = {"rope_type": "default", "rope_theta": field("rope.freq_base")}
    config = Gemma3TextConfig(
        vocab_size=tensors["token_embd.weight"].shape[0],
        hidden_size=field("embedding_length"),
        intermediate_size=field("feed_forward_length"),
        num_hidden_layers=field("block_count"),
        num_attention_heads=field("attention.head_count"),
        num_key_value_heads=field("attention.head_count_kv"),
        head_dim=field("attention.key_length"),
        query_pre_attn_scalar=field("attention.key_length"),
        max_position_embeddings=field("context_length"),
        rms_norm_eps=field("attention.layer_norm_rms_epsilon"),
        sliding_window=field("attention.sliding_window"),
        rope_parameters={"full_attention": base, "sliding_attention": {"rope_type": "default", "rope_theta": field("rope.freq_base_swa", 10000.0)}},
        attn_implementation="eager",
    )
    parts = {
        "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
        "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm", "attn_norm": "input_layernorm",
        "post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
        "post_ffw_norm": "post_feedforward_layernorm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
    }
    state = {}
    for name, value in tensors.items():
        words = name.split(".")
        if words[0] == "blk":
            name = f"model.layers.{words[1]}.{parts[words[2]]}.weight"
        else:
            name = {"token_embd": "model.embed_tokens.weight", "output_norm": "model.norm.weight", "output": "lm_head.weight"}[words[0]]
        state[name] = value - 1 if "norm" in name else value  # GGUF has the one added that the model adds
    state.setdefault("lm_head.weight", state["model.embed_tokens.weight"])
    model = Gemma3ForCausalLM(config)
    model.load_state_dict(state)
    return model.float()


@contextlib.contextmanager
def float64_for_float32():
    """Within this, what the models' code converts to float32 (norms, angles, softmax) becomes float64."""
    to, as_float, softmax = torch.Tensor.to, torch.Tensor.float, torch.nn.functional.softmax
    wider = lambda value: torch.float64 if value is torch.float32 else value

    def widening_to(tensor, *args, **options):
        return to(tensor, *map(wider, args), **{key: wider(value) for key, value in options.items()})

    torch.Tensor.to = widening_to
    torch.Tensor.float = lambda tensor: to(tensor, torch.float64)
    torch.nn.functional.softmax = lambda x, dim, dtype=None, **options: softmax(x, dim, dtype=wider(dtype), **options)
    try:
        yield
    finally:
        torch.Tensor.to, torch.Tensor.float, torch.nn.functional.softmax = to, as_float, softmax


def patterns(model, ids):
    """Each layer's patterns, [heads, n, n]; the scores of the next token are left out."""
    with torch.no_grad():
        attentions = model.base_model(torch.tensor([ids]), output_attentions=True).attentions
    return [pattern[0].numpy() for pattern in attentions]


def exact(model):
    """A copy of the model in float64 throughout, the angles of its rotations too."""
    model = copy.deepcopy(model).double()
    with float64_for_float32():
        for module in model.modules():
            if any(name.endswith("inv_freq") for name in module._buffers) and hasattr(module, "config"):
                module.__init__(module.config)
    return model


def capture(path, arguments):
    """Ours: for each prompt its text and its patterns by layer."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([PLENS, "capture", "-m", path, "-o", out, *arguments], check=True, stdout=sys.stderr)
        (stored,) = [entry for entry in os.listdir(out) if os.path.isdir(os.path.join(out, entry))]
        base = os.path.join(out, stored, "prompts")
        for digest in sorted(os.listdir(base)):
            with open(os.path.join(base, digest, "prompt.json")) as file:
                text = json.load(file)["text"]
            with np.load(os.path.join(base, digest, "activations.npz")) as arrays:
                yield text, [arrays[f"blocks.{layer}.attn.hook_pattern"][0] for layer in range(len(arrays.files))]


def token_ids(path, text, count):
    command = [PLENS, "tokens", "-m", path, "--mode", "json", "--", text]
    rows = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [row["id"] for row in rows][:count]


def cases(options, vocabulary):
    """Pairs of token ids and our patterns of them."""
    if options.prompts:
        for text, ours in capture(options.model, ["-n", str(options.number), options.prompts]):
            yield token_ids(options.model, text, ours[0].shape[-1]), ours
    random = np.random.default_rng(options.seed)
    for count in options.random_tokens:
        ids = random.integers(0, vocabulary, count).tolist()
        for _, ours in capture(options.model, ["--ids", " ".join(map(str, ids))]):
            yield ids, ours


def largest(left, right):
    return max(float(np.abs(a - b).max()) for a, b in zip(left, right, strict=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="a GGUF file or a Hugging Face folder")
    parser.add_argument("prompts", nargs="?", help="JSON Lines with a 'text' each")
    parser.add_argument("-n", "--number", type=int, default=10, help="how many of them (default: 10)")
    parser.add_argument("--random-tokens", type=int, nargs="+", default=[], metavar="N", help="prompts of so many random tokens")
    parser.add_argument("--seed", type=int, default=0, help="of those tokens (default: 0)")
    parser.add_argument("--exact", action="store_true", help="compare both with float64")
    options = parser.parse_args()
    if not options.prompts and not options.random_tokens:
        parser.error("give a file of prompts or --random-tokens")
    model = load(options.model).eval()
    wide = exact(model) if options.exact else None
    worst = {}
    for ids, ours in cases(options, model.config.vocab_size):
        theirs = patterns(model, ids)
        differences = {"ours - theirs": largest(ours, theirs)}
        differences["zeros"] = sum(int((((a == 0) != (b == 0)) & (a + b > 1e-30)).sum()) for a, b in zip(ours, theirs))
        if options.exact:
            with float64_for_float32():
                best = patterns(wide, ids)
            differences["ours - float64"], differences["theirs - float64"] = largest(ours, best), largest(theirs, best)
        for name, difference in differences.items():
            worst[name] = max(worst.get(name, 0), difference)
        print(f"{len(ids):5d} tokens  {len(ours)} layers  " + describe(differences), flush=True)
    print("worst of all        " + describe(worst) + f"; allowed is {ALLOWED:.0e}")
    return int(worst["ours - float64" if options.exact else "ours - theirs"] >= ALLOWED)


def describe(differences):
    return "  ".join(
        f"{value} zeros in one alone" if name == "zeros" else f"{name} {value:.2e}" for name, value in differences.items()
    )


if __name__ == "__main__":
    sys.exit(main())
