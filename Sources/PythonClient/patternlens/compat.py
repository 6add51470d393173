"""pattern_lens's names over PatternLens: its scripts run after changing one import.

    from patternlens.compat import activations_main, figures_main, load_activations

Signatures, what is returned and what is raised are those of pattern_lens 0.6.0, and so are the files that are
written. Models are computed by a shell of PatternLens, on the CPU, started when one is first needed; a model
that is given as an object with `run_with_cache` (a HookedTransformer) is run as it is. PyTorch is needed where
tensors are asked for, alone.
"""
from __future__ import annotations

import json
import re
import tempfile
import warnings
from pathlib import Path
from typing import Any, Callable, Iterator, Optional, Union

import numpy as np

from .session import Captured, Session, quoted, start, text_hash
from .values import Table

#: The folder that is written to where none is named.
DATA_DIR = "attn_data"

#: The names of attention patterns among hook points.
ATTN_PATTERN_REGEX = re.compile(r"blocks\.(\d+)\.attn\.hook_pattern")

ActivationCacheNp = "dict[str, np.ndarray]"

NamesFilter = Union[Callable[[str], bool], "re.Pattern[str]"]

_session: Optional[Session] = None


def use(session: Session) -> None:
    """Has everything here computed by a session that there is already."""
    global _session
    _session = session


def _shell() -> Session:
    global _session
    if _session is None or _session.ended:
        _session = start()
    return _session


class GetActivationsError(ValueError):
    """Activations can't be had."""


class ActivationsMissingError(GetActivationsError, FileNotFoundError):
    """A file of activations, or the prompt's, is not there."""


class ActivationsMismatchError(GetActivationsError):
    """What is saved under a prompt's hash is another prompt's."""


class InvalidPromptError(GetActivationsError):
    """A prompt has neither a text nor a hash."""


def compare_prompt_to_loaded(prompt: "dict[str, Any]", prompt_loaded: "dict[str, Any]") -> None:
    """Raises ActivationsMismatchError where two prompts differ in text or hash."""
    for key in ("text", "hash"):
        if prompt[key] != prompt_loaded[key]:
            raise ActivationsMismatchError(
                f"the prompt's {key} is {prompt[key]!r}, and {prompt_loaded[key]!r} in its file")


def augment_prompt_with_hash(prompt: "dict[str, Any]") -> "dict[str, Any]":
    """Gives a prompt its hash in place, if it has none; InvalidPromptError where it has no text either."""
    if "hash" not in prompt:
        if "text" not in prompt:
            raise InvalidPromptError(f"a prompt needs a 'text' or a 'hash', and has {sorted(prompt)}")
        prompt["hash"] = text_hash(prompt["text"])
    return prompt


def _folder(save_path: Union[str, Path], model_name: str, prompt: "dict[str, Any]") -> Path:
    return Path(save_path, model_name, "prompts", prompt["hash"])


def activations_exist(model_name: str, prompt: "dict[str, Any]", save_path: Path) -> bool:
    """Whether a prompt's files are there; the prompt needs a hash (InvalidPromptError)."""
    if "hash" not in prompt:
        raise InvalidPromptError(f"Prompt must have 'hash' key: it has {sorted(prompt)}")
    folder = _folder(save_path, model_name, prompt)
    return (folder / "prompt.json").exists() and (folder / "activations.npz").exists()


def load_activations(model_name: str, prompt: "dict[str, Any]", save_path: Path,
                     return_fmt: Optional[str] = "torch") -> "tuple[Path, dict[str, Any]]":
    """The path and the arrays of a prompt that was saved, as `"torch"` tensors or `"numpy"` arrays.

    Raises ActivationsMissingError, ActivationsMismatchError, InvalidPromptError; ValueError for another format.
    """
    if return_fmt not in ("torch", "numpy"):
        raise ValueError(f"Invalid return_fmt: {return_fmt!r}: it is 'torch' or 'numpy'")
    augment_prompt_with_hash(prompt)
    folder = _folder(save_path, model_name, prompt)
    saved = folder / "prompt.json"
    if not saved.exists():
        raise ActivationsMissingError(f"Prompt file {saved} does not exist")
    with open(saved) as file:
        compare_prompt_to_loaded(prompt, json.load(file))
    path = folder / "activations.npz"
    if not path.exists():
        raise ActivationsMissingError(f"Activations file {path} does not exist")
    with np.load(path) as archive:
        return path, _as(return_fmt, dict(archive.items()))


