"""The list of figure functions, and the decorators that add to it."""

from pattern_lens.figure_util import save_matrix_wrapper

ATTENTION_MATRIX_FIGURE_FUNCS = []

# Each registered function knows what its figures are called: FUNCTION, or FUNCTION.NAME of several.
_FIGURE_NAMES_KEY = "_figure_names"


def register_attn_figure_func(func):
    """Registers a function of (matrix, folder) that saves one figure of its name."""
    return _registered(func, (_name(func),))


def register_attn_figure_multifunc(names):
    """Registers a function of (matrix, folder) that saves a figure for each of the names."""
    names = tuple(names)
    return lambda func: _registered(func, tuple(f"{_name(func)}.{name}" for name in names))


def get_all_figure_names():
    """The names of all figures of all registered functions."""
    return [name for func in ATTENTION_MATRIX_FIGURE_FUNCS for name in getattr(func, _FIGURE_NAMES_KEY, (_name(func),))]


def _registered(func, figure_names):
    setattr(func, _FIGURE_NAMES_KEY, figure_names)
    ATTENTION_MATRIX_FIGURE_FUNCS.append(func)
    return func


def _name(func):
    return getattr(func, "__name__", "<unknown>")


@register_attn_figure_func
@save_matrix_wrapper(fmt="png", normalize=True, cmap="Blues")
def raw(attn_matrix):
    """The pattern itself. plens draws its own `raw`; this one is for modules that name it."""
    return attn_matrix
