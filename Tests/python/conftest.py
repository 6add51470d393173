"""What the tests of the Python client share: $PLENS names the program that they run."""
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEXT = "When Mary and John went to the store, John gave a drink to"
PROMPTS = ROOT / "Tests/Fixtures/prompts/prompts.jsonl"


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory):
    """Sockets, settings and history of these tests alone."""
    folder = tmp_path_factory.mktemp("h")
    for name in ["HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"]:
        os.environ[name] = str(folder)
    os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
    return folder


@pytest.fixture(scope="session")
def shared(home):
    import patternlens

    with patternlens.start("demo") as session:
        yield session


@pytest.fixture
def shell(shared):
    """A session whose messages are kept, in `shell.told`."""
    shared.told = []
    shared.on_message = shared.told.append
    shared.max_bytes = None
    yield shared
    shared.run("unset mode")


@pytest.fixture(scope="session")
def kernel(home):
    """The kernel 'plens', where Jupyter finds it."""
    subprocess.run(
        [os.environ["PLENS"], "jupyter", "install", "--user"], check=True,
        env={**os.environ, "PLENS_PYTHON": sys.executable})
    return "plens"
