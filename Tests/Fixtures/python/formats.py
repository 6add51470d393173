"""Figures in formats that only matplotlib writes."""

from pattern_lens.attn_figure_funcs import register_attn_figure_func
from pattern_lens.figure_util import matplotlib_figure_saver


@register_attn_figure_func
@matplotlib_figure_saver(fmt="pdf")
def as_pdf(attn_matrix, ax):
    ax.matshow(attn_matrix)


@register_attn_figure_func
@matplotlib_figure_saver(fmt="jpg")
def as_jpg(attn_matrix, ax):
    ax.matshow(attn_matrix)


@register_attn_figure_func
@matplotlib_figure_saver(fmt="jpeg")
def as_jpeg(attn_matrix, ax):
    ax.matshow(attn_matrix)
