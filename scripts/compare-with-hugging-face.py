"""Compares a GGUF model's patterns with Hugging Face's: eager attention, float32, weights dequantised from the same file.

python3 scripts/compare-with-hugging-face.py MODEL.gguf PROMPTS.jsonl [NUMBER]

Needs PyPI's torch, transformers, accelerate and gguf, and a built `plens`. Ends with status 1 if a pattern differs by 1e-4 or more.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch
from transformers import AutoModelForCausalLM

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PLENS = os.path.join(ROOT, ".build", "release", "plens")


def main():
    path, prompts = sys.argv[1], sys.argv[2]
    number = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    folder, name = os.path.split(os.path.abspath(path))
    model = AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=name, dtype=torch.float32, attn_implementation="eager"
    ).eval()
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
            ids = json.loads(answer.stdout)["ids"]
            with torch.no_grad():
                attentions = model(torch.tensor([ids]), output_attentions=True).attentions
            with np.load(os.path.join(base, digest, "activations.npz")) as ours:
                difference = max(
                    np.abs(ours[f"blocks.{layer}.attn.hook_pattern"] - pattern.numpy()).max()
                    for layer, pattern in enumerate(attentions)
                )
            worst = max(worst, difference)
            print(f"{digest}  {len(ids):4d} tokens  {len(attentions)} layers  largest difference {difference:.2e}")
    print(f"largest difference of all: {worst:.2e}; allowed is 1e-4")
    return int(worst >= 1e-4)


sys.exit(main())
