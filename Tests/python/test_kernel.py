"""The kernel: jupyter-kernel-test's suite, and what a notebook does with it."""
import itertools
import pathlib
import time

import pytest

pytest.importorskip("jupyter_kernel_test")

import jupyter_kernel_test  # noqa: E402
import nbformat  # noqa: E402
from jupyter_client.manager import start_new_kernel  # noqa: E402
from nbclient import NotebookClient  # noqa: E402

from conftest import ROOT, TEXT  # noqa: E402


@pytest.mark.usefixtures("kernel")
class TestKernel(jupyter_kernel_test.KernelTests):
    kernel_name = "plens"
    language_name = "plens"
    file_extension = ".plens"
    code_hello_world = "echo 'hello, world'"
    code_stderr = "cache"
    completion_samples = [
        {"text": "ran", "matches": {"rank"}},
        {"text": "rank --by ind", "matches": {"induction"}},
    ]
    complete_code_samples = ["models", "show p0 L3H4 | top 3", "let x = models"]
    incomplete_code_samples = ["echo 'a", "models |", "def two(m) = m |"]
    invalid_code_samples = ["let = 3", "models | | head"]
    code_generate_error = "nosuch"
    code_execute_result = [{"code": "models | head 1 | select name", "result": "name\ndemo"}]
    code_display_data = [{"code": f"show '{TEXT}' L3H4", "mime": "image/png"},
                         {"code": f"fig entropy '{TEXT}' L3H4", "mime": "image/svg+xml"}]
    code_history_pattern = "mod*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "rank"


@pytest.fixture
def client(kernel):
    manager, client = start_new_kernel(kernel_name=kernel)
    yield client, manager
    client.stop_channels()
    manager.shutdown_kernel(now=False)


def answers(client, code, timeout=60):
    """The reply to a cell, and what was published meanwhile."""
    told = []
    reply = client.execute_interactive(code, timeout=timeout, output_hook=told.append)
    return reply["content"], [(message["msg_type"], message["content"]) for message in told]


def test_results_and_streams_in_order(client):
    reply, told = answers(client[0], "echo one\nmodels | head 1 | select name\necho two\nmodels | head 1")
    shown = [(kind, content.get("text") or content["data"]["text/plain"]) for kind, content in told
             if kind in ("stream", "display_data", "execute_result")]
    assert shown[0] == ("stream", "one\n") and shown[1] == ("display_data", "name\ndemo"), shown
    assert shown[2] == ("stream", "two\n") and shown[-1][0] == "execute_result", shown
    assert "text/html" in told[-2][1].get("data", {}) or any("text/html" in c.get("data", {}) for _, c in told)


def test_an_interrupt_cancels_and_the_kernel_goes_on(client):
    client, manager = client
    # Else ipykernel drops what it finds waiting behind an error, and may find the next line there.
    identity = client.execute("!sleep 60", stop_on_error=False)
    time.sleep(1.5)
    start = time.monotonic()
    manager.interrupt_kernel()
    while True:
        reply = client.get_shell_msg(timeout=30)
        if reply["parent_header"].get("msg_id") == identity:
            break
    assert reply["content"]["status"] == "error" and reply["content"]["ename"] == "KeyboardInterrupt"
    assert time.monotonic() - start < 30
    assert answers(client, "echo on")[0]["status"] == "ok"


def test_a_restart_forgets(client):
    client, manager = client
    assert answers(client, "let x = models")[0]["status"] == "ok"
    manager.restart_kernel(now=False)
    client.wait_for_ready(timeout=60)
    assert answers(client, "$x")[0]["status"] == "error"


def test_progress_updates_in_its_place(client):
    prompts = pathlib.Path(ROOT, "Tests/Fixtures/prompts/prompts.jsonl")
    _, told = answers(client[0], f"capture '{prompts}' --hooks '.*' -n 60", timeout=120)
    updates = [content["transient"]["display_id"] for kind, content in told if kind == "update_display_data"]
    assert updates and len(set(updates)) == 1
    assert told[-1][0] == "status"


def test_the_example_notebook_says_what_it_shows(kernel):
    notebook = nbformat.read(ROOT / "docs/example.ipynb", as_version=4)
    expected = [cell.get("outputs") for cell in notebook.cells if cell.cell_type == "code"]
    NotebookClient(notebook, timeout=120, kernel_name=kernel, resources={"metadata": {"path": str(ROOT / "docs")}}).execute()
    # Where the machine is slow there is progress too, which leaves an empty place.
    found = [[output for output in cell.outputs if output.get("data") != {"text/plain": ""}]
             for cell in notebook.cells if cell.cell_type == "code"]
    # Messages may come as one stream or as several.
    kinds = [[[kind for kind, _ in itertools.groupby(output.output_type for output in outputs)] for outputs in cells]
             for cells in (found, expected)]
    assert kinds[0] == kinds[1]
    tables = [output.data["text/plain"] for outputs in found for output in outputs
              if output.output_type == "execute_result" and "text/html" in output.data]
    assert tables and any(table.splitlines()[1].startswith("L3H4") for table in tables)
    stored = [output.data["text/plain"] for outputs in expected for output in outputs
              if output.output_type == "execute_result" and "text/html" in output.data]
    words, stored_words = (" ".join(all_tables).split() for all_tables in (tables, stored))
    assert len(words) == len(stored_words)
    # Kernels of other processors differ in the last digits.
    for word, stored_word in zip(words, stored_words):
        assert word == stored_word or float(word) == pytest.approx(float(stored_word), rel=1e-3, abs=1e-4)
    assert any("image/png" in output.get("data", {}) for outputs in found for output in outputs)
