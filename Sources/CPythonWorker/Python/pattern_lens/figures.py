"""Scripts for pattern_lens often end by drawing all figures; under plens that is the shell's to do."""

import sys


def figures_main(*args, **kwargs):
    """Does nothing but say so."""
    print("figures_main() is left out: plens calls the functions that this module registers", file=sys.stderr)
