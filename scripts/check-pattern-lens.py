#!/usr/bin/env python3
"""Checks that pattern_lens 0.6.0 and this project read each other's folders.

    python3 scripts/check-pattern-lens.py [PACKAGE-FOLDER]

Needs network for pip. It makes a virtual environment under .build, with the pattern_lens wheel and what its file
handling imports; PyTorch and TransformerLens (6 GB) are stood in for by empty modules. Then it

1. lets `CaptureStore` write a folder (the test named below does, to the path in PLENS_CHECK_FOLDER), and has
   pattern_lens load its activations, list it, and draw `raw` for every head;
2. compares those PNGs' pixels with the ones that `HeatMap.raw` wrote beside them;
3. has pattern_lens write prompts and NumPy the activations, as its `compute_activations` does with a model of
   given patterns, and lets the test read them back;
4. compares `load_text_data` with `PromptFile.rawPrompts` on a file with every edge;
5. compares the pixels in Tests/Fixtures/figures/heat-maps.json, which `HeatMapTests` holds ours against, with those
   of pattern_lens, for all cases that it draws as its documentation says ("plain").
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / ".build/check-pattern-lens"
TEST = "PatternLensCheck"
WANTS = ["numpy", "matplotlib", "pillow", "jaxtyping", "muutils", "tqdm", "pandas"]

STANDINS = {
    "torch.py": """
class Tensor: pass
class device:
    def __init__(self, name): self.name = name
class cuda:
    is_available = staticmethod(lambda: False)
class no_grad:
    def __enter__(self): return self
    def __exit__(self, *error): return False
""",
    "transformer_lens.py": """
class ActivationCache: pass
class HookedTransformer: pass
class HookedTransformerConfig: pass
""",
}


def prepare():
    """The virtual environment's Python, with pattern_lens installed without its dependencies."""
    home = WORK / "venv"
    python = home / "bin/python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *WANTS], check=True)
        subprocess.run([*pip, "--no-deps", "pattern-lens==0.6.0"], check=True)
        (home / "ready").touch()
    (WORK / "standins").mkdir(exist_ok=True)
    for name, code in STANDINS.items():
        (WORK / "standins" / name).write_text(code)
    return python


def swift(package, step):
    """Runs the one test that writes or reads the exchanged folder."""
    print(f"-- swift test --filter {TEST} ({step})", flush=True)
    run = subprocess.run(
        ["swift", "test", "-c", "release", "--filter", TEST], cwd=package, text=True, capture_output=True,
        env={**os.environ, "PLENS_CHECK_FOLDER": str(WORK), "PLENS_CHECK_STEP": step})
    if run.returncode != 0 or "with 1 test" not in run.stdout:
        sys.exit(run.stdout[-4000:] + run.stderr[-4000:])


def random_patterns(layers, heads, n, seed):
    import numpy as np

    scores = np.random.default_rng(seed).normal(size=(layers, heads, n, n)) * 3
    powers = np.exp(np.where(np.tril(np.ones((n, n), bool)), scores, -np.inf))
    return (powers / powers.sum(-1, keepdims=True)).astype(np.float32)


