#!/usr/bin/env python3
"""Packs tiny models of the families of 2024 to 2026 into Tests/Fixtures/families: make-family-fixtures.py MODELS GGUF

MODELS has a folder for each: config.json, model.safetensors and reference.npz, with what transformers 5.24 gave (eager
attention, float64 on float32 weights). GGUF has what llama.cpp's converter (0c1e570) made of the same models, in float32.

A GGUF file has the numbers of the safetensors file in another order, and few others. So NAME/gguf.npz keeps its first bytes,
up to the data, and for the data runs of numbers: how many, from which number of the safetensors file's data on, and how far
apart they are there; -1 where they are the next ones of `literals`. What this gives is compared with the file itself.
"""
import json, pathlib, shutil, struct, sys
import numpy as np

models, converted = map(pathlib.Path, sys.argv[1:3])
out = pathlib.Path("Tests/Fixtures/families")


def floats_of_safetensors(path):
    data = path.read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    rest = data[start:]
    return np.frombuffer(rest[:len(rest) // 4 * 4], "<u4")


def data_start(data):
    """Where the tensors begin in a GGUF file (version 3)."""
    at = 24
    tensors, pairs = struct.unpack("<QQ", data[8:24])

    def text(at):
        (count,) = struct.unpack("<Q", data[at:at + 8])
        return data[at + 8:at + 8 + count].decode(), at + 8 + count

    sizes = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}

    def skip(kind, at):
        if kind == 8:
            return text(at)[1]
        if kind == 9:
            inner, count = struct.unpack("<IQ", data[at:at + 12])
            at += 12
            for _ in range(count):
                at = skip(inner, at)
            return at
        return at + sizes[kind]

    for _ in range(pairs):
        _, at = text(at)
        (kind,) = struct.unpack("<I", data[at:at + 4])
        at = skip(kind, at + 4)
    for _ in range(tensors):
        _, at = text(at)
        (axes,) = struct.unpack("<I", data[at:at + 4])
        at += 4 + 8 * axes
        (kind,) = struct.unpack("<I", data[at:at + 4])
        assert kind in (0, 26), f"tensors are float32 or int32: {kind}"
        at += 12
    return (at + 31) // 32 * 32


def reach(source, target, at, start, step):
    """How many numbers from target[at] on are source[start], source[start + step], ..."""
    most = len(target) - at
    if step > 0:
        most = min(most, (len(source) - 1 - start) // step + 1)
    elif step < 0:
        most = min(most, start // -step + 1)
    count, size = 0, 64
    while count < most:
        size = min(size, most - count)
        own = source[start + step * count + step * np.arange(size)]
        same = own == target[at + count:at + count + size]
        if not same.all():
            return count + int(same.argmin())
        count += size
        size *= 4
    return count


def pack(source, target):
    places = {}
    for index, value in enumerate(source.tolist()):
        places.setdefault(value, []).append(index)
    runs, literals, at = [], [], 0
    values = target.tolist()
    while at < len(values):
        best = (0, 0, 1)
        for start in places.get(values[at], [])[:6]:
            steps = {1}
            if at + 1 < len(values):
                steps |= {other - start for other in places.get(values[at + 1], [])[:6]}
            for step in steps - {0}:
                best = max(best, (reach(source, target, at, start, step), start, step))
        if best[0] >= 4:
            runs.append(best)
            at += best[0]
            continue
        if runs and runs[-1][1] < 0:
            runs[-1] = (runs[-1][0] + 1, -1, 0)
        else:
            runs.append((1, -1, 0))
        literals.append(values[at])
        at += 1
    return np.array(runs, "<i4"), np.array(literals, "<u4")


def unpack(source, runs, literals):
    parts, used = [], 0
    for count, start, step in runs.tolist():
        if start < 0:
            parts.append(literals[used:used + count])
            used += count
        else:
            parts.append(source[start + step * np.arange(count)])
    return np.concatenate(parts)


only = sys.argv[3:]
for folder in sorted(models.iterdir()):
    name = folder.name
    if only and name not in only:
        continue
    target = out / name
    target.mkdir(parents=True, exist_ok=True)
    for file in ("config.json", "model.safetensors"):
        shutil.copyfile(folder / file, target / file)
    np.savez_compressed(target / "reference.npz", **np.load(folder / "reference.npz"))
    file = converted / f"{name}.gguf"
    if not file.exists():
        continue
    data = file.read_bytes()
    start = data_start(data)
    source = floats_of_safetensors(folder / "model.safetensors")
    rest = np.frombuffer(data[start:], "<u4")
    runs, literals = pack(source, rest)
    assert (unpack(source, runs, literals) == rest).all(), name
    np.savez_compressed(
        target / "gguf.npz", head=np.frombuffer(data[:start], "u1"), runs=runs,
        literals=literals.view("<f4"))
    size = (target / "gguf.npz").stat().st_size
    print(f"{name}: {len(data)} bytes of GGUF in {size}, {len(literals)} numbers of its own")
