"""Scripts for pattern_lens often end by drawing all figures; under plens that is the shell's to do.

What else pattern_lens's module has comes from the package that is installed for this interpreter.
"""

import fnmatch
import importlib
import sys

from pattern_lens import attn_figure_funcs


def figures_main(*args, **kwargs):
    """Does nothing but say so."""
    print("figures_main() is left out: plens calls the functions that this module registers", file=sys.stderr)


main = figures_main


def select_attn_figure_funcs(figure_funcs_select=None):
    """The registered functions: all, those whose names match a pattern, or those that a set names."""
    functions = attn_figure_funcs.ATTENTION_MATRIX_FIGURE_FUNCS
    if figure_funcs_select is None:
        return functions
    if isinstance(figure_funcs_select, str):
        return [f for f in functions if fnmatch.fnmatchcase(attn_figure_funcs._name(f), figure_funcs_select)]
    if isinstance(figure_funcs_select, set):
        return [f for f in functions if attn_figure_funcs._name(f) in figure_funcs_select]
    raise TypeError(f"functions are chosen by None, a pattern or a set of names, not {figure_funcs_select!r}")


class HTConfigMock:
    """A model's configuration: what it is made with."""

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def serialize(self):
        """The fields."""
        return dict(self.__dict__)

    @classmethod
    def load(cls, data):
        """Makes one of the fields of model_cfg.json."""
        return cls(**data)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(importlib.import_module("pattern_lens._installed_figures"), name)
