#!/usr/bin/env python3
"""Drives plens as a newcomer types: habits of other shells, open quotes, pasted blocks, long help.

  test_typing.py PROGRAM [--only TEXT]

Needs pexpect and tmux.
"""
import json
import os
import re
import signal
import subprocess
import sys
import time

import pexpect

import test_terminal
from test_shell import run, write
from test_terminal import ESCAPE, Screen, Session, started, wait


def an_open_quote_is_named_and_left(home):
    session = started(home)
    session.send("capture 'It\r")
    session.child.expect_exact("' is open, Ctrl-C leaves ...> ")
    session.send("\x03")
    session.prompt()
    session.send("capture It's a dog\r")
    session.child.expect("1 prompt, 7 tokens")
    session.prompt()
    session.close()


def habits_of_other_shells_are_answered(home):
    session = started(home)
    for typed, answer in [
            ("ls", "!ls"), ("x = 3", "let x = "), ("for i in p*", "no loops"), ("print('hi')", "'echo' prints"),
            ("q", "unknown command 'q'"), ("entropy p0 L3H4", "fig entropy p0 L3H4"),
            ("p0 L3H4", "'show p0 L3H4' draws a head"), ("help let", "let NAME = COMMAND"),
            ("help _", "the last result"), ("help !", "for the system's shell"), ("help p0", "prompts by number"),
            ("help L3H4", "layer 3, both from 0"), ("apropos let", "help let")]:
        shown = run(session, typed)
        assert answer in shown, (typed, shown)
    session.send("exit()\r")
    session.child.expect(pexpect.EOF)
    session.close()


def an_error_of_one_word_is_one_line(home):
    session = started(home)
    shown = run(session, "hlep").split("\n", 1)[1]
    assert "\u005e" not in shown and shown.count("hlep") == 1, shown
    session.close()


def pasted_blocks_run_without_their_prompts(home):
    session = started(home)
    block = "demo> capture 'a b a b'\ndemo: 1 prompt, 5 tokens\ndemo> show p0 L3H4 | count\n"
    session.send(ESCAPE + "[200~" + block + ESCAPE + "[201~\r")
    session.child.expect("\r\n1\r\n")
    session.prompt()
    figure = "figure halves(A) {\n  heatmap(A / 2)\n}"
    session.send(ESCAPE + "[200~" + figure + ESCAPE + "[201~\r")
    session.prompt()
    assert "halves" in run(session, "figs | where 'name == \"halves\"' | select name source --mode csv")
    session.close()


def what_is_kept_runs_again(home):
    write(home.path + "/p.jsonl", '{"text": "a b a b"}\n{"text": "c d c d"}\n')
    session = started(home)
    run(session, f"cd {home.path}")
    for line in ["cap 'w x w x'", "log all.plens", "prom add p.jsonl", "sh p0 L3H4 | top 3", "let best = rank --top 3",
                 "_ | head 1", "let again = _ | sort head", "show _ --limit 1 | count", "models | cat",
                 "history --ok > ok.plens", "session save s1"]:
        shown = run(session, line)
        assert "error" not in shown, (line, shown)
    session.close()
    for words in [["run", "ok.plens"], ["run", "--check", "ok.plens"], ["-f", "s1.plens"]]:
        result = subprocess.run(
            [*test_terminal.program(), *words], cwd=home.path, env=home.environment(), capture_output=True,
            text=True, stdin=subprocess.DEVNULL)
        assert result.returncode == 0, (words, result.stderr)
    with open(home.path + "/all.plens", encoding="utf-8") as file:
        kept = file.read()
    assert "prompts add p.jsonl" in kept and "|! cat" in kept and "\n_ |" not in kept, kept


def a_session_goes_on_at_a_prompt(home):
    write(home.path + "/day.plens", "let x = prompts\nshow p0 L0H0\n")
    session = Session(home, [*test_terminal.program(), "-i", "-f", home.path + "/day.plens"])
    session.child.expect("there are no prompts yet")
    session.prompt()
    assert "prompts" in run(session, "explain $x")
    session.close()


def a_script_with_a_page_serves_it_until_ctrl_c(home):
    child = pexpect.spawn(
        test_terminal.program()[0], ["-c", "capture 'a b a b'; serve"], env=home.environment(), encoding="utf-8",
        timeout=20)
    child.expect("Ctrl-C stops")
    time.sleep(0.5)
    assert child.isalive()
    child.kill(signal.SIGINT)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.exitstatus