def _as(form: Optional[str], value: Any) -> Any:
    """Arrays, or a dictionary of them, in the form that was asked for."""
    if form is None or form == "numpy":
        return None if form is None else value
    import torch

    if isinstance(value, dict):
        return {name: torch.from_numpy(array) for name, array in value.items()}
    return torch.from_numpy(value)


def _check_form(return_cache: Optional[str]) -> None:
    if return_cache not in (None, "numpy", "torch"):
        raise ValueError(f"invalid return_cache: {return_cache!r}: it is None, 'numpy' or 'torch'")


def _accepts(names_filter: NamesFilter) -> "Callable[[str], bool]":
    if isinstance(names_filter, re.Pattern):
        return lambda name: names_filter.match(name) is not None
    return names_filter


def compute_activations(prompt: "dict[str, Any]", model: Any = None, save_path: Path = Path(DATA_DIR),
                        names_filter: NamesFilter = ATTN_PATTERN_REGEX, return_cache: Optional[str] = "torch",
                        stack_heads: bool = False) -> "tuple[Path, Any]":
    """Runs one prompt, saves what `names_filter` lets through, and gives the path and the values.

    `model` is a name that PatternLens knows, or an object with `run_with_cache`. With `stack_heads` one array
    [1, layer, head, query, key] is saved and given. The prompt gets `tokens` and `n_tokens`.
    """
    assert model is not None, "a model is needed"
    assert "text" in prompt, "a prompt needs a 'text'"
    augment_prompt_with_hash(prompt)
    if isinstance(model, str):
        _check_form(return_cache)
        name, values = _captured([prompt], model, names_filter, Path(save_path)), None
        folder = _folder(save_path, name, prompt)
        with np.load(folder / "activations.npz") as archive:
            values = dict(archive.items())
        if not stack_heads:
            return folder / "activations.npz", _as(return_cache, values)
        (folder / "activations.npz").unlink()
    else:
        name = model.cfg.model_name
        folder = _folder(save_path, name, prompt)
        _write_prompt(folder, prompt, model)
        values = _run(model, prompt["text"], names_filter)
        if not stack_heads:
            path = folder / "activations.npz"
            _save(path, {key: _array(value) for key, value in values.items()})
            _check_form(return_cache)
            if return_cache == "torch":
                return path, values
            return path, _as(return_cache, {key: _array(value) for key, value in values.items()})
    return _stacked(folder, values, return_cache)


def _stacked(folder: Path, values: "dict[str, Any]", return_cache: Optional[str]) -> "tuple[Path, Any]":
    layers = len(values)
    names = [f"blocks.{layer}.attn.hook_pattern" for layer in range(layers)]
    assert set(values) == set(names), (
        f"heads are stacked of all patterns and of nothing else: unexpected keys {sorted(set(values) ^ set(names))}")
    whole = np.stack([_array(values[name]) for name in names], axis=1)
    path = folder / "activations-blocks.-.attn.hook_pattern.npy"
    np.save(path, whole)
    _check_form(return_cache)
    return path, _as(return_cache, whole)


def _array(value: Any) -> np.ndarray:
    return np.asarray(value.detach().cpu().numpy() if hasattr(value, "detach") else value)


def _save(path: Path, arrays: "dict[str, Any]") -> None:
    np.savez_compressed(path, **arrays)


def _run(model: Any, text: Any, names_filter: NamesFilter, **options: Any) -> "dict[str, Any]":
    """What an object with TransformerLens's methods caches."""
    import torch

    with torch.no_grad():
        model.eval()
        _, cache = model.run_with_cache(text, names_filter=_accepts(names_filter), return_type=None, **options)
    return cache  # type: ignore[no-any-return]


def _write_prompt(folder: Path, prompt: "dict[str, Any]", model: Any) -> None:
    tokens = prompt["tokens"] if "tokens" in prompt else model.tokenizer.tokenize(prompt["text"])
    prompt["tokens"], prompt["n_tokens"] = tokens, len(tokens)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "prompt.json", "w") as file:
        json.dump(prompt, file)


