#!/usr/bin/env python3
"""Makes Sources/Hub/KnownModels+Table.swift: the names and sizes of the models that TransformerLens knows.

Usage: scripts/make-known-models.py TABLE.tsv
TABLE.tsv has a head line and a model a line, with at least the columns official, default_alias, other_aliases, arch,
n_layers, d_model, n_heads, n_ctx; aliases are separated by commas, '-' stands for none. Where TransformerLens is
installed (2.18 was used), its own list of names is compared with the table's.
"""
import csv
import pathlib
import sys

TARGET = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "Hub" / "KnownModels+Table.swift"


def aliases(row):
    names = [row["default_alias"]] + row["other_aliases"].split(",")
    return [name for name in names if name not in ("-", "", row["official"])]


with open(sys.argv[1]) as file:
    rows = list(csv.DictReader(file, delimiter="\t"))
try:
    from transformer_lens.loading_from_pretrained import MODEL_ALIASES, OFFICIAL_MODEL_NAMES
except ImportError:
    print("TransformerLens is not installed: its list of names is not compared", file=sys.stderr)
else:
    assert {row["official"] for row in rows} == set(OFFICIAL_MODEL_NAMES)
    for row in rows:
        extra = set(aliases(row)) ^ (set(MODEL_ALIASES.get(row["official"], [])) - {row["official"]})
        assert not extra, (row["official"], extra)
lines = []
for row in rows:
    fields = [row[key] for key in ("official", "arch", "n_layers", "n_heads", "d_model", "n_ctx")]
    assert not any(" " in field for field in fields), fields
    lines.append("    " + " ".join(fields + [",".join(aliases(row)) or "-"]))
TARGET.write_text(
    "// Made by scripts/make-known-models.py from TransformerLens's tables; lines are as long as names are.\n"
    "// swift-format-ignore-file\n\n"
    "extension KnownModels {\n"
    "  /// A model a line: official name, architecture, layers, heads, width, context, other names.\n"
    '  static let table = """\n' + "\n".join(lines) + '\n    """\n}\n')
