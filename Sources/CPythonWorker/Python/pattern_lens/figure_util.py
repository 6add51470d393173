"""Decorators that turn drawing code into figure functions: functions of (matrix, folder) that save FUNCTION.FORMAT.

Matrices become colours as everywhere in plens. That is what pattern_lens does, but for three cases where its result
is not what its arguments say: a constant matrix gets the map's first colour (the centre, if diverging) and nothing
is divided by zero; infinities and NaN do not spoil the range, and NaN is black; a diverging matrix that is not
normalized has 0 at the map's centre. What it refuses is refused with its types of exceptions, which code may catch.
An SVG has pattern_lens's attributes, which swap width and height where a matrix is not square.

NumPy and matplotlib are imported when first needed: a module that does without them needs neither.
"""

import base64
import functools
import gzip
import struct
import zlib
from pathlib import Path
from typing import Any, Callable

from pattern_lens.consts import AttentionMatrix

try:
    from typing import Literal

    MatrixSaveFormat = Literal["png", "svg", "svgz"]
except ImportError:
    MatrixSaveFormat = str

AttentionMatrixFigureFunc = Callable[[AttentionMatrix, Path], None]
AttentionMatrixToMatrixFunc = Callable[[AttentionMatrix], Any]
Matrix2D = AttentionMatrix
Matrix2Drgb = AttentionMatrix

MATPLOTLIB_FIGURE_FMT = "svgz"
MATRIX_SAVE_NORMALIZE = False
MATRIX_SAVE_CMAP = "viridis"
MATRIX_SAVE_FMT = "svgz"
MATRIX_SAVE_SVG_TEMPLATE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{m}" height="{n}" viewBox="0 0 {m} {n}" '
    'image-rendering="pixelated"><image href="data:image/png;base64,{png_base64}" width="{m}" height="{n}"/></svg>'
)


def matplotlib_figure_saver(func=None, fmt=MATPLOTLIB_FIGURE_FMT):
    """Decorates a function of (matrix, axes), with or without arguments: its axes are saved."""

    def decorate(func):
        @functools.wraps(func)
        def save(attn_matrix, save_dir):
            import matplotlib.pyplot as plt

            figure, axes = plt.subplots(figsize=(10, 10))
            func(attn_matrix, axes)
            # The current figure, as pattern_lens: a function may have made one of its own.
            plt.tight_layout()
            plt.savefig(Path(save_dir) / f"{_name(func)}.{fmt}")
            plt.close(figure)

        save.figure_save_fmt = fmt
        return save

    return decorate(func) if callable(func) else decorate


def matplotlib_multifigure_saver(names, fmt=MATPLOTLIB_FIGURE_FMT):
    """Decorates a function of (matrix, axes by name): a figure is saved for each of the names."""
    names = tuple(names)

    def decorate(func):
        @functools.wraps(func)
        def save(attn_matrix, save_dir):
            import matplotlib.pyplot as plt

            figures = {name: plt.subplots(figsize=(10, 10)) for name in names}
            try:
                func(attn_matrix, {name: axes for name, (_, axes) in figures.items()})
                for name, (figure, _) in figures.items():
                    figure.tight_layout()
                    figure.savefig(Path(save_dir) / f"{_name(func)}.{name}.{fmt}")
            finally:
                for figure, _ in figures.values():
                    plt.close(figure)

        save.figure_save_fmt = fmt
        save._saved_names = names
        return save

    return decorate