def compute_activations_batched(prompts: "list[dict[str, Any]]", model: Any, save_path: Path = Path(DATA_DIR),
                                names_filter: NamesFilter = ATTN_PATTERN_REGEX,
                                seq_lens: "Optional[list[int]]" = None) -> "list[Path]":
    """Runs prompts in one pass and saves each; gives the paths. Prompts need `text` and `hash`.

    `seq_lens` are numbers of tokens with a BOS, of a model that is an object; PatternLens counts by itself.
    """
    assert model is not None, "a model is needed"
    assert prompts, "prompts must not be empty"
    for prompt in prompts:
        assert "text" in prompt, f"a prompt must contain 'text' key: {sorted(prompt)}"
        assert "hash" in prompt, f"a prompt must contain 'hash' key: {sorted(prompt)}"
    if isinstance(model, str):
        name = _captured(prompts, model, names_filter, Path(save_path))
        return [_folder(save_path, name, prompt) / "activations.npz" for prompt in prompts]
    if seq_lens is None:
        seq_lens = [int(model.to_tokens(prompt["text"]).shape[1]) for prompt in prompts]
    assert len(seq_lens) == len(prompts), f"seq_lens length mismatch: {len(seq_lens)} != {len(prompts)}"
    folders = [_folder(save_path, model.cfg.model_name, prompt) for prompt in prompts]
    for folder, prompt in zip(folders, prompts):
        _write_prompt(folder, prompt, model)
    cache = _run(model, [prompt["text"] for prompt in prompts], names_filter, padding_side="right")
    for name, value in cache.items():
        assert value.ndim == 4, f"expected 4D attention pattern tensor for {name!r}, got shape {tuple(value.shape)}"
    paths = []
    # Padding stands behind the tokens, which see nothing that comes after them.
    for place, (folder, length) in enumerate(zip(folders, seq_lens)):
        path = folder / "activations.npz"
        _save(path, {name: _array(value[place:place + 1, :, :length, :length]) for name, value in cache.items()})
        paths.append(path)
    return paths


def _captured(prompts: "list[dict[str, Any]]", model: str, names_filter: NamesFilter, save_path: Path) -> str:
    """Has the shell run prompts and save them; each gets its tokens.

    Gives the name of the model's folder.
    """
    shell = _shell()
    accepts = _accepts(names_filter)
    points: Table = shell.run(f"hooks -m {quoted(model)}")
    wanted = [name for name in points[points.columns[0]] if accepts(name)]
    if not wanted:
        raise ValueError(f"names_filter lets none of {model}'s {len(points)} hook points through")
    if isinstance(names_filter, re.Pattern):
        # Whole names are what `--hooks` takes; `match` is content with their beginning.
        pattern = f"(?:{names_filter.pattern}).*"
    else:
        pattern = "|".join(re.sub(r"([^A-Za-z0-9_])", r"\\\1", name) for name in wanted)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "prompts.jsonl")
        file.write_text("".join(json.dumps(prompt) + "\n" for prompt in prompts), encoding="utf-8")
        found = shell.run(f"capture {quoted(str(file))} -m {quoted(model)} -o {quoted(str(save_path.absolute()))} "
                          f"--hooks {quoted(pattern)} --force")
    name = (found if isinstance(found, Captured) else found[0]).model.name
    for prompt in prompts:
        with open(_folder(save_path, name, prompt) / "prompt.json") as saved:
            fields = json.load(saved)
        prompt["tokens"], prompt["n_tokens"] = fields["tokens"], fields["n_tokens"]
    return str(name)


def get_activations(prompt: "dict[str, Any]", model: Any, save_path: Path = Path(DATA_DIR),
                    allow_disk_cache: bool = True, return_cache: Optional[str] = "numpy") -> "tuple[Path, Any]":
    """The path and values of a prompt: from the folder if they are saved there, else computed and saved."""
    augment_prompt_with_hash(prompt)
    name = model if isinstance(model, str) else model.cfg.model_name
    if allow_disk_cache and return_cache is None:
        if activations_exist(name, prompt, save_path):
            return _folder(save_path, name, prompt) / "activations.npz", None
    elif allow_disk_cache:
        try:
            return load_activations(model_name=name, prompt=prompt, save_path=save_path, return_fmt=return_cache)
        except ActivationsMissingError:
            pass
    return compute_activations(prompt=prompt, model=model, save_path=save_path, return_cache=return_cache)


