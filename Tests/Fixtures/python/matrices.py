"""`save_matrix_wrapper` with all its arguments; scripts/make-python-fixtures.py draws them with pattern_lens."""

import numpy as np
from matplotlib.colors import ListedColormap
from pattern_lens.attn_figure_funcs import register_attn_figure_func
from pattern_lens.consts import AttentionMatrix
from pattern_lens.figure_util import Matrix2D, save_matrix_wrapper


@register_attn_figure_func
@save_matrix_wrapper
def bare(attn_matrix: AttentionMatrix) -> Matrix2D:
    return attn_matrix


@register_attn_figure_func
@save_matrix_wrapper()
def called(attn_matrix):
    return attn_matrix


@register_attn_figure_func
@save_matrix_wrapper(fmt="png")
def png(attn_matrix):
    return attn_matrix


@register_attn_figure_func
@save_matrix_wrapper(fmt="svg", normalize=True, cmap="plasma")
def svg(attn_matrix):
    return attn_matrix * 2


@register_attn_figure_func
@save_matrix_wrapper(fmt="png", normalize=True, cmap="Blues")
def normalized(attn_matrix):
    return np.log(attn_matrix + 1e-6)


@register_attn_figure_func
@save_matrix_wrapper(fmt="png", normalize=True, cmap="RdBu", diverging_colormap=True)
def diverging(attn_matrix):
    return attn_matrix - attn_matrix.mean()


@register_attn_figure_func
@save_matrix_wrapper(fmt="png", normalize=True, cmap="magma_r", normalize_min=0.25)
def from_minimum(attn_matrix):
    return np.maximum(attn_matrix, 0.125)


@register_attn_figure_func
@save_matrix_wrapper(fmt="png", normalize=True, cmap=ListedColormap([(1, 0, 0), (0, 1, 0), (0, 0, 1)]))
def own_colors(attn_matrix):
    return attn_matrix.astype(np.float64) ** 0.5


@register_attn_figure_func
@save_matrix_wrapper(fmt="png", normalize=True)
def integers(attn_matrix):
    return (attn_matrix * 10).astype(np.int64)
