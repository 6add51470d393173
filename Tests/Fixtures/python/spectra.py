"""The example of pattern_lens's README, with NumPy's svd for SciPy's."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from pattern_lens.attn_figure_funcs import register_attn_figure_func
from pattern_lens.figure_util import matplotlib_figure_saver, save_matrix_wrapper
from pattern_lens.figures import figures_main


@register_attn_figure_func
@matplotlib_figure_saver(fmt="svgz")
def svd_spectra(attn_matrix: np.ndarray, ax: plt.Axes) -> None:
    """Singular values of the pattern.

    On a logarithmic axis.
    """
    _, s, _ = np.linalg.svd(attn_matrix)
    ax.plot(s, "o-")
    ax.set_yscale("log")
    ax.set_xlabel("Singular Value Index")
    ax.set_ylabel("Singular Value")
    ax.set_title("Singular Value Spectrum of Attention Matrix")


figures_main(model_name="pythia-14m", save_path=Path("docs/demo/"), n_samples=5, force=False)

if __name__ == "__main__":
    raise SystemExit("a module that is loaded is not the main program")
