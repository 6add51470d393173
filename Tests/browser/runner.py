"""How both programs of browser tests are called, and what they end with."""

import os
import sys
import time
import traceback


def check(condition, message=""):
    if not condition:
        raise AssertionError(message or "not so")


def run(tests, label, usage):
    """Runs the test_ methods of a class, which is made of the two paths of the command line and a folder for
    screenshots; further words choose those whose names have one of them."""
    words = sys.argv[1:]
    shots = None
    if "--shots" in words:
        place = words.index("--shots")
        shots = words[place + 1]
        del words[place:place + 2]
    if len(words) < 2:
        sys.exit(usage)
    made = tests(os.path.abspath(words[0]), os.path.abspath(words[1]), shots)
    names = [name for name in tests.__dict__ if name.startswith("test_") and (not words[2:] or any(part in name for part in words[2:]))]
    start, failed = time.monotonic(), 0
    try:
        for name in names:
            try:
                getattr(made, name)()
            except Exception as error:  # the rest is to be run all the same
                failed += 1
                print(f"{label}: {name[5:].replace('_', ' ')}: {error}", file=sys.stderr)
                if not isinstance(error, AssertionError):
                    traceback.print_exc()
                made.shot("failed-" + name[5:40])
    finally:
        made.close()
    print(f"{label}: {len(names)} tests, {failed} failed, {time.monotonic() - start:.1f} s")
    sys.exit(1 if failed else 0)
