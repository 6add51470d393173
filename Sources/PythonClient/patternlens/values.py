"""What commands give: tables, patterns, figures, heads, models and texts."""
from __future__ import annotations

import base64
import html
import json
import os
import unicodedata
from typing import TYPE_CHECKING, Any, Callable, Iterator, List, Optional, Sequence, Union, overload

import numpy as np

if TYPE_CHECKING:
    import pandas



def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _shown(value: Any) -> str:
    """A cell as a person reads it: six decimals, one line."""
    if value is None:
        return "-"
    if isinstance(value, float) and value != int(value if abs(value) < 1e15 else 1):
        return f"{value:.6f}" if 1e-4 <= abs(value) < 1e6 else f"{value:.5e}"
    if isinstance(value, float):
        return f"{value:.0f}"
    return str(value).replace("\n", "↵")


class Table(Sequence["dict[str, Any]"]):
    """Rows under names: a sequence of dictionaries, and of columns by their names.

    Cells are `str`, `int`, `float`, or None where there is no value; heads and prompts are their texts
    (`L3H4`, `@hash`).
    """

    def __init__(self, columns: "dict[str, list[Any]]", types: Optional["dict[str, str]"] = None) -> None:
        """A table of columns of one length; `types` are the shell's kinds of them."""
        if len({len(cells) for cells in columns.values()}) > 1:
            raise ValueError("columns differ in length: " + ", ".join(f"{n}: {len(c)}" for n, c in columns.items()))
        self._columns = columns
        self.types: dict[str, str] = types or {}

    @property
    def columns(self) -> "list[str]":
        """The columns' names."""
        return list(self._columns)

    @property
    def rows(self) -> "list[dict[str, Any]]":
        """All rows."""
        return [dict(zip(self._columns, cells)) for cells in zip(*self._columns.values())]

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), []))

    def __iter__(self) -> "Iterator[dict[str, Any]]":
        return iter(self.rows)

    @overload
    def __getitem__(self, key: int) -> "dict[str, Any]": ...
    @overload
    def __getitem__(self, key: slice) -> "Table": ...
    @overload
    def __getitem__(self, key: str) -> "list[Any]": ...
    def __getitem__(self, key: Union[int, slice, str]) -> Any:
        """A row by its place, rows by a slice, or a column by its name."""
        if isinstance(key, str):
            if key not in self._columns:
                raise KeyError(f"there is no column '{key}': there are {', '.join(self._columns)}")
            return self._columns[key]
        if isinstance(key, slice):
            return Table({name: cells[key] for name, cells in self._columns.items()}, self.types)
        return {name: cells[key] for name, cells in self._columns.items()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self._columns == other._columns

    __hash__ = None  # type: ignore[assignment]

    def to_pandas(self) -> "pandas.DataFrame":
        """The table as a DataFrame; needs pandas."""
        import pandas

        return pandas.DataFrame(self._columns)

    def _align(self, limit: int) -> "tuple[list[list[str]], list[bool]]":
        cells = [[_shown(cell) for cell in column[:limit]] for column in self._columns.values()]
        numeric = [self.types.get(name) in ("integer", "number") for name in self._columns]
        return cells, numeric

    def __repr__(self) -> str:
        limit = 60
        cells, numeric = self._align(limit)
        lines = []
        widths = [max([_width(name), *map(_width, column)]) for name, column in zip(self._columns, cells)]
        for row in [list(self._columns), *map(list, zip(*cells))]:
            parts = [" " * (width - _width(cell)) + cell if right else cell + " " * (width - _width(cell))
                     for cell, width, right in zip(row, widths, numeric)]
            lines.append("  ".join(parts).rstrip())
        if len(self) > limit:
            lines.append(f"{len(self) - limit} more rows")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        limit = 200
        cells, numeric = self._align(limit)
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self._columns)
        style = ["text-align:right" if right else "text-align:left;white-space:pre" for right in numeric]
        body = "".join(
            "<tr>" + "".join(f'<td style="{s}">{html.escape(cell)}</td>' for s, cell in zip(style, row)) + "</tr>"
            for row in zip(*cells))
        more = f"<p>{len(self) - limit} more rows</p>" if len(self) > limit else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


class Figure:
    """A picture: PNG or SVG bytes, which notebooks show."""

    def __init__(self, name: str, png: Optional[bytes] = None, svg: Optional[bytes] = None) -> None:
        self.name, self.png, self.svg = name, png, svg

    def save(self, path: "Union[str, os.PathLike[str]]") -> None:
        """Writes the file that the path's ending names: .png or .svg.

        Raises ValueError for another ending, or a form that this figure has not.
        """
        ending = os.fspath(path).rpartition(".")[2].lower()
        data = {"png": self.png, "svg": self.svg}.get(ending)
        if data is None:
            have = " and ".join(k for k, v in (("png", self.png), ("svg", self.svg)) if v is not None)
            raise ValueError(f"'{os.fspath(path)}': this figure can be written as {have}")
        with open(path, "wb") as file:
            file.write(data)

    def __repr__(self) -> str:
        return f"<figure {self.name}>"

    def _repr_png_(self) -> Optional[bytes]:
        return self.png if self.svg is None else None

    def _repr_svg_(self) -> Optional[str]:
        return None if self.svg is None else self.svg.decode()

    def _tag(self) -> str:
        """The picture as HTML."""
        data, kind = (self.svg, "svg+xml") if self.svg is not None else (self.png or b"", "png")
        return f'<img alt="{html.escape(self.name)}" src="data:image/{kind};base64,{base64.b64encode(data).decode()}">'


