#!/usr/bin/env python3
"""Writes Sources/Pictures/HeatMaps/Colormap+Table.swift: every colour map that matplotlib knows by name, as bytes.

    python3 -m venv .build-venv && .build-venv/bin/pip install matplotlib numpy
    .build-venv/bin/python scripts/make-colormaps.py

A map is its table of colours, each channel floor(255 c), in base64. Maps with equal tables (grey and gray)
share one. matplotlib's reversed maps are reversals but for rounding: the few channels that differ by one
are listed.
"""

import base64
import pathlib

import matplotlib
import numpy as np


def table(cmap):
    """The map's colours as bytes [N, 3], after a check that it treats values outside as the default does."""
    colours = cmap(np.arange(cmap.N))
    assert (cmap(np.array([-1.0, 2.0])) == colours[[0, -1]]).all(), cmap.name
    assert (cmap(np.array([np.nan])) == 0).all(), cmap.name
    return (colours[:, :3] * 255).astype(np.uint8)


def corrections(reverse, plain):
    """Where `reverse` is not `plain` from its end: places of bytes from 1, negative where it is one less."""
    difference = reverse.astype(int).ravel() - plain[::-1].astype(int).ravel()
    assert abs(difference).max() <= 1
    return [int(at + 1) * int(difference[at]) for at in np.flatnonzero(difference)]


def wrapped(items):
    lines, line = [], " "
    for item in items:
        if len(line) + len(item) + 2 > 100:
            lines.append(line)
            line = " "
        line += f" {item},"
    return lines + [line]


def main():
    maps = {name: table(cmap) for name, cmap in matplotlib.colormaps.items()}
    plain = sorted((n for n in maps if not n.endswith("_r")), key=lambda n: (n.lower(), n))
    assert all(f"{name}_r" in maps for name in plain) and len(maps) == 2 * len(plain)
    tables, aliases, differing = {}, {}, {}
    for name in plain:
        data = maps[name].tobytes()
        other = next((n for n, d in tables.items() if d == data), None)
        if other:
            aliases[name] = other
        else:
            tables[name] = data
        if places := corrections(maps[f"{name}_r"], maps[name]):
            differing[name] = places

    lines = [
        "// Written by scripts/make-colormaps.py from matplotlib "
        f"{matplotlib.__version__}; not to be edited.",
        "// swift-format-ignore-file",
        "",
        "/// Names of matplotlib's maps, without those that end in `_r`.",
        "let colormapNames: [String] = [",
        *wrapped(f'"{name}"' for name in plain),
        "]",
        "",
        "/// Maps that have the table of another.",
        "let colormapAliases: [String: String] = [",
        *(f'  "{name}": "{other}",' for name, other in aliases.items()),
        "]",
        "",
        "/// Where a map with `_r` is not the reversal of this one: places of bytes in it from 1, whose",
        "/// values are one more, or one less where the place is negative.",
        "let colormapCorrections: [String: [Int]] = [",
    ]
    for name, places in differing.items():
        lines += [f'  "{name}": [', *("  " + line for line in wrapped(map(str, places))), "  ],"]
    lines += [
        "]",
        "",
        "/// Colours from low to high, three bytes each, in base64.",
        "let colormapTables: [String: String] = [",
    ]
    for name, data in tables.items():
        text = base64.b64encode(data).decode()
        rows = [f"    {text[at : at + 95]}" for at in range(0, len(text), 95)]
        lines += [f'  "{name}": """', "\\\n".join(rows), '    """,']
    lines += ["]", ""]
    target = pathlib.Path(__file__).resolve().parent.parent / "Sources/Pictures/HeatMaps/Colormap+Table.swift"
    target.write_text("\n".join(lines))
    print(f"{target}: {len(tables)} tables for {len(maps)} names, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
