#!/usr/bin/env python3
"""Makes Tests/Fixtures/torch: checkpoints as PyTorch writes them, the values they hold, and pickles to refuse.

Usage: pip install torch; scripts/make-torch-fixtures.py        (checked with PyTorch 2.15)
"""
import collections
import json
import os
import pathlib

import torch

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "torch"


def values(state):
    """Names, shapes and float32 values, as a reader that widens everything gives them."""
    return {
        name: {"shape": list(t.shape), "values": t.detach().to(torch.float32).flatten().tolist()}
        for name, t in state.items()
        if isinstance(t, torch.Tensor) and not t.is_complex()
    }


def types():
    state = collections.OrderedDict()
    numbers = torch.tensor([[0, 1, 2.5], [3, 100, 7]])
    for name in ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8"]:
        state[name] = numbers.to(getattr(torch, name))
    state["negative"] = -numbers.to(torch.int8)
    state["bool"] = numbers > 2
    state["scalar"] = torch.tensor(3.5)
    state["empty"] = torch.zeros(0, 4)
    state["large"] = torch.arange(300, dtype=torch.float32).reshape(3, 4, 25) / 7
    return state


def views():
    base = torch.arange(60, dtype=torch.float32).reshape(5, 12)
    cube = torch.arange(24, dtype=torch.float16).reshape(2, 3, 4)
    return {
        "base": base,
        "tied": base,
        "rows": base[1:3],
        "offset": base.flatten()[7:19],
        "transposed": base.t(),
        "columns": base[:, 3:6],
        "steps": base[::2, ::3],
        "permuted": cube.permute(2, 0, 1),
        "one": base[2:3, 4:5],
        "parameter": torch.nn.Parameter(base[:2].clone()),
    }


def save(name, value, state, **options):
    torch.save(value, FOLDER / name, **options)
    EXPECTED[name] = values(state)


EXPECTED = {}
if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    save("types.bin", types(), types())
    save("types-legacy.bin", types(), types(), _use_new_zipfile_serialization=False)
    save("types-protocol4.bin", types(), types(), pickle_protocol=4)
    save("views.pth", views(), views())
    save("views-legacy.pth", views(), views(), _use_new_zipfile_serialization=False)

    model = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.LayerNorm(3), torch.nn.BatchNorm1d(3))
    state = model.state_dict()
    save("module.bin", state, state)
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.randn(5, 4)).sum().backward()
    optimizer.step()
    state = model.state_dict()
    whole = {"model": state, "optimizer": optimizer.state_dict(), "model_args": {"n_layer": 1, "bias": False},
             "iter_num": 3, "best_val_loss": 1e9, "seed": -5, "rng": torch.get_rng_state()[:8].tolist()}
    # nanoGPT's layout, and Lightning's
    save("checkpoint.pt", whole, state)
    save("lightning.pt", {"state_dict": state, "epoch": 2, "hyper": None}, state)

    shards = FOLDER / "sharded"
    shards.mkdir(exist_ok=True)
    names = list(state)
    parts = [names[: len(names) // 2], names[len(names) // 2 :]]
    files = [f"pytorch_model-{i + 1:05}-of-00002.bin" for i in range(2)]
    for part, file in zip(parts, files):
        torch.save({name: state[name] for name in part}, shards / file)
    weight_map = {name: file for part, file in zip(parts, files) for name in part}
    (shards / "pytorch_model.bin.index.json").write_text(
        json.dumps({"metadata": {"total_size": 0}, "weight_map": weight_map}))
    EXPECTED["sharded"] = values(state)

    class Runs:
        def __reduce__(self):
            return (os.getcwd, ())

    torch.save({"weight": torch.zeros(2), "run": Runs()}, FOLDER / "refuse-import.bin")
    torch.save(torch.nn.Linear(2, 2), FOLDER / "refuse-module.bin")
    torch.save({"weight": torch.zeros(1).expand(1000, 1000)}, FOLDER / "refuse-expanded.bin")
    torch.save({"weight": torch.zeros(2), "set": {1, 2}}, FOLDER / "refuse-set.bin", pickle_protocol=4)

    (FOLDER / "expected.json").write_text(json.dumps(EXPECTED))
    for name in EXPECTED:
        path = FOLDER / name
        if path.is_file() and "protocol4" not in name:
            torch.load(path, weights_only=True)  # what PyTorch itself takes to be harmless
