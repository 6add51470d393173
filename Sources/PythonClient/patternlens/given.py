"""Values of Python's as the shell takes them."""
from __future__ import annotations

import io
import json
import math
import numbers
import re
from typing import Any, Mapping

import numpy as np

from .errors import TooLargeError, UnsendableError
from .protocol import LIMIT
from .values import Heads, Pattern, Patterns, Table

Given = "tuple[dict[str, Any], bytes]"


def check_name(name: str) -> None:
    """Raises UnsendableError for a name that the shell can't hold: it takes ASCII letters, digits and `_`."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise UnsendableError(f"'{name}' is no name of the shell's: those have A-Z, a-z, 0-9 and _, and begin with no digit")
    if re.fullmatch(r"_\d*", name):
        raise UnsendableError(f"'{name}' is the shell's own name of a result: give the value another")


def text(what: str, value: Any) -> str:
    """`value`, if the shell can hold it as a text; UnsendableError says of `what` why not."""
    if not isinstance(value, str):
        raise UnsendableError(f"{what} is a text, not {value!r:.60}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        half = f"U+{ord(value[error.start]):04X}"
        raise UnsendableError(f"{what} is no text of Unicode's: character {error.start} is {half}, half of one") from None
    return value


def given(name: str, value: Any) -> "tuple[dict[str, Any], bytes]":
    """A value to send under `name`: header and bytes.

    Texts and numbers are texts; arrays of 2 to 4 axes are patterns ([query, key], [head, query, key],
    [layer, head, query, key]); one axis of numbers, a DataFrame, a dictionary of columns and a list of
    dictionaries are tables; Patterns, Tables and Heads are what they are.

    Raises UnsendableError for what the shell can't hold, TooLargeError for what is too large for one message.
    """
    check_name(name)
    header, data = _encoded(name, value)
    if len(data) > LIMIT - 65536:
        raise TooLargeError(f"'{name}' takes {len(data) / 1e6:.0f} MB; the shell takes {LIMIT / 1e6:.0f} MB at once")
    return {"name": name, **header}, data


def _encoded(name: str, value: Any) -> "tuple[dict[str, Any], bytes]":
    if isinstance(value, (bool, np.bool_)):
        return {"kind": "text"}, str(bool(value)).lower().encode()
    if isinstance(value, str):
        return {"kind": "text"}, text(f"'{name}'", value).encode()
    if isinstance(value, numbers.Number) and not isinstance(value, complex):
        return {"kind": "text"}, str(value).encode()
    if isinstance(value, Heads):
        return {"kind": "text"}, ",".join(value).encode()
    if isinstance(value, Pattern):
        return _patterns(name, value.array, [value.address])
    if isinstance(value, Patterns):
        return _patterns(name, value.array, [pattern.address for pattern in value])
    if isinstance(value, Table):
        return _table({column: value[column] for column in value.columns})
    if hasattr(value, "columns") and hasattr(value, "to_dict"):
        return _table({str(column): list(cells) for column, cells in value.to_dict("list").items()})
    if isinstance(value, Mapping):
        return _table({str(column): _column(name, cells) for column, cells in value.items()})
    if isinstance(value, (list, tuple)) and value and all(isinstance(row, Mapping) for row in value):
        names = list(dict.fromkeys(str(column) for row in value for column in row))
        return _table({column: [row.get(column) for row in value] for column in names})
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, (list, tuple, np.ndarray)) or hasattr(value, "__array__"):
        return _array(name, value)
    raise UnsendableError(f"'{name}' is a {type(value).__name__}: the shell takes texts, numbers, arrays and tables")


def _array(name: str, value: Any) -> "tuple[dict[str, Any], bytes]":
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise UnsendableError(f"'{name}' is no array: {error}") from None
    if array.dtype.kind in "US" and array.ndim == 1:
        return _table({name: [str(cell) for cell in array]})
    if array.dtype.kind not in "buif":
        raise UnsendableError(f"'{name}' is an array of {array.dtype}: a pattern has real numbers")
    if array.ndim == 0:
        return {"kind": "text"}, str(array.item()).encode()
    if array.ndim == 1:
        return _table({name: array.tolist()})
    return _patterns(name, array, [])


def _patterns(name: str, array: np.ndarray, addresses: "list[str]") -> "tuple[dict[str, Any], bytes]":
    if not 2 <= array.ndim <= 4 or array.size == 0:
        shape = ", ".join(map(str, array.shape))
        raise UnsendableError(
            f"'{name}' is an array [{shape}]: a pattern is [query, key], several are [head, query, key] or "
            "[layer, head, query, key], none empty")
    with np.errstate(over="ignore"):
        narrow = np.ascontiguousarray(array, np.float32)
    lost = np.isinf(narrow) & np.isfinite(array)
    if lost.any():
        raise UnsendableError(f"'{name}' has {array[lost][0]}: a pattern's numbers are of 32 bits, up to 3.4e38")
    file = io.BytesIO()
    np.save(file, narrow)
    return {"kind": "patterns", "addresses": addresses}, file.getvalue()


def _column(name: str, cells: Any) -> "list[Any]":
    if isinstance(cells, (str, bytes)) or not hasattr(cells, "__iter__"):
        raise UnsendableError(f"'{name}' is a dictionary, and not one of columns: its values are lists of one length")
    return list(cells)


def _table(columns: "dict[str, list[Any]]") -> "tuple[dict[str, Any], bytes]":
    lengths = {len(cells) for cells in columns.values()}
    if len(lengths) != 1:
        raise UnsendableError("a table has columns of one length: these have " + (", ".join(map(str, sorted(lengths))) or "none"))
    types: "list[str]" = []
    values: "list[list[Any]]" = []
    for column, cells in columns.items():
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", column):
            raise UnsendableError(f"'{column}' is no name of a column: those have A-Z, a-z, 0-9 and _")
        if all(isinstance(cell, numbers.Integral) for cell in cells):
            for cell in cells:
                if not -2**63 <= cell < 2**63:
                    raise UnsendableError(f"'{column}' has {cell}: the shell's whole numbers are of 64 bits")
            types.append("integer")
            values.append([int(cell) for cell in cells])
        elif all(cell is None or isinstance(cell, numbers.Real) for cell in cells):
            types.append("number")
            values.append([None if cell is None or not math.isfinite(cell) else float(cell) for cell in cells])
        else:
            types.append("text")
            values.append(["" if cell is None else text(f"a cell of '{column}'", str(cell)) for cell in cells])
    header = {"kind": "table", "columns": [{"name": n, "type": t} for n, t in zip(columns, types)]}
    return header, json.dumps(values).encode()
