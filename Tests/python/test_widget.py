"""Patterns as HTML, and the page in a cell."""
import base64
import json
import re
import urllib.request
import zlib

import numpy as np
import pytest

import patternlens as pl
from conftest import TEXT
from patternlens.values import Pattern, Patterns
from patternlens.widget import LIMIT, View


def pattern(array, head="L0H0"):
    header = {"address": f"m:@h:{head}", "model": "m", "hash": "h", "head": head, "layer": 0, "index": 0,
              "queries": [0, array.shape[0]], "keys": [0, array.shape[1]]}
    return Pattern(header, array, [f"t{place}" for place in range(max(array.shape))])


def content(view):
    text = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', view._repr_html_(), re.S)[1]
    data = json.loads(text)
    kinds = {32: "<f4", 16: "<u2", 8: "u1"}
    values = [np.frombuffer(zlib.decompress(base64.b64decode(head["values"])), kinds[data["digits"]])
              for head in data["heads"]]
    return data, [array.reshape(data["rows"], data["columns"]) for array in values]


def test_a_view_has_the_numbers_themselves(shell, tmp_path):
    captured = shell.capture(TEXT)
    view = captured.view("L3H4")
    data, values = content(view)
    assert data["digits"] == 32 and (values[0] == captured["L3H4"]).all() and data["keys"] == captured.tokens
    assert "http" not in view._repr_html_() and "<img" in view._repr_html_()
    assert repr(view) == f"<view of demo:@{captured.hash}:L3H4>"
    view.save(tmp_path / "view.html")
    assert (tmp_path / "view.html").stat().st_size < LIMIT


def test_what_is_large_is_told_with_fewer_digits_and_says_so():
    random = np.random.default_rng(1)
    for size, digits in [(200, 32), (350, 8), (640, 8)]:
        array = np.tril(random.random((size, size), np.float32))
        view = View(Patterns([pattern(array)]))
        data, values = content(view)
        assert len(view._repr_html_()) < LIMIT and data["digits"] <= digits + 8
        if data["digits"] < 32:
            assert "rounded to 1/" in view._repr_html_()
        if data["side"] > 1:
            assert f"largest of {data['side']}x{data['side']}" in view._repr_html_()
    largest = np.max([array[:data["side"], :data["side"]]])
    low, high = data["heads"][0]["low"], data["heads"][0]["high"]
    assert abs(low + (high - low) * values[0][0, 0] / 255 - largest) < 1 / 255


def test_tokens_are_no_markup():
    array = np.ones((1, 1), np.float32)
    one = pattern(array)
    one._tokens = ["</script><script>alert(1)</script>"]
    view = View(Patterns([one]), "<b>")
    assert "alert(1)</script>" not in view._repr_html_() and "<b>" not in view._repr_html_()


def test_too_many_heads():
    random = np.random.default_rng(1)
    heads = [pattern(random.random((8, 8), np.float32), f"L0H{place}") for place in range(1500)]
    with pytest.raises(pl.TooLargeError, match="fewer heads"):
        View(Patterns(heads))._repr_html_()


def test_a_pattern_of_one_value_or_none():
    for array in [np.zeros((2, 3), np.float32), np.full((2, 2), np.nan, np.float32)]:
        assert "<img" in View(Patterns([pattern(array)]))._repr_html_()


def test_the_page_in_a_cell(shell):
    shell.capture(TEXT)
    page = shell.serve()
    try:
        assert page.url in page._repr_html_() and "<iframe" in page._repr_html_()
        with urllib.request.urlopen(page.url, timeout=20) as answer:
            assert answer.status == 200 and b"<html" in answer.read().lower()
            assert "http://localhost:8888" in answer.headers["Content-Security-Policy"]
    finally:
        shell.run("stop *")
