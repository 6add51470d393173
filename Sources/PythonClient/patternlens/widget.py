"""Patterns to look at in a notebook: one by itself, and the shell's page."""
from __future__ import annotations

import base64
import html
import json
import os
import re
import secrets
import struct
import zlib
from typing import TYPE_CHECKING, Any, Optional, Sequence, Union

import numpy as np

from .errors import CommandError, SessionError, TooLargeError
from .session import quoted
from .values import Patterns

if TYPE_CHECKING:
    from .session import Session

#: Bytes of a view's HTML, at most.
LIMIT = 300_000

#: Colours from the least to the largest value: matplotlib's "viridis" at five places.
_COLOURS = np.array([[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]], float)


class View:
    """The patterns of some heads, with their tokens, as HTML that needs neither a server nor a shell.

    Where scripts run (Jupyter, nbviewer, a browser), the pointer's cell is told with its number, and a click
    chooses a query whose keys the tokens then show; where they don't (GitHub), the picture stays. What does not
    fit into 300 kB is told with fewer digits, and then in fewer cells: the caption says so.
    """

    def __init__(self, patterns: Patterns, text: str = "") -> None:
        self.patterns, self.text = patterns, text
        self._fragment = ""

    def _repr_html_(self) -> str:
        if not self._fragment:
            for digits, side in [(32, 1), (16, 1), (8, 1), (8, 2), (8, 4), (8, 8), (8, 16)]:
                found = self._html(digits, side)
                if found is not None:
                    self._fragment = found
                    break
            else:
                raise TooLargeError(
                    f"{len(self.patterns)} patterns don't fit into {LIMIT // 1000} kB: give fewer heads, or see s.serve()")
        return self._fragment

    def __repr__(self) -> str:
        more = f" and {len(self.patterns) - 1} more" if len(self.patterns) > 1 else ""
        return f"<view of {self.patterns[0].address}{more}>"

    def save(self, path: "Union[str, os.PathLike[str]]") -> None:
        """Writes a page that a browser opens."""
        title = html.escape(self.patterns[0].address)
        page = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{title}</title><body>{self._repr_html_()}</body></html>\n'
        with open(path, "w", encoding="utf-8") as file:
            file.write(page)

    def _html(self, digits: int, side: int) -> Optional[str]:
        """The HTML with so many bits a number and so many cells a side in one; None where it is too long."""
        identity = "plens-" + secrets.token_hex(6)
        first = self.patterns[0]
        heads: "list[dict[str, Any]]" = []
        pictures: "list[str]" = []
        length = 0
        for pattern in self.patterns:
            cells = _pooled(pattern.array, side)
            low, high = _range(cells)
            heads.append({"name": pattern.head, "low": low, "high": high, "values": _packed(cells, digits, low, high)})
            pictures.append(base64.b64encode(_png(_coloured(cells, low, high))).decode())
            length += len(heads[-1]["values"]) + len(pictures[-1])
            if length > LIMIT:
                return None
        rows, columns = _pooled(first.array, side).shape
        size = {"rows": rows, "columns": columns, "digits": digits, "side": side}
        data = {**size, "queries": first.query_tokens, "keys": first.key_tokens, "firstQuery": first.queries.start,
                "firstKey": first.keys.start, "heads": heads, "colours": _COLOURS.astype(int).tolist()}
        scale = max(1, 384 // max(rows, columns))
        note = f"{first.model}, {html.escape(' '.join(self.text.split())[:120])}: rows are queries, columns keys"
        if digits < 32:
            note += f"; numbers are rounded to 1/{2 ** digits - 1} of the range"
        if side > 1:
            note += f"; a cell is the largest of {side}x{side}"
        text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
        figures = "".join(
            f'<figure style="display:inline-block;margin:4px"><figcaption>{head["name"]}</figcaption>'
            f'<img alt="{head["name"]}" width="{columns * scale}" height="{rows * scale}" style="image-rendering:pixelated" '
            f'src="data:image/png;base64,{picture}"></figure>'
            for head, picture in zip(heads, pictures))
        page = (
            f'<div id="{identity}" class="plens-view">{figures}<p class="told" style="font-family:monospace;margin:4px">{note}</p>'
            f'<p class="tokens" style="font-family:monospace;line-height:1.6;margin:4px"></p></div>'
            f'<script type="application/json" id="{identity}-data">{text}</script><script>({_SCRIPT})("{identity}")</script>')
        return page if len(page.encode()) <= LIMIT - 500 else None


_SCRIPT = """
async (id) => {
  const box = document.getElementById(id);
  const data = JSON.parse(document.getElementById(id + '-data').textContent);
  if (!box || !window.DecompressionStream) return;
  const unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    const all = await new Response(stream).arrayBuffer();
    return {32: Float32Array, 16: Uint16Array, 8: Uint8Array}[data.digits] && new ({32: Float32Array, 16: Uint16Array, 8: Uint8Array}[data.digits])(all);
  };
  const told = box.querySelector('.told'), strip = box.querySelector('.tokens');
  const images = [...box.querySelectorAll('img')];
  const note = told.textContent;
  let pinned = null;
  const span = (from, tokens, start) => {
    const first = from * data.side, last = Math.min(first + data.side, tokens.length) - 1;
    const name = (at) => JSON.stringify(tokens[at]);
    return (start + first) + (last > first ? '-' + (start + last) : '') + ' ' + name(first) + (last > first ? '...' + name(last) : '');
  };
  data.heads.forEach(async (head, number) => {
    const values = await unpack(head.values), image = images[number], steps = 2 ** data.digits - 1;
    const at = (row, column) => {
      const value = values[row * data.columns + column];
      return data.digits === 32 ? value : head.low + (head.high - head.low) * value / steps;
    };
    const colour = (value) => {
      const part = head.high > head.low ? (value - head.low) / (head.high - head.low) * (data.colours.length - 1) : 0;
      const low = Math.min(Math.floor(part), data.colours.length - 2), rest = part - low;
      return 'rgb(' + data.colours[low].map((c, i) => Math.round(c + rest * (data.colours[low + 1][i] - c))).join() + ')';
    };
    const show = (row) => {
      strip.textContent = '';
      data.keys.forEach((token, key) => {
        const value = at(row, Math.floor(key / data.side)), word = document.createElement('span');
        word.textContent = token;
        word.title = value.toPrecision(6);
        const part = head.high > head.low ? (value - head.low) / (head.high - head.low) : 0;
        word.style.cssText = 'padding:1px 2px;white-space:pre;background:' + colour(value) + ';color:' + (part > 0.6 ? '#000' : '#fff');
        strip.append(word, ' ');
      });
    };
    const cell = (event) => {
      const area = image.getBoundingClientRect();
      return [Math.min(data.rows - 1, Math.max(0, Math.floor((event.clientY - area.top) / area.height * data.rows))),
        Math.min(data.columns - 1, Math.max(0, Math.floor((event.clientX - area.left) / area.width * data.columns)))];
    };
    image.addEventListener('mousemove', (event) => {
      const [row, column] = cell(event);
      const digits = data.digits === 32 ? 8 : data.digits === 16 ? 5 : 3;
      told.textContent = head.name + ': query ' + span(row, data.queries, data.firstQuery) + ', key ' + span(column, data.keys, data.firstKey)
        + ': ' + at(row, column).toPrecision(digits);
      if (pinned === null) show(row);
    });
    image.addEventListener('mouseleave', () => { told.textContent = note; });
    image.addEventListener('click', (event) => {
      const [row] = cell(event);
      pinned = pinned === row ? null : row;
      show(row);
    });
    image.style.cursor = 'crosshair';
  });
}
""".strip()


def _pooled(array: np.ndarray, side: int) -> np.ndarray:
    """The largest of each `side` x `side` cells."""
    if side == 1:
        return array
    rows, columns = (-(-count // side) for count in array.shape)
    filled = np.full((rows * side, columns * side), -np.inf, np.float32)
    filled[:array.shape[0], :array.shape[1]] = array
    return np.asarray(filled.reshape(rows, side, columns, side).max((1, 3)))


def _range(cells: np.ndarray) -> "tuple[float, float]":
    finite = cells[np.isfinite(cells)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


def _packed(cells: np.ndarray, digits: int, low: float, high: float) -> str:
    if digits == 32:
        data = np.ascontiguousarray(cells, "<f4").tobytes()
    else:
        steps = 2 ** digits - 1
        part = np.nan_to_num((cells.astype(float) - low) / (high - low or 1), nan=0.0, posinf=1.0, neginf=0.0)
        data = np.round(np.clip(part, 0, 1) * steps).astype("<u2" if digits == 16 else "u1").tobytes()
    return base64.b64encode(zlib.compress(data)).decode()


def _coloured(cells: np.ndarray, low: float, high: float) -> np.ndarray:
    """Red, green and blue of each cell; grey where there is no number."""
    part = np.clip((cells.astype(float) - low) / (high - low or 1), 0, 1) * (len(_COLOURS) - 1)
    known = np.isfinite(part)
    part = np.where(known, part, 0)
    first = np.minimum(part.astype(int), len(_COLOURS) - 2)
    rest = (part - first)[..., None]
    colours = _COLOURS[first] * (1 - rest) + _COLOURS[first + 1] * rest
    return np.where(known[..., None], np.round(colours), 128).astype(np.uint8)


def _png(pixels: np.ndarray) -> bytes:
    """A PNG of pixels [row, column, 3] (PNG specification, 5 and 11): up to 256 colours by a palette."""
    rows, columns = pixels.shape[:2]
    # In steps of 3 for less than 256 colours; what is exact are the numbers beside it.
    colours, places = np.unique(pixels.reshape(-1, 3) // 3 * 3, axis=0, return_inverse=True)
    if len(colours) <= 256:
        kind, lines = 3, places.reshape(rows, columns).astype(np.uint8)
    else:
        kind, lines = 2, pixels.reshape(rows, columns * 3)
    data = np.concatenate([np.zeros((rows, 1), np.uint8), lines], 1).tobytes()

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)
    palette = chunk(b"PLTE", colours.tobytes()) if kind == 3 else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + palette + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


#: Where Jupyter's pages come from, if nothing else was said to it.
ORIGINS = ("http://localhost:8888", "http://127.0.0.1:8888")


class Page:
    """The page of a session in a notebook's cell; `stop *` ends it, and so does the shell's end."""

    def __init__(self, session: "Session", height: int, origins: "Sequence[str]" = ORIGINS) -> None:
        self.session, self.height = session, height
        try:
            told = str(session.run("serve" + "".join(f" --origin {quoted(origin)}" for origin in origins) + " &"))
        except CommandError as error:
            # One that is open already is the same page.
            if not re.search("is served at .* already", error.message):
                raise
            told = error.message
        found = re.search(r"https?://\S+", told)
        if not found:
            raise SessionError(f"the shell has no page: {told}")
        #: The page's address.
        self.url = found[0]

    def _repr_html_(self) -> str:
        return (f'<iframe src="{html.escape(self.url)}" width="100%" height="{self.height}" style="border:1px solid #ccc"></iframe>'
                f'<p><a href="{html.escape(self.url)}" target="_blank">{html.escape(self.url)}</a></p>')

    def __repr__(self) -> str:
        return f"<page {self.url}>"
