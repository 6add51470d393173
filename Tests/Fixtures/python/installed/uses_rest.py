"""Uses parts of pattern_lens that plens has no stand-in for; a package beside this file has them."""

from pattern_lens.activations import computed
from pattern_lens.attn_figure_funcs import register_attn_figure_func
from pattern_lens.figures import HTConfigMock, process_single_head, select_attn_figure_funcs


@register_attn_figure_func
def tells_rest(attn_matrix, path):
    names = [function.__name__ for function in select_attn_figure_funcs("*")]
    fields = HTConfigMock.load({"n_layers": 2}).serialize()
    text = f"{computed()} {names} {fields} {process_single_head()}"
    (path / "tells_rest.svg").write_text(f"<svg>{text}</svg>")
