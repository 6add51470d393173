"""The magics in an IPython shell."""
import numpy as np
import pytest

pytest.importorskip("IPython")

from IPython.testing.globalipapp import start_ipython  # noqa: E402

import patternlens as pl  # noqa: E402
from conftest import TEXT  # noqa: E402


@pytest.fixture(scope="module")
def ipython(home):
    shell = start_ipython()
    shell.run_line_magic("load_ext", "patternlens")
    yield shell
    shell.run_line_magic("unload_ext", "patternlens")


def run(ipython, cell):
    result = ipython.run_cell(cell)
    result.raise_error()
    return result.result


def test_a_line_gives_its_result(ipython):
    table = run(ipython, "%plens rank 'a b c a b c' --by induction --top 2")
    assert isinstance(table, pl.Table) and len(table) == 2
    assert run(ipython, "r = %plens models | head 1\nr").rows[0]["name"] == "demo"


def test_a_result_under_a_name(ipython):
    assert run(ipython, f"%plens -o r show '{TEXT}' L3H4") is None
    assert ipython.user_ns["r"].array.shape == (19, 19)
    # Notebooks show it as a picture.
    assert ipython.user_ns["r"]._repr_png_().startswith(b"\x89PNG")


def test_names_of_pythons_and_of_the_shells(ipython):
    ipython.user_ns["A"] = np.eye(3)
    doubled = run(ipython, "%plens $A | map 'A * 2'")
    assert doubled.array.tolist() == (2 * np.eye(3)).tolist()
    run(ipython, "%plens let A = models")
    assert isinstance(run(ipython, "%plens $A"), pl.Table)
    run(ipython, "%plens unset A")
    ipython.user_ns["größe"] = 1
    with pytest.raises(pl.UnsendableError):
        run(ipython, "%plens echo ${größe}")


def test_a_cell_is_commands(ipython, capsys):
    found = run(ipython, f"%%plens\nlet p = capture '{TEXT}'\necho two words\nrank $p --by induction --top 1")
    assert found["head"] == ["L3H4"] and "two words" in capsys.readouterr().out
    with pytest.raises(pl.NotFoundError, match="outside this model"):
        run(ipython, "%plens show 'a b' L9H9")


def test_an_error_is_its_message_and_no_traceback(ipython, capsys):
    result = ipython.run_cell("%plens rnak")
    assert isinstance(result.error_in_exec, pl.UsageError)
    told = capsys.readouterr().out
    assert told.splitlines() == ["UsageError: unknown command 'rnak'", "  did you mean 'rank'?"]
    assert ipython.run_cell("%plens --attach nosuch models").error_in_exec is not None
    assert capsys.readouterr().out.startswith("SessionError: there is no session 'nosuch'")
    ipython.run_cell("%plens -o q")
    assert "-o q keeps the result of a command" in capsys.readouterr().err and "q" not in ipython.user_ns


def test_completion(ipython):
    run(ipython, "%plens models | head 1")
    completions = [item.text for item in ipython.Completer.completions("%plens rank --by ind", 20)]
    assert completions == ["induction"]
    cell = "%%plens\nmodels\nran"
    assert "rank" in [item.text for item in ipython.Completer.completions(cell, len(cell))]
    assert "rank" not in [item.text for item in ipython.Completer.completions("ran", 3)]


def test_attaching(ipython, shell):
    assert run(ipython, f"%plens --attach {shell.name} echo there") == "there\n"
