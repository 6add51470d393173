#!/usr/bin/env python3
"""Drives plens itself on real terminals: pagers, start scripts, logs, results that are too long.

  test_shell.py PROGRAM [--only TEXT]

Needs pexpect and tmux.
"""
import os
import subprocess
import sys
import time

import test_terminal
from test_terminal import ESCAPE, Screen, Session, started, wait


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


def a_job_ends_above_the_half_typed_line(home):
    pipe = home.path + "/p.jsonl"
    os.mkfifo(pipe)
    screen = Screen(home)
    try:
        screen.start()
        screen.keys(f"prompts add {pipe} &", "Enter")
        # Keys from before the prompt would be shown twice: by the terminal itself, then in the line.
        screen.expect(lambda text: "demo>" in text.partition("[1] prompts")[2])
        line = "echo a line that is long enough to take two rows of the screen"
        screen.keys(line)
        screen.expect(lambda text: text.replace("\n", "").endswith("demo> " + line))
        subprocess.run(["sh", "-c", f"echo '{{\"text\": \"a b c\"}}' > {pipe}"], timeout=100, check=True)
        screen.expect(lambda text: "[1] done" in text and text.replace("\n", "").endswith("demo> " + line))
        assert screen.text().count("a line that") == 1, screen.text()
        screen.keys("Left", "X", "Enter")
        home.wait_for(line[:-1] + "X" + line[-1])
    finally:
        screen.close()


def a_job_begins_with_what_the_one_before_made(home):
    session = started(home)
    write(home.path + "/one.jsonl", '{"text": "a b c"}\n')
    session.send(f"prompts add {home.path}/one.jsonl &\r")
    session.child.expect(r"\[1\] done")
    session.send("capture p0 &\r")
    session.child.expect(r"\[2\] done: demo: 1 prompt")
    session.close()


def a_hint_is_offered_in_its_row_and_taken(home):
    screen = Screen(home, 40, 12)
    try:
        screen.start()
        line = "echo 日本 " + "words that do not fit the row " * 2 + "end"
        screen.keys(line, "Enter")
        home.wait_for(line)
        screen.keys("C-l")
        screen.keys("ec")
        screen.expect(lambda text: text.startswith("demo> echo 日本 words") and "…" in text)
        assert "\n" not in screen.text().strip(), screen.text()
        # It is no part of the line: what is typed replaces it, and Ctrl-C leaves nothing of it.
        screen.keys("x")
        screen.expect(lambda text: text.rstrip() == "demo> ecx")
        screen.keys("C-c")
        screen.expect(lambda text: text.rstrip() == "demo> ecx^C\ndemo>")
        screen.keys("ec")
        screen.expect(lambda text: "…" in text)
        screen.tmux("resize-window", "-t", "t", "-x", "30")
        time.sleep(0.3)
        # tmux itself may have moved the row above out of the screen when it wrapped the hint.
        last = screen.text().split("\n")[-1]
        assert last.startswith("demo> echo 日本 w") and last.endswith("…"), screen.text()
        screen.keys("C-e", "Enter")
        wait(lambda: home.history() == [line, line], lambda: repr(home.history()))
        # Verbs are offered where there is no command that begins so; a paste is not.
        screen.keys("C-l", "apr")
        screen.expect(lambda text: text.rstrip() == "demo> apropos")
        screen.keys("C-c")
        screen.keys("set hints off", "Enter", "C-l", "apr")
        time.sleep(0.4)
        assert screen.text().rstrip().endswith("demo> apr"), screen.text()
    finally:
        screen.close()


def a_bound_key_runs_its_command(home):
    write(home.path + "/config/plens/init.plens", "bind f5 'echo five'\nbind ctrl-t 'echo tee'\n")
    session = Session(home)
    session.prompt()
    for keys, text in [(ESCAPE + "[15~", "five"), ("\x14", "tee")]:
        session.send("echo half")
        session.child.expect("half")
        session.send(keys)
        session.child.expect(f"{text}\r\n")
        session.child.expect("echo half")
        session.send(" typed\r")
        home.wait_for("echo half typed")
        session.prompt()
    assert home.history()[0] == "echo five", home.history()
    session.close()


def a_late_reply_is_not_typed(home):
    session = started(home)
    session.send("show 'a b c d e f g h i j k l m n o p' L3H4\r")
    session.child.expect_exact("\x1b[>q")
    session.send("echo")  # typed while the terminal is asked
    session.prompt()
    session.send("\x1bP>|foot(1.2)\x1b\\\x1b[6;20;10t\x1b[?62;4c")
    session.send(" late\r")
    home.wait_for("echo late")
    session.close()


if __name__ == "__main__":
    sys.exit(test_terminal.drive(__doc__, globals()))
