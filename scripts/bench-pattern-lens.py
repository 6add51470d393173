#!/usr/bin/env python3
"""Tells how many `raw` figures a second pattern_lens 0.6.0 draws of a saved folder, on all cores.

    python3 scripts/bench-pattern-lens.py FOLDER

It works in a copy of FOLDER, with the virtual environment that scripts/check-pattern-lens.py makes.
"""
import importlib.util
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def draw(folder):
    """Runs inside the virtual environment."""
    from pattern_lens.figures import figures_main

    model = next(path.name for path in folder.iterdir() if path.is_dir())
    start = time.perf_counter()
    figures_main(model, folder, n_samples=1_000_000, force=True, parallel=True)
    seconds = time.perf_counter() - start
    count = sum(1 for _ in folder.rglob("raw.png"))
    print(f"{count} figures in {seconds:.2f} s: {count / seconds:.0f} figures/s", file=sys.stderr)


def main():
    spec = importlib.util.spec_from_file_location("check", HERE / "check-pattern-lens.py")
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    python = check.prepare()
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch) / "data"
        shutil.copytree(sys.argv[1], copy)
        run = subprocess.run(
            [python, __file__, "--inside", copy], text=True, capture_output=True,
            env={"PYTHONPATH": str(check.WORK / "standins"), "PATH": "/usr/bin:/bin"})
    print(run.stderr.strip().splitlines()[-1])
    sys.exit(run.returncode)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        draw(pathlib.Path(sys.argv[2]))
    else:
        main()
