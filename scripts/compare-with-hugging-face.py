"""Compares a model's patterns with Hugging Face's: eager attention, float32, weights dequantised from the same file.

python3 scripts/compare-with-hugging-face.py MODEL PROMPTS.jsonl [NUMBER]

MODEL is a GGUF file or a Hugging Face folder. Needs PyPI's torch, transformers, accelerate and gguf, and a built `plens`.
Ends with status 1 if a pattern differs by 1e-4 or more.
"""
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


def main():
    path, prompts = sys.argv[1], sys.argv[2]
    number = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    model = load(path).eval()
    worst = 0.0
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([PLENS, "capture", "-m", path, "-o", out, "-n", str(number), prompts], check=True)
        (stored,) = [entry for entry in os.listdir(out) if os.path.isdir(os.path.join(out, entry))]
        base = os.path.join(out, stored, "prompts")
        for digest in sorted(os.listdir(base)):
            with open(os.path.join(base, digest, "prompt.json")) as file:
                text = json.load(file)["text"]
            answer = subprocess.run(
                [PLENS, "tokens", "-m", path, "--mode", "json", "--", text], check=True, capture_output=True, text=True
            )
            with np.load(os.path.join(base, digest, "activations.npz")) as ours:
                ids = json.loads(answer.stdout)["ids"][: ours["blocks.0.attn.hook_pattern"].shape[-1]]
                with torch.no_grad():
                    attentions = model(torch.tensor([ids]), output_attentions=True).attentions
                difference = max(
                    np.abs(ours[f"blocks.{layer}.attn.hook_pattern"] - pattern.numpy()).max()
                    for layer, pattern in enumerate(attentions)
                )
            worst = max(worst, difference)
            print(f"{digest}  {len(ids):4d} tokens  {len(attentions)} layers  largest difference {difference:.2e}")
    print(f"largest difference of all: {worst:.2e}; allowed is 1e-4")
    return int(worst >= 1e-4)


sys.exit(main())