def save_matrix_wrapper(
    func=None, *args, fmt=MATRIX_SAVE_FMT, normalize=MATRIX_SAVE_NORMALIZE, cmap=MATRIX_SAVE_CMAP,
    diverging_colormap=False, normalize_min=None,
):
    """Decorates a function from matrix to matrix, with or without arguments: its result is saved, a pixel a value."""
    if args:
        raise AssertionError("save_matrix_wrapper takes keyword arguments only")
    if fmt not in ("png", "svg", "svgz"):
        raise AssertionError(f"save_matrix_wrapper: fmt is {fmt!r}; it is 'png', 'svg' or 'svgz'")
    colors = {
        "normalize": normalize, "cmap": cmap, "diverging_colormap": diverging_colormap, "normalize_min": normalize_min,
    }

    def decorate(func):
        @functools.wraps(func)
        def save(attn_matrix, save_dir):
            matrix = func(attn_matrix)
            if fmt == "png":
                content = matrix2drgb_to_png_bytes(matrix_to_image_preprocess(matrix, **colors))
            else:
                content = matrix_as_svg(matrix, **colors).encode()
            if fmt == "svgz":
                content = gzip.compress(content, mtime=0)
            (Path(save_dir) / f"{_name(func)}.{fmt}").write_bytes(content)

        save.figure_save_fmt = fmt
        return save

    return decorate(func) if callable(func) else decorate


def matrix_to_image_preprocess(
    matrix, normalize=False, cmap=MATRIX_SAVE_CMAP, diverging_colormap=False, normalize_min=None
):
    """The matrix as colours, uint8 of [rows, columns, 3]."""
    import matplotlib
    import numpy as np

    matrix = np.asarray(matrix)
    if matrix.ndim != 2:
        raise AssertionError(f"Matrix must have two axes, rows and columns; this has shape {matrix.shape}")
    if matrix.size == 0:
        raise AssertionError(f"Matrix cannot be empty; this has shape {matrix.shape}")
    if normalize_min is not None and (diverging_colormap or not normalize):
        raise AssertionError("normalize_min needs normalize=True, and diverging_colormap excludes it")
    placed = _placed(matrix, normalize, diverging_colormap, normalize_min)
    colormap = matplotlib.colormaps[cmap] if isinstance(cmap, str) else cmap
    return (colormap(placed)[:, :, :3] * 255).astype(np.uint8)


def matrix2drgb_to_png_bytes(matrix, buffer=None):
    """A PNG of uint8 colours [rows, columns, 3]: returned, or written to the buffer if there is one."""
    rows, columns = matrix.shape[:2]
    # https://www.w3.org/TR/png-3: each row begins with its filter (none), the header says 8-bit RGB.
    lines = b"".join(b"\0" + row.tobytes() for row in matrix)
    png = b"\x89PNG\r\n\x1a\n"
    png += _chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0))
    png += _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")
    if buffer is None:
        return png
    buffer.write(png)


def matrix_as_svg(
    matrix, normalize=MATRIX_SAVE_NORMALIZE, cmap=MATRIX_SAVE_CMAP, diverging_colormap=False, normalize_min=None
):
    """The text of an SVG that holds the matrix as a PNG, one pixel a value."""
    image = matrix_to_image_preprocess(matrix, normalize, cmap, diverging_colormap, normalize_min)
    png = base64.b64encode(matrix2drgb_to_png_bytes(image)).decode()
    return MATRIX_SAVE_SVG_TEMPLATE.format(m=image.shape[0], n=image.shape[1], png_base64=png)


def _placed(matrix, normalize, diverging, normalize_min):
    """The values brought to 0...1, in the matrix's own precision."""
    import numpy as np

    finite = matrix[np.isfinite(matrix)]
    low, high = (finite.min(), finite.max()) if finite.size else (matrix.dtype.type(0),) * 2
    if not normalize:
        least = -1 if diverging else 0
        if low < least or high > 1:
            raise AssertionError(
                f"Matrix values must be in range [{least}, 1], or normalize must be True; "
                f"these are {low:.6g} to {high:.6g}"
            )
        return matrix / 2 + 0.5 if diverging else matrix
    if diverging:
        # Python's floats leave float32 what it is; a maximum of NumPy's integers would not.
        largest = max(abs(low), abs(high))
        return matrix / (2 * largest) + 0.5 if largest > 0 else matrix * 1.0 + 0.5
    if normalize_min is not None:
        if not normalize_min < high:
            raise AssertionError(f"normalize_min {normalize_min} is not below the largest value, {high:.6g}")
        low = normalize_min
    return (matrix - low) / (high - low) if high > low else (matrix - low) * 1.0


def _chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _name(func):
    return getattr(func, "__name__", "<unknown>")