def long_help_is_paged_and_fits(home):
    screen = Screen(home, 80, 24)
    screen.start()
    for topic in ["help", "help scripts", "help show"]:
        screen.keys(topic, "Enter")
        screen.expect(lambda text: text.endswith(":"))
        screen.keys("q")
        screen.expect(lambda text: text.endswith("demo>"))
    screen.keys("C-l", "help page", "Enter")
    screen.expect(lambda text: "Examples" in text and text.endswith("demo>"))
    screen.keys("C-l", "count", "Enter")
    screen.keys("hooks | head 3 | page", "Enter")
    screen.expect(lambda text: "hook_embed" in text and text.endswith("demo>"))
    screen.close()
    result = subprocess.run(
        [*test_terminal.program(), "help", "scripts"], env=home.environment(), capture_output=True, text=True)
    assert max(len(line) for line in result.stdout.split("\n")) <= 80, result.stdout


def a_table_in_a_pager_is_aligned(home):
    screen = Screen(home, 80, 20)
    screen.start()
    screen.keys("hooks | less", "Enter")
    screen.expect(lambda text: text.endswith(":"))
    assert "ESC" not in screen.text(), screen.text()
    screen.keys("q")
    screen.expect(lambda text: text.endswith("demo>"))
    screen.keys("C-l", "tokens 'a text of words and more words, one after another, to fill the screen' | less", "Enter")
    screen.expect(lambda text: text.startswith("place    id  token"))
    screen.keys("q")
    screen.close()


def eighty_columns_are_enough(home):
    screen = Screen(home, 80, 45)
    screen.start()
    assert all(len(row) <= 80 for row in screen.text().split("\n"))
    first = screen.text().split("\n")
    assert not any(row.endswith(("s lists comman", "token")) for row in first), screen.text()
    screen.keys("C-l", "set", "Enter")
    words = ["Prompts that share a pass", "a whole number from 1", "256"]
    screen.expect(lambda text: all(part in text for part in words) and text.endswith("demo>"))
    assert "\u2026" not in screen.text(), screen.text()
    screen.keys("C-l", "edit quiet = L3H4.z: 0; load demo+quiet", "Enter")
    screen.expect(lambda text: "GPT2LMHeadModel" in text.split() and text.endswith("demo+quiet>"))
    for command, words in [("figs", "symmetry"), ("doctor", "PatternLens")]:
        screen.keys("C-l", command, "Enter")
        screen.expect(lambda text: words in text and text.endswith("demo+quiet>"))
        assert "\u2026" not in screen.text(), screen.text()
    # A table of more columns than fit has whole rows, and the others by their names.
    write(home.path + "/texts.jsonl", '{"text": "a b a b"}\n{"text": "c d c d"}\n')
    screen.keys("C-l", f"cd {home.path}", "Enter", "survey texts.jsonl -m demo -o s --by induction | head 3", "Enter")
    screen.expect(lambda text: text.endswith("demo+quiet>") and "_ | select" in text)
    rows = screen.text().split("\n")
    header = next(place for place, row in enumerate(rows) if row.startswith("head  induction"))
    assert [row.split()[0] for row in rows[header + 1:header + 4]] == ["L0H0", "L0H1", "L0H2"], rows
    shown = rows[header].split()
    assert len(rows[header + 1].split()) == len(shown), rows
    others = " ".join(rows[header + 4:-1]).split("_ | select ")[1].split()
    assert "induction_max" in others and not set(shown) & set(others), rows
    screen.close()


def a_long_message_breaks_between_words(home):
    session = started(home)
    told = [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line)
            for line in run(session, "capture 'a b c' > x.xlsx").split("\r\n")]
    message = [line for line in told if "x.xlsx" in line or "or npz" in line]
    assert len(message) >= 2 and all(len(line.rstrip()) <= 80 for line in told), told
    assert "tables are csv" in " ".join(line.strip() for line in told), told
    # A line that a caret points into stays whole.
    told = [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line) for line in run(session, "show 'a b c d e f g h i j k l m n o p q r s t u v w x y z a b c' L9H9 --zebra").split("\r\n")]
    caret = next(place for place, line in enumerate(told) if line.strip().startswith("^"))
    assert told[caret - 1][told[caret].index("^"):].startswith("--zebra"), told
    session.close()


