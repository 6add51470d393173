"""The console script `plens`: the program that came with this package."""
from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Becomes the program; `plens jupyter ...` is done here."""
    if sys.argv[1:2] == ["jupyter"]:
        from .jupyter import main as jupyter

        sys.exit(jupyter(sys.argv[2:]))
    own = Path(__file__).parent / "program" / "bin" / "plens"
    if not own.exists():
        sys.exit("plens: this package holds the Python client alone: install the program, or the wheel that has it")
    # What `plens jupyter` of the program itself needs to come back here.
    os.environ.setdefault("PLENS_PYTHON", sys.executable)
    os.execv(own, ["plens", *sys.argv[1:]])
