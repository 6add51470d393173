"""Functions with several figures, in each way there is to declare them."""

from pattern_lens.attn_figure_funcs import register_attn_figure_func, register_attn_figure_multifunc
from pattern_lens.figure_util import matplotlib_multifigure_saver

NAMES = ["rows", "columns"]


@register_attn_figure_multifunc(NAMES)
@matplotlib_multifigure_saver(names=NAMES, fmt="svg")
def sums(attn_matrix, axes_dict):
    axes_dict["rows"].plot(attn_matrix.sum(axis=1))
    axes_dict["columns"].plot(attn_matrix.sum(axis=0))


@register_attn_figure_func
@matplotlib_multifigure_saver(["only"], fmt="png")
def saver_knows(attn_matrix, axes_dict):
    axes_dict["only"].plot(attn_matrix[0])


@register_attn_figure_multifunc(["a", "b"])
def by_hand(attn_matrix, path):
    for name in ("a", "b"):
        (path / f"by_hand.{name}.svg").write_text(f"<svg>{name}</svg>")
