"""pattern_lens's names: what its documentation and its own tests say of them."""
import json
import re

import numpy as np
import pytest

import patternlens as pl
from conftest import PROMPTS, TEXT
from patternlens import compat


@pytest.fixture(autouse=True)
def session(shell):
    compat.use(shell)


def test_a_prompt_is_computed_saved_and_loaded(shell, tmp_path):
    prompt = {"text": TEXT, "meta": {"a": 1}}
    path, cache = compat.get_activations(prompt, "demo", tmp_path)
    assert path == tmp_path / "demo" / "prompts" / prompt["hash"] / "activations.npz" and path.exists()
    assert prompt["hash"] == "SuE_E3r5Yqa4gqZ8jJ0LbQ" and prompt["n_tokens"] == len(prompt["tokens"]) == 18
    assert sorted(cache) == [f"blocks.{layer}.attn.hook_pattern" for layer in range(4)]
    assert np.allclose(cache["blocks.3.attn.hook_pattern"][0, 4], shell.capture(TEXT)["L3H4"], atol=1e-5)
    saved = json.loads((path.parent / "prompt.json").read_text())
    assert saved["meta"] == {"a": 1} and saved["tokens"] == prompt["tokens"]
    again, loaded = compat.load_activations("demo", {"text": TEXT}, tmp_path, return_fmt="numpy")
    assert again == path and all((loaded[name] == cache[name]).all() for name in cache)
    path.write_bytes(b"not read")
    assert compat.get_activations(prompt, "demo", tmp_path, return_cache=None) == (path, None)
    assert compat.get_activations(prompt, "demo", tmp_path, allow_disk_cache=False)[1].keys() == cache.keys()


def test_stacked_heads_and_other_hooks(tmp_path):
    path, whole = compat.compute_activations({"text": TEXT}, "demo", tmp_path, return_cache="numpy", stack_heads=True)
    assert path.name == "activations-blocks.-.attn.hook_pattern.npy" and whole.shape == (1, 4, 6, 19, 19)
    assert (np.load(path) == whole).all()
    _, cache = compat.compute_activations(
        {"text": TEXT}, "demo", tmp_path, names_filter=re.compile(r"blocks\.[01]\.attn\.hook_z"), return_cache="numpy")
    assert sorted(cache) == ["blocks.0.attn.hook_z", "blocks.1.attn.hook_z"]
    _, cache = compat.compute_activations(
        {"text": TEXT}, "demo", tmp_path, names_filter=lambda name: name.endswith("resid_post"), return_cache="numpy")
    assert len(cache) == 4
    with pytest.raises(AssertionError, match="unexpected keys"):
        compat.compute_activations({"text": TEXT}, "demo", tmp_path, names_filter=lambda name: "hook_z" in name,
                                   return_cache="numpy", stack_heads=True)


def test_errors(tmp_path):
    with pytest.raises(compat.ActivationsMissingError):
        compat.load_activations("demo", {"text": TEXT}, tmp_path, return_fmt="numpy")
    assert issubclass(compat.ActivationsMissingError, FileNotFoundError)
    assert issubclass(compat.ActivationsMismatchError, compat.GetActivationsError)
    with pytest.raises(compat.InvalidPromptError):
        compat.augment_prompt_with_hash({"meta": {}})
    with pytest.raises(ValueError, match="Invalid return_fmt"):
        compat.load_activations("demo", {"text": TEXT}, tmp_path, return_fmt="jax")
    with pytest.raises(ValueError, match="invalid return_cache"):
        compat.compute_activations({"text": TEXT}, "demo", tmp_path, return_cache="jax")
    folder = tmp_path / "demo" / "prompts" / "h"
    folder.mkdir(parents=True)
    (folder / "prompt.json").write_text(json.dumps({"text": "another", "hash": "h"}))
    with pytest.raises(compat.ActivationsMismatchError, match="another"):
        compat.load_activations("demo", {"text": TEXT, "hash": "h"}, tmp_path, return_fmt="numpy")
    with pytest.raises(pl.NotFoundError, match="there is no model"):
        compat.compute_activations({"text": TEXT}, "nosuch", tmp_path, return_cache="numpy")


def test_the_main_functions(tmp_path):
    compat.activations_main(
        model_name="demo", save_path=tmp_path, prompts_path=str(PROMPTS), raw_prompts=True, min_chars=32,
        max_chars=128, force=False, n_samples=2, no_index_html=True)
    lines = (tmp_path / "demo" / "prompts.jsonl").read_text().splitlines()
    assert len(lines) == 2 and (tmp_path / "models.jsonl").exists() and (tmp_path / "demo/model_cfg.json").exists()
    expected = compat.load_text_data(PROMPTS, 32, 128)[:2]
    assert sorted(json.loads(line)["text"] for line in lines) == sorted(prompt["text"] for prompt in expected)
    compat.figures_main("demo", tmp_path, n_samples=1, force=False, figure_funcs_select={"raw"}, parallel=False)
    assert len(list(tmp_path.glob("demo/prompts/*/L3/H4/raw.*"))) == 1
    with pytest.raises(FileNotFoundError):
        compat.activations_main("demo", tmp_path, "nothing.jsonl", True, 1, 10, False, 1, True)
    with pytest.raises(FileNotFoundError):
        compat.figures_main("nosuch", tmp_path, 1, False)
    with pytest.warns(UserWarning, match="on the CPU"):
        compat.activations_main("demo", tmp_path, str(PROMPTS), True, 32, 128, False, 1, True, device="cuda")


def test_a_batch(tmp_path):
    prompts = [compat.augment_prompt_with_hash({"text": text}) for text in ["a b", "c d e f"]]
    paths = compat.compute_activations_batched(prompts, "demo", tmp_path)
    for prompt, path in zip(prompts, paths):
        with np.load(path) as archive:
            assert archive["blocks.0.attn.hook_pattern"].shape == (1, 6, prompt["n_tokens"] + 1, prompt["n_tokens"] + 1)
    with pytest.raises(AssertionError, match="hash"):
        compat.compute_activations_batched([{"text": "a"}], "demo", tmp_path)
