"""Leaves figures open; draws how much memory the process has, in KB."""

import matplotlib.pyplot as plt
from pattern_lens.attn_figure_funcs import register_attn_figure_func


@register_attn_figure_func
def leaks(attn_matrix, path):
    plt.figure(figsize=(1, 1), dpi=20).add_axes((0, 0, 1, 1)).imshow(attn_matrix)
    with open("/proc/self/status") as status:
        memory = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    (path / "memory.svg").write_text(f"<svg>{len(plt.get_fignums())} {memory}</svg>")