def exchange():
    """Runs inside the virtual environment."""
    import numpy as np
    from PIL import Image

    from pattern_lens.activations import compute_activations
    from pattern_lens.figures import figures_main
    from pattern_lens.load_activations import activations_exist, augment_prompt_with_hash, load_activations
    from pattern_lens.prompts import load_text_data

    package = pathlib.Path(sys.argv[2])

    # 1 and 2: ours to theirs
    swift(package, "write")
    ours = WORK / "ours"
    prompts = [json.loads(line) for line in (ours / "m/prompts.jsonl").open()]
    arrays = 0
    for prompt in prompts:
        assert activations_exist("m", prompt, ours)
        _, cache = load_activations("m", {"text": prompt["text"]}, ours, return_fmt="numpy")
        assert list(cache) == [f"blocks.{i}.attn.hook_pattern" for i in range(2)], list(cache)
        n = prompt["n_tokens"] + 1
        assert all(a.shape == (1, 3, n, n) and a.dtype == np.float32 for a in cache.values())
        assert all(np.allclose(a.sum(-1), 1, atol=1e-5) for a in cache.values())
        arrays += len(cache)
    print(f"load_activations: {len(prompts)} prompts, {arrays} arrays of float32 with the right names and shapes")
    stacked = next((ours / "s/prompts").rglob("*.npy"))
    assert np.load(stacked).shape[:3] == (1, 2, 3)
    figures_main("m", ours, n_samples=100, force=True, parallel=False)
    pictures = 0
    for prompt in prompts:
        for theirs in sorted((ours / "m/prompts" / prompt["hash"]).rglob("raw.png")):
            mine = np.asarray(Image.open(theirs.with_name("mine.png")).convert("RGB"))
            assert np.array_equal(mine, np.asarray(Image.open(theirs).convert("RGB"))), theirs
            pictures += 1
    assert pictures == 6 * len(prompts), pictures
    print(f"figures_main: {pictures} pictures, every pixel equal")
    models = [json.loads(line) for line in (ours / "models.jsonl").open()]
    figures = [json.loads(line)["name"] for line in (ours / "figures.jsonl").open()]
    assert [m["model_name"] for m in models] == ["m", "s"] or len(models) == 2, models
    assert figures == ["from_us", "raw"], figures
    print(f"indexes: models.jsonl {len(models)} lines, figures.jsonl {figures}")

    # 3: theirs to ours, through their compute_activations with a model of given patterns
    class Array:
        def __init__(self, values): self.values = values
        def detach(self): return self
        def cpu(self): return self
        def numpy(self): return self.values

    class Model:
        class cfg: model_name, n_layers, n_heads = "theirs", 2, 3
        class tokenizer: tokenize = staticmethod(str.split)
        def eval(self): pass
        def run_with_cache(self, text, **_):
            patterns = random_patterns(2, 3, len(text.split()) + 1, len(text))
            return None, {f"blocks.{i}.attn.hook_pattern": Array(a[None]) for i, a in enumerate(patterns)}

    theirs = WORK / "theirs"
    expected = {}
    for text in ["one", "two words", "caf\u00e9 \U0001f600 \u65e5\u672c\n\"quoted\""]:
        prompt = augment_prompt_with_hash({"text": text, "meta": {"x": 1e-05}})
        compute_activations(prompt, Model(), theirs, return_cache=None)
        arrays = np.load(theirs / "theirs/prompts" / prompt["hash"] / "activations.npz")
        expected[prompt["hash"]] = {
            "text": text,
            "patterns": [base64.b64encode(arrays[k].tobytes()).decode() for k in arrays.files],
        }
    (WORK / "expected.json").write_text(json.dumps(expected))

    # 4: prompts cut and filtered
    texts = ["", "ab", "abc", "abcd", "abcdefgh", "e\u0301" * 5, "\u65e5\u672c" * 7, "x" * 101, "\U0001f600" * 11]
    endings = ["\n", "\r\n", "\r"]
    raw = WORK / "raw.jsonl"
    raw.write_bytes("".join(
        json.dumps({"meta": {"i": i}, "text": t, "z": 1.0}, ensure_ascii=i % 2 == 0) + endings[i % 3]
        for i, t in enumerate(texts)).encode())
    cases = []
    for shortest in [1, 3, 4, 11]:
        for longest in [1, 3, 4, 5, 100]:
            loaded = load_text_data(raw, min_chars=shortest, max_chars=longest)
            lines = [json.dumps(augment_prompt_with_hash(prompt)) for prompt in loaded]
            cases.append({"min": shortest, "max": longest, "lines": lines})
    (WORK / "raw-expected.json").write_text(json.dumps(cases))
    swift(package, "read")
    print(f"CaptureStore: {len(expected)} prompts of pattern_lens read, every value equal")
    print(f"PromptFile.rawPrompts: {len(cases)} settings, {sum(len(c['lines']) for c in cases)} prompts equal")
    print("pattern_lens 0.6.0 and this project read each other's folders")


def compare_pictures():
    """Runs inside the virtual environment."""
    import numpy as np
    from pattern_lens.figure_util import matrix_to_image_preprocess

    equal = 0
    for case in json.loads((ROOT / "Tests/Fixtures/figures/heat-maps.json").read_text()):
        # pattern_lens refuses a minimum below all values.
        if case["rule"] != "plain" or case["normalize_min"] == 0:
            continue
        shape = case["rows"], case["columns"]
        values = np.frombuffer(base64.b64decode(case["values"]), "<f4").reshape(shape)
        theirs = matrix_to_image_preprocess(
            values, normalize=case["normalize"], cmap=case["cmap"], diverging_colormap=case["diverging"],
            normalize_min=case["normalize_min"])
        pixels = np.frombuffer(base64.b64decode(case["pixels"]), np.uint8).reshape(*shape, 3)
        assert np.array_equal(theirs[..., :3], pixels), case["name"]
        equal += 1
    print(f"matrix_to_image_preprocess: {equal} pictures of the fixtures, every pixel equal")


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "--inside":
        exchange()
        return compare_pictures()
    package = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT
    WORK.mkdir(parents=True, exist_ok=True)
    for name in ["ours", "theirs"]:
        subprocess.run(["rm", "-rf", WORK / name], check=True)
    python = prepare()
    env = {**os.environ, "PYTHONPATH": str(WORK / "standins"), "MPLBACKEND": "Agg"}
    sys.exit(subprocess.run([python, __file__, "--inside", package], env=env).returncode)


if __name__ == "__main__":
    main()
