#!/usr/bin/env python3
"""Drives plens itself on real terminals: pagers, start scripts, logs, results that are too long.

  test_shell.py PROGRAM [--only TEXT]

Needs pexpect and tmux.
"""
import argparse
import os
import sys
import time

import test_terminal
from test_terminal import Home, Screen, Session, cases_of, report, started


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def run(session, line):
    """Types a line and gives what is shown up to the next prompt."""
    session.send(line + "\r")
    return session.prompt()


def a_pager_has_the_terminal_and_gives_it_back(home):
    screen = Screen(home, 80, 20)
    screen.start()
    for line in ["hooks | less", "hooks | page", "hooks |! less"]:
        screen.keys(line, "Enter")
        screen.expect(lambda text: text.endswith(":") or text.endswith("(END)"))
        assert "hook_embed" in screen.text(), screen.text()
        screen.keys("q")
        screen.expect(lambda text: text.endswith("demo>"))
    screen.keys("echo alive", "Enter")
    screen.expect(lambda text: text.endswith("alive\ndemo>"))
    screen.close()


def a_long_table_ends_with_what_is_left_out(home):
    session = started(home)
    shown = run(session, "hooks")
    assert "more: _ | page" in shown, shown
    assert shown.count("\n") < 30, shown
    session.close()


def ctrl_c_ends_a_program_and_not_the_shell(home):
    session = started(home)
    session.send("!sleep 60\r")
    time.sleep(0.5)
    session.send("\x03")
    session.prompt()
    assert "alive" in run(session, "echo alive")
    session.close()


def ctrl_z_in_a_program_does_not_hang(home):
    session = started(home)
    session.send("!sleep 2; echo done\r")
    time.sleep(0.5)
    session.send("\x1a")
    session.child.expect("done")
    session.prompt()
    session.close()


def the_start_script_runs_and_its_mistakes_are_told(home):
    write(home.path + "/config/plens/init.plens", "def two(m) = m | head 2\nshow p9 L0H0\n")
    session = Session(home)
    session.child.expect("init.plens:2:1:")
    session.prompt()
    assert "2" in run(session, "hooks | two | count")
    session.close()
    session = Session(home, [*test_terminal.program(), "--no-init"])
    session.prompt()
    assert "unknown command 'two'" in run(session, "hooks | two")
    session.close()


def a_log_and_the_history_keep_what_succeeded(home):
    session = started(home)
    path = home.path + "/log.plens"
    for line in [f"log {path}", "echo one", "echo $nothing", "echo two", "log off", "echo three",
                 f"history --ok > {home.path}/ok.plens"]:
        run(session, line)
    with open(path, encoding="utf-8") as file:
        assert file.read() == "#!/usr/bin/env -S plens run\necho one\necho two\n"
    with open(home.path + "/ok.plens", encoding="utf-8") as file:
        assert "echo one\necho two\n" in file.read()
    session.close()


def a_private_session_keeps_no_history(home):
    session = Session(home, [*test_terminal.program(), "--private"])
    session.prompt()
    run(session, "echo secret")
    session.close()
    assert not os.path.exists(home.history_path)


def beginnings_of_verbs_do_for_a_person(home):
    session = started(home)
    assert "demo" in run(session, "mod | sel name")
    assert "is the beginning of" in run(session, "s")
    session.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--only", default="", help="run the cases whose names hold this")
    options = parser.parse_args()
    options.prompt = "demo> "
    test_terminal.options = options
    return report(cases_of(globals(), options.only))


if __name__ == "__main__":
    sys.exit(main())
