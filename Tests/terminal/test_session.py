#!/usr/bin/env python3
"""Does the main job as a script, typed into the shell in tmux, and as commands of their own, and sees
that all three give the same.

  test_session.py PROGRAM FIXTURES [--transcript]

FIXTURES is Tests/Fixtures. With --transcript the typed session's screen is printed. Needs tmux, NumPy.
"""
import argparse
import csv
import io
import json
import os
import shutil
import subprocess
import sys

import numpy as np

import test_terminal
from test_terminal import Home, Screen, wait

FILES = ["ioi.png", "last.csv", "stats.csv", "ind.csv", "diff.csv", "cells.csv", "log.npy",
         "sharp.txt", "l0.json", "heads.npz"]


def prepared(home, fixtures):
    """A folder with what the session needs."""
    folder = home.path + "/work"
    os.makedirs(folder)
    with open(fixtures + "/prompts/prompts.jsonl", encoding="utf-8") as file:
        lines = file.readlines()[:10]
    with open(folder + "/prompts.jsonl", "w", encoding="utf-8") as file:
        file.writelines(lines)
    for name in ["main-job.plens", "main-job.sh", "svd_spectra.figs"]:
        shutil.copy(f"{fixtures}/shell/{name}", folder)
    return folder


def run(words, home, folder, **options):
    result = subprocess.run(words, cwd=folder, text=True, capture_output=True, timeout=120,
                            env=home.environment(**options))
    assert result.returncode == 0, (words, result.stdout, result.stderr)
    return result


def typed(home, folder, shows):
    """Types the script line by line, each once the prompt is there again; what was on the screen."""
    screen = Screen(home, 100, 50)
    screen.tmux("set-option", "-g", "history-limit", "50000")
    screen.keys(f"cd {folder}; clear", "Enter")
    screen.start()
    with open(folder + "/main-job.plens") as file:
        lines = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    for number, line in enumerate(lines):
        screen.keys(line, "Enter")
        # The history has a line once its command has ended, and the prompt comes behind it.
        wait(lambda: len(home.history()) > number, screen.text, seconds=60)
        screen.expect(lambda text: text.endswith("demo>"))
    assert home.history() == lines, home.history()
    if shows:
        print(screen.tmux("capture-pane", "-p", "-t", "t", "-S", "-"))
    screen.keys("quit", "Enter")
    screen.expect(lambda text: text.endswith("sh$"))
    with open(home.history_path, encoding="utf-8") as file:
        failed = [line for line in file if json.loads(line)["status"] != 0]
    assert not failed, failed
    screen.close()


def bytes_of(folder, name):
    with open(f"{folder}/{name}", "rb") as file:
        return file.read()


def figures(folder):
    found = {}
    for path, _, names in os.walk(folder + "/figures"):
        for name in names:
            if name.endswith((".png", ".svg")):
                place = os.path.join(path, name)
                found[os.path.relpath(place, folder)] = bytes_of(folder, os.path.relpath(place, folder))
    return found


def values(folder, name):
    """What is in a file, its numbers apart from its texts."""
    data = bytes_of(folder, name)
    numbers, texts = [], []

    def add(value):
        if isinstance(value, dict):
            for key in sorted(value):
                texts.append(key)
                add(value[key])
        elif isinstance(value, list):
            for item in value:
                add(item)
        elif isinstance(value, (int, float)):
            numbers.append(value)
        else:
            texts.append(value)

    if name.endswith(".csv"):
        for row in csv.reader(io.StringIO(data.decode())):
            for cell in row:
                try:
                    numbers.append(float(cell))
                except ValueError:
                    texts.append(cell)
    elif name.endswith(".json"):
        add(json.loads(data))
    elif name.endswith(".npy"):
        numbers = np.load(io.BytesIO(data)).ravel()
    elif name.endswith(".npz"):
        archive = np.load(io.BytesIO(data))
        texts = sorted(archive.files)
        numbers = np.concatenate([archive[key].ravel() for key in texts])
    else:
        texts = [data]
    return texts, np.array(numbers)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("fixtures")
    parser.add_argument("--transcript", action="store_true")
    options = parser.parse_args()
    options.prompt = "demo> "
    test_terminal.options = options
    program = os.path.abspath(options.program)
    options.program = program
    homes = [Home(), Home(), Home()]
    script, terminal, single = [prepared(home, os.path.abspath(options.fixtures)) for home in homes]

    run([program, "run", "--check", "main-job.plens"], homes[0], script)
    run([program, "run", "main-job.plens"], homes[0], script)
    typed(homes[1], terminal, options.transcript)
    path = homes[2].path + "/bin"
    os.makedirs(path)
    os.symlink(program, path + "/plens")
    run(["bash", "main-job.sh"], homes[2], single, PATH=path + ":" + os.environ["PATH"])

    worst = 0
    for name in FILES:
        assert bytes_of(script, name) == bytes_of(terminal, name), f"{name} differs when typed"
        (texts, numbers), (others, more) = values(script, name), values(single, name)
        assert texts == others, f"{name}: {texts[:20]} and {others[:20]}"
        assert numbers.shape == more.shape, f"{name}: {numbers.shape} and {more.shape}"
        if numbers.size:
            worst = max(worst, np.abs(numbers - more).max())
    assert worst < 1e-5, worst
    drawn = figures(script)
    assert len(drawn) == 50, len(drawn)
    assert drawn == figures(terminal), "figures differ when typed"
    assert drawn.keys() == figures(single).keys()
    same = sum(drawn[name] == data for name, data in figures(single).items())
    # What was saved makes the same session again.
    again = run([program, "-f", "today.plens", "-c", "$ind > again.csv; prompts | count"],
                homes[0], script)
    assert again.stdout.endswith("13\n"), again.stdout
    assert bytes_of(script, "again.csv") == bytes_of(script, "ind.csv")
    print(f"{len(FILES)} files and {len(drawn)} figures are the same as a script and typed; "
          f"as single commands numbers are within {worst:.1e}, and {same} figures the same bytes")


if __name__ == "__main__":
    sys.exit(main())