class Pattern:
    """A head's pattern of a prompt, or a part of it: rows are queries, columns keys."""

    def __init__(self, header: "dict[str, Any]", array: np.ndarray, tokens: "list[str]",
                 figure: Optional[Figure] = None) -> None:
        self.array = array
        self.address: str = header["address"]
        self.model: str = header["model"]
        self.hash: str = header["hash"]
        self.head: str = header["head"]
        self.layer: int = header["layer"]
        self.index: int = header["index"]
        #: Places of the rows and columns among the prompt's tokens.
        self.queries = range(*header["queries"])
        self.keys = range(*header["keys"])
        self._tokens = tokens
        self._has_query_tokens = bool(header.get("hasQueryTokens", True))
        #: The picture, where one was asked for.
        self.figure = figure

    @property
    def shape(self) -> "tuple[int, ...]":
        """The array's shape, [queries, keys]."""
        return self.array.shape

    @property
    def query_tokens(self) -> "list[str]":
        """The tokens of the rows; empty texts where they are of another text than the columns."""
        return [self._tokens[place] if self._has_query_tokens else "" for place in self.queries]

    @property
    def key_tokens(self) -> "list[str]":
        """The tokens of the columns."""
        return [self._tokens[place] for place in self.keys]

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> np.ndarray:
        array = self.array if dtype is None else self.array.astype(dtype, copy=False)
        return array.copy() if copy else array

    def __getitem__(self, key: Any) -> Any:
        return self.array[key]

    def __len__(self) -> int:
        return len(self.array)

    def __repr__(self) -> str:
        return f"<pattern {self.address} {'x'.join(map(str, self.shape))}>"

    def _repr_png_(self) -> Optional[bytes]:
        return self.figure._repr_png_() if self.figure else None

    def _repr_svg_(self) -> Optional[str]:
        return self.figure._repr_svg_() if self.figure else None


class Patterns(Sequence[Pattern]):
    """Patterns of several heads: by their places, or by `"L3H4"` where one prompt has them."""

    def __init__(self, patterns: "Sequence[Pattern]") -> None:
        self._patterns = list(patterns)

    @property
    def array(self) -> np.ndarray:
        """All of them as one array, [pattern, query, key]; ValueError where their sizes differ."""
        return np.stack([pattern.array for pattern in self._patterns])

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> np.ndarray:
        return self.array if dtype is None else self.array.astype(dtype, copy=False)

    def __len__(self) -> int:
        return len(self._patterns)

    @overload
    def __getitem__(self, key: int) -> Pattern: ...
    @overload
    def __getitem__(self, key: slice) -> "Patterns": ...
    @overload
    def __getitem__(self, key: str) -> Pattern: ...
    def __getitem__(self, key: Union[int, slice, str]) -> Any:
        if isinstance(key, slice):
            return Patterns(self._patterns[key])
        if isinstance(key, str):
            found = [pattern for pattern in self._patterns if key in (pattern.head, pattern.address)]
            if len(found) != 1:
                raise KeyError(f"'{key}' names {len(found) or 'none'} of these {len(self)} patterns")
            return found[0]
        return self._patterns[key]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._patterns))

    def _repr_html_(self) -> Optional[str]:
        pictures = [(p.address, p.figure) for p in self._patterns if p.figure]
        if not pictures:
            return None
        return "".join(f'<figure style="display:inline-block;margin:4px"><figcaption>{html.escape(name)}</figcaption>'
                       f"{figure._tag()}</figure>" for name, figure in pictures)


class Heads(List[str]):
    """A selection of heads, such as L3H4."""


class Text(str):
    """What a command printed; texts for reading show as they are."""

    def __repr__(self) -> str:
        return str(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self).rstrip("\n"))


class Model:
    """A model, or a folder of saved patterns."""

    def __init__(self, name: str, layers: int, heads: int) -> None:
        self.name, self.layers, self.heads = name, layers, heads

    def __repr__(self) -> str:
        return f"<model {self.name}: {self.layers} layers of {self.heads} heads>"


class Results(List[Any]):
    """What several commands gave, in order."""

    def _repr_html_(self) -> Optional[str]:
        parts = []
        for value in self:
            form: Optional[Callable[[], Optional[str]]] = getattr(value, "_repr_html_", None)
            text = form() if form else None
            figure = value if isinstance(value, Figure) else getattr(value, "figure", None)
            if text is None and figure is not None:
                text = figure._tag()
            parts.append(text if text is not None else f"<pre>{html.escape(repr(value))}</pre>")
        return "".join(parts) if parts else None


def table(header: "dict[str, Any]", data: bytes) -> Table:
    """A table from its header and its columns as JSON."""
    names = [column["name"] for column in header["columns"]]
    return Table(dict(zip(names, json.loads(data))), {c["name"]: c["type"] for c in header["columns"]})