def settings_are_offered_and_taken_back(home):
    session = started(home)
    session.send("set mode \t\t")
    session.child.expect("jsonl")
    session.close()
    session = started(home)
    run(session, "set batch-size=16")
    assert "16" in run(session, "get batch-size")
    run(session, "set batch-size default")
    assert "8" in run(session, "get batch-size")
    session.close()


def changes_are_undone_and_cuts_joined(home):
    session = started(home)
    run(session, "echo first word")
    session.send("echo one two three\x17\x17\x19\r")
    home.wait_for("echo one two three")
    session.prompt()
    session.send("echo four\x15\x1f\r")
    home.wait_for("echo four")
    session.prompt()
    session.send("echo a b\x1f\x1f\x1f\x1fc\r")
    wait(lambda: home.history()[-1].startswith("echo") and "b" not in home.history()[-1], lambda: str(home.history()))
    session.prompt()
    session.send("echo " + ESCAPE + "." + ESCAPE + "." + "\r")
    wait(lambda: home.history()[-1] == "echo four", lambda: str(home.history()))
    session.close()


def the_line_is_edited_in_an_editor(home):
    write(home.path + "/editor", '#!/bin/sh\nsed -i "s/old/new/; \\$ a echo two" "$1"\n')
    os.chmod(home.path + "/editor", 0o755)
    session = started(home, EDITOR=home.path + "/editor")
    session.send("echo old")
    session.child.expect("old")
    session.send("\x18\x05")
    session.child.expect("new")
    time.sleep(0.3)
    session.send("\r")
    home.wait_for("echo new\necho two")
    session.close()


def small_differences_are_told_apart(home):
    session = started(home)
    shown = run(session, "with graphics=ascii -- diff 'a b a b' 'a b b a' L0H0")
    assert "-0.00 " not in shown and "-0 " not in shown, shown
    shown = run(session, "with graphics=ascii -- show 'a b c d e f g h' L3H4[3:6]")
    rows = [row.strip() for row in shown.split("\n")]
    assert any(row.startswith("3 ") for row in rows) and not any(row.startswith("0 ") for row in rows), shown
    session.close()


def a_tilde_is_the_home_folder(home):
    write(home.path + "/p q.jsonl", '{"text": "a b a b"}\n')
    write(home.path + "/essay.txt", "The cat sat.\n")
    write(home.path + "/f.figs", "figure own(A) = heatmap(A)\n")
    session = started(home)
    assert "1 prompt added" in run(session, "prompts add ~/'p q.jsonl'")
    assert "1 prompt," in run(session, "capture ~/essay.txt")
    assert "figures: own" in run(session, "figs load ~/f.figs")
    run(session, "capture p0 -o ~/saved")
    assert "saved patterns of 1 prompt" in run(session, "load ~/saved")
    # In quotes it is a character.
    assert "can't be opened" in run(session, "prompts add '~/p q.jsonl'")
    session.close()


def clear_clears_the_screen(home):
    screen = Screen(home, 80, 24)
    screen.start()
    screen.keys("models", "Enter")
    screen.expect(lambda text: "GPT2LMHeadModel" in text.split("demo> models")[-1])
    screen.keys("clear", "Enter")
    screen.expect(lambda text: text == "demo>")
    screen.close()


def a_command_is_in_the_history_of_a_killed_shell(home):
    session = started(home)
    session.send("!sleep 60\r")
    home.wait_for("!sleep 60")
    os.kill(session.child.pid, signal.SIGKILL)
    again = started(home)
    again.send("\x1b[A")
    again.child.expect_exact("!sleep 60")
    again.close()


def what_is_left_out_is_told(home):
    write(home.path + "/p.jsonl", '{"text": "a b a b"}\n{"text": "c d e f"}\n')
    session = started(home)
    run(session, f"prompts add {home.path}/p.jsonl")
    assert "5" in run(session, "prompts | head 1 | select tokens --mode csv")
    shown = run(session, "rank p* --by induction --top 1")
    assert "1 of 2 prompts counted; p1 left out" in shown, shown
    assert "$x is a table" in run(session, "let x = rank p0 --top 1")
    session.close()


if __name__ == "__main__":
    sys.exit(test_terminal.drive(__doc__, globals()))