def load_text_data(fname: Path, min_chars: Optional[int] = None, max_chars: Optional[int] = None,
                   shuffle: bool = False) -> "list[dict[str, Any]]":
    """The prompts of a file of JSON Lines: those too short left out, those too long cut into pieces."""
    with open(fname) as file:
        lines = [json.loads(line) for line in file]
    for line in lines:
        line["source_fname"] = Path(fname).as_posix()
    pieces: "list[dict[str, Any]]" = []
    for line in lines:
        text = line["text"]
        if min_chars is not None and len(text) < min_chars:
            continue
        pieces += [{**line, "text": piece} for piece in _pieces(text, max_chars)
                   if min_chars is None or len(piece) >= min_chars]
    if shuffle:
        import random

        random.shuffle(pieces)
    return pieces


def _pieces(text: str, most: Optional[int]) -> "Iterator[str]":
    while most is not None and len(text) > most:
        yield text[:most]
        text = text[most:]
    yield text


def activations_main(model_name: str, save_path: Union[str, Path], prompts_path: str, raw_prompts: bool,
                     min_chars: int, max_chars: int, force: bool, n_samples: int, no_index_html: bool,
                     shuffle: bool = False, stacked_heads: bool = False, device: Any = "cpu",
                     batch_size: int = 32) -> None:
    """Captures the patterns of a file of prompts into a folder, and brings the folder's lists up to date.

    Without `raw_prompts` the prompts are those of the model's own `prompts.jsonl` in the folder. PatternLens
    computes on the CPU, whatever `device` says, and writes no HTML.
    """
    if not isinstance(device, str) and type(device).__name__ != "device":
        raise TypeError(f"invalid device: {device!r}")
    if str(device) != "cpu":
        warnings.warn(f"PatternLens computes on the CPU, not on {device}", stacklevel=2)
    if stacked_heads:
        raise NotImplementedError("stacked_heads not implemented yet")
    folder = Path(save_path).absolute()
    path = Path(prompts_path).absolute() if raw_prompts else folder / model_name / "prompts.jsonl"
    words = ["capture", quoted(str(path)), "-m", quoted(model_name), "-o", quoted(str(folder)),
             "--batch-size", str(min(batch_size, 256))]
    if raw_prompts:
        words += ["--raw", "--min-chars", str(min_chars), "--max-chars", str(max_chars)]
        words += ["--shuffle"] if shuffle else []
    words += ["-n", str(n_samples)] if n_samples is not None else []
    words += ["--force"] if force else []
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file")
    _shell().run(" ".join(words))


def figures_main(model_name: str, save_path: Union[str, Path], n_samples: int, force: bool,
                 figure_funcs_select: "Union[set[str], str, None]" = None, parallel: Union[bool, int] = True) -> None:
    """Draws figures of all heads of a folder's prompts, beside the patterns.

    Functions are those that `figs` lists: all, those that a pattern such as `svd*` fits, or a set of names.
    `parallel` is taken for granted.
    """
    if figure_funcs_select is not None and not isinstance(figure_funcs_select, (str, set)):
        raise TypeError(f"figure_funcs_select is None, a text or a set, not {type(figure_funcs_select).__name__}")
    folder = Path(save_path).absolute()
    if not (folder / model_name / "model_cfg.json").exists():
        raise FileNotFoundError(f"{folder / model_name / 'model_cfg.json'}: no such file")
    words = ["fig"]
    if figure_funcs_select is not None:
        names = [figure_funcs_select] if isinstance(figure_funcs_select, str) else sorted(figure_funcs_select)
        words.append(quoted(",".join(names)))
    words += ["-m", quoted(model_name), "--from", quoted(str(folder)), "-o", quoted(str(folder))]
    words += ["-n", str(n_samples)] if n_samples is not None else []
    words += ["--force"] if force else []
    _shell().run(" ".join(words))
