"""Makes tiny models in the forms of SantaCoder and Qwen 1, which Hugging Face's transformers has no classes for, and Qwen 1's tokenizer.

python3 scripts/make-qwen-fixtures.py Tests/Fixtures

SantaCoder is GPT-BigCode's graph with keys and values in a matrix of their own, stored the other way round: models/gpt_bigcode under
its names, whose reference values hold. Qwen 1 is Qwen 2's graph with as many key heads as query heads and fused weights: a random
Qwen 2 gives the reference. The vocabulary is that of tokenizers/split-qwen2-nfc, encoded by OpenAI's tiktoken.
Needs PyPI's torch, transformers, safetensors and tiktoken.
"""
import base64
import json
import shutil
import sys
import unicodedata
from pathlib import Path

import numpy as np
import tiktoken
import torch
from safetensors.torch import load_file, save_file
from transformers import Qwen2Config, Qwen2ForCausalLM

fixtures = Path(sys.argv[1])


def santacoder():
    source, out = fixtures / "models/gpt_bigcode", fixtures / "models/santacoder"
    out.mkdir(exist_ok=True)
    shutil.copy(source / "reference.npz", out)
    config = json.loads((source / "config.json").read_text())
    config |= {"model_type": "gpt2", "architectures": ["GPT2LMHeadCustomModel"], "attention_head_type": "multiquery"}
    for key in ("multi_query", "num_key_value_heads"):
        config.pop(key, None)
    (out / "config.json").write_text(json.dumps(config, indent=2))
    width, state = config["n_embd"], {}
    for name, value in load_file(source / "model.safetensors").items():
        if ".attn.c_attn." in name:
            state[name.replace("c_attn", "q_attn")] = value[:width].t().contiguous()
            state[name.replace("c_attn", "kv_attn")] = value[width:].t().contiguous()
        else:
            is_matrix = name.endswith(".weight") and (".attn." in name or ".mlp." in name)
            state[name] = value.t().contiguous() if is_matrix else value
    save_file(state, out / "model.safetensors")


def qwen():
    torch.manual_seed(1)
    out = fixtures / "checkpoints/qwen1"
    out.mkdir(exist_ok=True)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 97}
    settings = Qwen2Config(
        **sizes, intermediate_size=24, num_key_value_heads=4, max_position_embeddings=64, rms_norm_eps=1e-6, initializer_range=0.2,
        attn_implementation="eager", use_sliding_window=False, tie_word_embeddings=False,
    )
    model = Qwen2ForCausalLM(settings).eval()
    with torch.no_grad():
        for name, value in model.named_parameters():
            if name.endswith("bias") or "norm" in name:
                value.add_(0.2 * torch.randn_like(value))
        ids = torch.randint(0, 97, (1, 20))
        answer = model(ids, output_attentions=True)
    arrays = {f"pattern_{layer}": pattern.numpy() for layer, pattern in enumerate(answer.attentions)}
    np.savez(out / "expected.npz", ids=ids.numpy(), logits=answer.logits.numpy(), **arrays)
    given = {name: value.detach() for name, value in model.state_dict().items()}
    state = {
        "transformer.wte.weight": given["model.embed_tokens.weight"], "transformer.ln_f.weight": given["model.norm.weight"],
        "lm_head.weight": given["lm_head.weight"],
    }
    for layer in range(2):
        old, new = f"model.layers.{layer}.", f"transformer.h.{layer}."
        for kind in ("weight", "bias"):
            state[f"{new}attn.c_attn.{kind}"] = torch.cat([given[f"{old}self_attn.{role}_proj.{kind}"] for role in "qkv"])
        for theirs, ours in {
            "input_layernorm": "ln_1", "post_attention_layernorm": "ln_2", "self_attn.o_proj": "attn.c_proj",
            "mlp.up_proj": "mlp.w1", "mlp.gate_proj": "mlp.w2", "mlp.down_proj": "mlp.c_proj",
        }.items():
            state[f"{new}{ours}.weight"] = given[f"{old}{theirs}.weight"]
    save_file({name: value.contiguous() for name, value in state.items()}, out / "model.safetensors")
    config = sizes | {
        "architectures": ["QWenLMHeadModel"], "model_type": "qwen", "intermediate_size": 48, "kv_channels": 8, "layer_norm_epsilon": 1e-6,
        "max_position_embeddings": 64, "no_bias": True, "rotary_emb_base": 10000, "rotary_pct": 1.0, "scale_attn_weights": True,
        "seq_length": 64, "tie_word_embeddings": False, "use_dynamic_ntk": True, "use_logn_attn": True,
    }
    (out / "config.json").write_text(json.dumps(config, indent=2))


def tokenizer():
    source, out = fixtures / "tokenizers/split-qwen2-nfc", fixtures / "tokenizers/tiktoken-qwen"
    out.mkdir(exist_ok=True)
    given = json.loads((source / "tokenizer.json").read_text())["model"]
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in visible]
    bytes_of = {chr(byte): byte for byte in visible} | {chr(256 + place): byte for place, byte in enumerate(hidden)}
    ranks = {bytes([byte]): byte for byte in range(256)}
    for merge in given["merges"]:
        left, right = merge if isinstance(merge, list) else merge.split(" ")
        ranks.setdefault(bytes(bytes_of[character] for character in left + right), len(ranks))
    text = "".join(f"{base64.b64encode(token).decode()} {rank}\n" for token, rank in ranks.items())
    (out / "qwen.tiktoken").write_text(text)
    names = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] + [f"<|extra_{number}|>" for number in range(205)]
    pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    specials = {name: len(ranks) + place for place, name in enumerate(names)}
    encoding = tiktoken.Encoding("qwen", pat_str=pattern, mergeable_ranks=ranks, special_tokens=specials)
    with (out / "reference.jsonl").open("w") as file:
        texts = [json.loads(line)["text"] for line in (source / "reference.jsonl").open()]
        for text in texts + ["<|im_start|>user\nhi<|im_end|>\n<|extra_204|><|extra_205|>", "the" * 40]:
            ids = encoding.encode(unicodedata.normalize("NFC", text), allowed_special="all")
            file.write(json.dumps({"text": text, "ids": ids}, ensure_ascii=False) + "\n")


santacoder()
qwen()
tokenizer()
