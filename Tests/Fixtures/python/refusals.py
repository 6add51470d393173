"""What the decorators refuse, as the exceptions that they raise."""

import numpy as np
from pattern_lens.attn_figure_funcs import register_attn_figure_func
from pattern_lens.figure_util import matrix_as_svg, save_matrix_wrapper


def refusal(function, words=0):
    try:
        function()
    except Exception as error:
        return f"{type(error).__name__} {str(error)[:words]}".strip()
    return "none"


@register_attn_figure_func
def tells_refusals(attn_matrix, path):
    half = np.full((2, 2), 0.5)
    said = [
        refusal(lambda: matrix_as_svg(np.zeros((0, 0))), 22),
        refusal(lambda: matrix_as_svg(np.full((2, 2), 3.0)), 64),
        refusal(lambda: matrix_as_svg(np.zeros(4))),
        refusal(lambda: matrix_as_svg(half, normalize_min=0.1)),
        refusal(lambda: save_matrix_wrapper(fmt="gif")),
        refusal(lambda: matrix_as_svg(np.array([["a", "b"]]))),
        refusal(lambda: matrix_as_svg(half, cmap="no such map")),
    ]
    (path / "tells_refusals.svg").write_text(f"<svg>{' '.join(said)}</svg>")


@register_attn_figure_func
def tells_svg(attn_matrix, path):
    (path / "tells_svg.svg").write_text(matrix_as_svg(np.full((2, 2), 0.5)))
