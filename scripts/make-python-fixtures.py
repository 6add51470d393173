#!/usr/bin/env python3
"""Writes Tests/Fixtures/python/matrices.json: what pattern_lens 0.6 draws with the functions of matrices.py there.

    scripts/check-pattern-lens.py          # makes the virtual environment, with pattern_lens and a stand-in for torch
    PYTHONPATH=.build/check-pattern-lens/standins .build/check-pattern-lens/venv/bin/python scripts/make-python-fixtures.py

It holds a matrix (float32, row by row) and for each function the pixels of its picture (RGB, base64).
"""

import base64
import gzip
import io
import json
import pathlib
import re
import sys
import tempfile

import numpy as np
from PIL import Image
from pattern_lens.attn_figure_funcs import ATTENTION_MATRIX_FIGURE_FUNCS

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/Fixtures/python"
sys.path.insert(0, str(FOLDER))
sys.dont_write_bytecode = True

import matrices  # noqa: E402, F401 - registers its functions


def pattern(n):
    """Each row a softmax over keys up to the query, in float32."""
    scores = np.random.default_rng(7).normal(size=(n, n)).astype(np.float32) * 3
    powers = np.exp(np.where(np.tril(np.ones((n, n), bool)), scores, -np.inf))
    return (powers / powers.sum(-1, keepdims=True)).astype(np.float32)


def picture(path):
    content = path.read_bytes()
    if path.suffix == ".svgz":
        content = gzip.decompress(content)
    if path.suffix != ".png":
        content = base64.b64decode(re.search(rb"base64,([^\"]*)", content).group(1))
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


matrix = pattern(13)
figures = {}
for function in ATTENTION_MATRIX_FIGURE_FUNCS:
    with tempfile.TemporaryDirectory() as folder:
        function(matrix.copy(), pathlib.Path(folder))
        (file,) = pathlib.Path(folder).iterdir()
        pixels = picture(file)
        assert pixels.shape == (13, 13, 3)
        figures[file.name] = base64.b64encode(pixels.tobytes()).decode()
content = {"shape": list(matrix.shape), "values": [float(v) for v in matrix.ravel()], "figures": figures}
(FOLDER / "matrices.json").write_text(json.dumps(content) + "\n")
print(", ".join(figures))
