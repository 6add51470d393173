"""The client against a real shell."""
import io
import os
import signal
import subprocess
import sys
import threading
import time
from csv import DictReader

import numpy as np
import pytest

import patternlens as pl
from conftest import PROMPTS, ROOT, TEXT


def test_a_pattern_is_bit_for_bit_what_the_shell_prints(shell, tmp_path):
    captured = shell.capture(TEXT)
    array = captured["L3H4"]
    assert array.dtype == np.float32 and array.flags.writeable
    file = tmp_path / "l3h4.npy"
    shell.run("show $p L3H4 > $file", p=captured, file=str(file))
    assert array.tobytes() == np.load(file).tobytes()
    assert array.tobytes() == np.load(io.BytesIO(shell.run("show $p L3H4 --mode npy", p=captured))).tobytes()
    # Another process may add in another order.
    printed = subprocess.run(
        [os.environ["PLENS"], "show", TEXT, "L3H4", "--mode", "npy"], capture_output=True, check=True).stdout
    assert np.abs(array - np.load(io.BytesIO(printed))).max() < 1e-5


def test_tokens_and_ids_are_those_of_the_rows(shell):
    captured = shell.capture(TEXT)
    assert captured.tokens[:5] == ["<|endoftext|>", "When", "ĠM", "ary", "Ġand"]
    assert captured.ids.dtype == np.int64 and len(captured.ids) == len(captured.tokens) == len(captured["L0H0"])


def test_all_patterns_are_one_array_of_rows_that_sum_to_one(shell):
    captured = shell.capture(TEXT)
    whole = captured.patterns
    assert whole.shape == (4, 6, 19, 19) and whole.dtype == np.float32
    assert np.abs(whole.sum(-1) - 1).max() < 1e-5 and np.triu(whole, 1).max() == 0
    for layer, head in [(0, 0), (2, 5), (3, 4)]:
        assert (whole[layer, head] == captured[f"L{layer}H{head}"]).all()
    assert captured["L2-3"].shape == (12, 19, 19)
    assert (captured["L3H4[-1]"] == whole[3, 4, -1:]).all()


def test_hooks_agree_with_one_another(shell):
    captured = shell.capture(TEXT)
    values, pattern = captured.hook("blocks.3.attn.hook_v"), captured.patterns[3]
    expected = np.einsum("hqk,khd->qhd", pattern.astype(float), values.astype(float))
    assert np.abs(captured.hook("blocks.3.attn.hook_z") - expected).max() < 1e-5
    with pytest.raises(pl.NotFoundError, match="no hook point"):
        captured.hook("blocks.3.nonsense")


def test_numpy_reads_tables_and_patterns_as_arrays(shell, tmp_path):
    captured = shell.capture(TEXT)
    (csv, npz) = (tmp_path / "t.csv", tmp_path / "t.npz")
    shell.run("tokens $p > $csv", p=captured, csv=str(csv))
    shell.run("tokens $p > $npz", p=captured, npz=str(npz))
    with np.load(npz) as arrays, open(csv, newline="") as lines:
        rows = list(DictReader(lines))
        assert list(arrays.files) == list(rows[0])
        assert arrays["id"].dtype == np.int64 and arrays["id"].tolist() == [int(row["id"]) for row in rows]
        assert arrays["token"].dtype.kind == "U" and arrays["token"].tolist() == [row["token"] for row in rows]
    shell.run("rank $p --by induction --top 24 > $npz", p=captured, npz=str(npz))
    with np.load(npz) as arrays:
        assert arrays["induction"].dtype == np.float64 and len(arrays["head"]) == 24
        assert arrays["head"][0] == "L3H4" and (np.diff(arrays["induction"]) <= 0).all()
    with pytest.raises(pl.CommandError, match="two arrays of one npz would be named 'id'"):
        shell.run("tokens $p | select id id > $npz", p=captured, npz=str(npz))
    shell.run("show $p L3H4-5 > $npz", p=captured, npz=str(npz))
    with np.load(npz) as arrays:
        assert [name.split("/")[1] for name in arrays.files] == ["L3H4", "L3H5"]
        assert (arrays[arrays.files[0]] == captured["L3H4"]).all()


def test_a_table_has_rows_columns_and_html(shell):
    captured = shell.capture(TEXT)
    table = shell.run("rank $p --by induction --top 3", p=captured)
    assert [row["head"] for row in table.rows][0] == "L3H4" and len(table) == 3
    assert table.columns == ["head", "induction"] and table["induction"] == sorted(table["induction"], reverse=True)
    assert "<td" in table._repr_html_() and "L3H4" in repr(table)
    pandas = pytest.importorskip("pandas")
    assert isinstance(table.to_pandas(), pandas.DataFrame) and list(table.to_pandas().head(1)["head"]) == ["L3H4"]


def test_numbers_come_with_all_their_digits(shell):
    captured = shell.capture(TEXT)
    cells = shell.run("show $p L3H4[13] | select attention", p=captured)
    assert np.array_equal(np.array(cells["attention"], np.float32), captured["L3H4"][13])


def test_pictures(shell):
    captured = shell.capture(TEXT)
    figure = shell.show(captured, "L3H4")
    assert figure.png.startswith(b"\x89PNG") and figure.svg.startswith(b"<svg")
    assert figure._repr_svg_().startswith("<svg") and "L3H4" in repr(figure)
    assert len(shell.show(captured, "L3")) == 6
    assert shell.figure(captured, "entropy", "L3H4").svg.startswith(b"<svg")


def test_a_stream_keeps_nothing(shell):
    shell.run("prompts clear; cache clear")
    count = 0
    for ids, patterns in shell.stream(PROMPTS, "L2-3"):
        assert patterns.shape == (12, len(ids), len(ids))
        count += 1
        if count == 3:
            break
    assert len(shell.run("prompts")) == 0 and len(shell.run("cache")) == 0
    item = next(iter(shell.stream([TEXT], "L3H4")))
    assert np.allclose(item.patterns[0], shell.capture(TEXT)["L3H4"], atol=1e-5) and item.heads == ["L3H4"]


def test_values_of_pythons(shell):
    array = np.arange(12, dtype=np.float64).reshape(3, 4)
    doubled = shell.run("$A | map 'A * 2'", A=array)
    assert doubled.array.tolist() == (array * 2).tolist()
    several = shell.run("$A", A=np.zeros((2, 3, 4, 4)))
    assert several.array.shape == (6, 4, 4) and several["L1H2"].shape == (4, 4)
    table = shell.run("$t | sort x", t={"x": [2, 1], "y": [0.5, None], "z": ["b", "a"]})
    assert table.rows == [{"x": 1, "y": None, "z": "a"}, {"x": 2, "y": 0.5, "z": "b"}]
    assert shell.run('echo "${who}"', who='it\'s "$x"').strip() == 'it\'s "$x"'
    with pytest.raises(pl.UsageError, match="there is no"):
        shell.run("$A | count")  # it was the other command's alone
    with pytest.raises(pl.UsageError, match="patterns"):
        shell.run("show $A", A=array)


def test_names_of_the_shell_stay(shell):
    shell.run("let kept = rank 'a b a b' --by induction --top 1")
    assert len(shell.run("$kept", kept={"x": [1, 2, 3]})) == 3
    assert shell.run("$kept").columns[0] == "head"


def test_results_in_order_and_texts(shell):
    found = shell.run("echo one; models | head 1; echo two")
    assert [type(value).__name__ for value in found] == ["Text", "Table", "Text"] and found[2] == "two\n"
    assert shell.run("let x = models") is None
    shell.run("set mode json")
    assert isinstance(shell.run("models"), pl.Table)
    assert isinstance(shell.run("models --mode csv"), pl.Text)


def test_errors_have_message_place_and_status(shell):
    with pytest.raises(pl.UsageError, match="unknown command 'nosuch'") as error:
        shell.run("echo 1\n  nosuch thing")
    assert error.value.status == 2 and error.value.place[1:] == (2, 3, 6)
    with pytest.raises(pl.NotFoundError, match="outside this model") as error:
        shell.run("show 'a b' L9H9")
    assert error.value.status == 3 and isinstance(error.value, LookupError)
    with pytest.raises(pl.BadFileError):
        broken = ROOT / "Tests/python/conftest.py"
        shell.run(f"load {broken}")


def test_completion_help_and_what_is_complete(shell):
    assert "rank" in [text for text, _ in shell.complete("ra").candidates]
    completion = shell.complete("rank --by ind")
    assert completion[:2] == (10, 13) and completion.candidates[0][0] == "induction"
    assert shell.complete("é 'ü' | ra").start == 8
    assert [shell.is_complete(text) for text in ["models", "echo 'a", "models |"]] == ["complete", "incomplete", "incomplete"]
    assert shell.help("rank").startswith("rank [PROMPTS...]")


def test_threads_share_a_session(shell):
    wanted = {text: shell.capture(text)["L3H4"] for text in ["a b a b", "c d e c d e f"]}
    wrong, threads = [], []

    def work(text):
        captured = shell.capture(text)
        for _ in range(10):
            if not np.allclose(captured["L3H4"], wanted[text], atol=1e-5):
                wrong.append(text)

    for text in list(wanted) * 3:
        threads.append(threading.Thread(target=work, args=(text,)))
        threads[-1].start()
    for thread in threads:
        thread.join(60)
    assert not wrong and not any(thread.is_alive() for thread in threads)


def test_ctrl_c_cancels_the_command_and_the_session_goes_on():
    code = """
import patternlens, sys
s = patternlens.start("demo")
print("ready", flush=True)
try:
    s.run("!sleep 60")
except KeyboardInterrupt:
    print("cancelled", flush=True)
print(s.run("echo still"), s.run("!pgrep -P " + str(s._process.pid)), flush=True)
"""
    # What a script starts in the background ignores Ctrl-C, and so would all that it starts.
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert output.startswith("cancelled\nstill"), (output, errors)
    assert "sleep" not in output


@pytest.mark.parametrize("command", ["", "serve --port 0"])
def test_the_shell_ends_with_its_program(command):
    code = (f"import patternlens, os; s = patternlens.start('demo'); s.run({command!r}); "
            "print(s._process.pid, flush=True); os._exit(1)")
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(int(output), 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("the shell goes on")


def test_attaching_to_a_shell_by_name_and_path(shell):
    assert shell.name in [item.name for item in pl.sessions()]
    with pl.attach(shell.name) as second:
        assert np.allclose(second.capture(TEXT)["L3H4"], shell.capture(TEXT)["L3H4"], atol=1e-5)
        second.on_message = lambda text: None
    with pl.attach(shell.path) as third:
        assert third.run("echo a") == "a\n"
    assert not shell.ended
    with pytest.raises(pl.SessionError, match="closed"):
        second.run("echo a")


def test_a_gone_prompt_is_captured_again(shell):
    captured = shell.capture(TEXT)
    before = captured["L3H4"]
    shell.run("prompts clear; cache clear")
    assert np.allclose(captured["L3H4"], before, atol=1e-5)
