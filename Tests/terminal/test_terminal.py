#!/usr/bin/env python3
"""Drives an interactive program on real terminals: what unit tests of its line editor can't see.

  test_terminal.py PROGRAM [--prompt TEXT] [--running COMMAND] [--notice COMMAND TEXT]
                   [--large COMMAND] [--bad COMMAND]

Needs pexpect and tmux. What a line held is read from the program's history file, so any program
that keeps one as PatternLens does can be driven. A case whose command is not given is left out.
"""
import argparse
import json
import itertools
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import termios
import time
import traceback

import pexpect

ESCAPE = "\x1b"
options = None


class Home:
    """A home folder of its own for a case, with the files of the program in it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(
            prefix="plens-terminal-", ignore_cleanup_errors=True)
        self.path = self.folder.name
        self.history_path = self.path + "/state/plens/history.jsonl"

    def environment(self, **changes):
        environment = {
            "HOME": self.path, "PATH": os.environ["PATH"], "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8", "PS1": "sh$ ", "XDG_RUNTIME_DIR": self.path + "/run",
            **{f"XDG_{name}_HOME": f"{self.path}/{name.lower()}"
               for name in ["CONFIG", "STATE", "CACHE", "DATA"]},
        }
        # What scripts/sanitize tells the program is for the program that a test starts.
        for name in ("LD_PRELOAD", "TSAN_OPTIONS", "ASAN_OPTIONS", "SWIFT_BACKTRACE"):
            environment[name] = os.environ.get(name)
        environment.update(changes)
        return {name: value for name, value in environment.items() if value is not None}

    def history(self):
        """The texts of the history file, oldest first."""
        if not os.path.exists(self.history_path):
            return []
        with open(self.history_path, encoding="utf-8") as file:
            return [json.loads(line)["text"] for line in file]

    def wait_for(self, text):
        """Waits until `text` is the newest entry of the history."""
        wait(lambda: self.history()[-1:] == [text], lambda: f"history is {self.history()!r}")


def wait(is_done, problem, seconds=10):
    # A program under a sanitizer takes many times as long.
    end = time.monotonic() + seconds * (10 if "TSAN_OPTIONS" in os.environ else 1)
    while not is_done():
        if time.monotonic() > end:
            raise AssertionError(problem())
        time.sleep(0.02)


class Session:
    """The program on a terminal of 80 x 24."""

    def __init__(self, home, command=None, **changes):
        self.home = home
        command = command or program()
        self.child = pexpect.spawn(
            command[0], command[1:], env=home.environment(**changes), encoding="utf-8",
            dimensions=(24, 80), timeout=10, searchwindowsize=2000)
        self.child.delaybeforesend = None
        # A killed program that holds gigabytes takes a while to go, the more so on a busy machine.
        self.child.ptyproc.delayafterterminate = 3

    def prompt(self):
        self.child.expect(prompt_pattern())
        # The prompt is drawn after the terminal passes single keys on.
        return self.child.before

    def send(self, keys):
        self.child.send(keys)

    def modes(self):
        return termios.tcgetattr(self.child.child_fd)

    def is_cooked(self):
        flags = self.modes()[3]
        return bool(flags & termios.ICANON and flags & termios.ECHO and flags & termios.ISIG)

    def close(self):
        self.child.close(force=True)


class Screen:
    """The program under bash in tmux, for what only the drawn screen shows."""

    numbers = itertools.count()

    def __init__(self, home, columns=60, rows=20):
        # A server of its own each: one that is ending takes no new session.
        self.socket = f"plens-test-{os.getpid()}-{next(Screen.numbers)}"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-s", "t", "-x", str(columns), "-y",
                  str(rows), "bash --norc --noprofile", env=home.environment())
        self.keys("PS1='sh$ '; clear", "Enter")

    def tmux(self, *words, env=None):
        result = subprocess.run(["tmux", "-L", self.socket, *words], env=env or os.environ,
                                capture_output=True, text=True)
        if result.returncode:
            raise AssertionError(f"tmux {words}: {result.stderr}")
        return result.stdout

    def keys(self, *keys):
        for key in keys:
            named = re.fullmatch(r"Enter|Tab|Up|Left|Home|C-.", key)
            self.tmux("send-keys", "-t", "t", *([] if named else ["-l"]), key)

    def text(self):
        return self.tmux("capture-pane", "-p", "-t", "t").rstrip("\n")

    def expect(self, is_shown):
        wait(lambda: is_shown(self.text()), lambda: "the screen is\n" + self.text())

    def start(self):
        self.keys(shlex.join(program()), "Enter")
        self.expect(lambda text: text.endswith(options.prompt.rstrip()))

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True)


def program():
    return shlex.split(options.program)


def prompt_pattern():
    """The prompt's text with colours anywhere in it."""
    colour = r"(?:\x1b\[[0-9;]*m)*"
    return colour.join(re.escape(character) for character in options.prompt)


def started(home, **changes):
    session = Session(home, **changes)
    session.prompt()
    return session


# Cases: each gets a new home.


def a_paste_of_lines_runs_only_on_enter(home):
    session = started(home)
    session.send(f"{ESCAPE}[200~one\r\ttwo\rthree\r{ESCAPE}[201~")
    time.sleep(0.3)
    assert home.history() == []
    session.send("\r")
    home.wait_for("one\n\ttwo\nthree")
    session.prompt()
    session.send(ESCAPE + "[A\r")
    wait(lambda: home.history() == ["one\n\ttwo\nthree"] * 2, lambda: repr(home.history()))
    session.close()


def a_long_paste_arrives_whole(home):
    text = "日本 words " * 2000
    session = started(home)
    session.send(f"{ESCAPE}[200~{text}{ESCAPE}[201~")
    session.send("end\r")
    session.prompt()  # which reads what is shown of it
    home.wait_for(text + "end")
    session.close()


def ctrl_c_at_an_empty_prompt_gives_another(home):
    session = started(home)
    for _ in range(5):
        session.send("\x03")
        session.prompt()
    session.send("alive\r")
    home.wait_for("alive")
    session.close()


def ctrl_c_gives_up_a_half_typed_line(home):
    session = started(home)
    session.send("half typed")
    session.child.expect("half typed")
    session.send("\x03")
    session.prompt()
    session.send("next\r")
    home.wait_for("next")
    assert home.history() == ["next"]
    session.close()


def ctrl_c_cancels_what_runs_and_the_session_lives(home):
    session = started(home)
    for count in [1, 2]:
        session.send(options.running + "\r")
        time.sleep(0.7)
        for _ in range(count):
            session.send("\x03")
            time.sleep(0.05)
        session.prompt()
    session.send("alive\r")
    home.wait_for("alive")
    session.close()


def keys_typed_while_a_command_runs_are_kept(home):
    session = started(home)
    session.send(options.running + "\r")
    time.sleep(0.5)
    session.send("\x03")
    session.send("typed ahead\r")
    home.wait_for("typed ahead")
    session.close()


def a_resize_keeps_the_half_typed_line(home):
    screen = Screen(home)
    try:
        screen.start()
        line = "a line that is long enough to take two rows of the screen"
        screen.keys(line)
        screen.expect(lambda text: text.replace("\n", "").endswith(line))
        for columns in [40, 90, 60]:
            screen.tmux("resize-window", "-t", "t", "-x", str(columns))
            time.sleep(0.4)
            shown = screen.text().replace("\n", "")
            assert shown.endswith(options.prompt + line), screen.text()
            assert shown.count(line) == 1, screen.text()
        screen.keys("Home", "X", "Enter")
        home.wait_for("X" + line)
    finally:
        screen.close()


def resizes_leave_no_copies_of_the_line(home):
    screen = Screen(home, 40, 14)
    try:
        screen.start()
        line = "one two three four five six seven eight nine ten eleven twelve"
        for number in "123":
            screen.keys(number, "Enter")
            home.wait_for(number)
        time.sleep(0.3)
        screen.keys(line)
        # The screen has no space at the end of a row.
        close = lambda text: text.replace("\n", "").replace(" ", "")
        screen.expect(lambda text: close(text).endswith(close(line)))
        for columns in [25, 70, 30, 60, 20, 80]:
            screen.tmux("resize-window", "-t", "t", "-x", str(columns))
            time.sleep(0.4)
            shown = close(screen.text())
            assert shown.endswith(close(options.prompt + line)), screen.text()
            assert shown.count("onetwo") == 1, screen.text()
        screen.keys("Enter")
        home.wait_for(line)
    finally:
        screen.close()


def emoji_of_several_code_points_are_drawn_right(home):
    screen = Screen(home)
    try:
        screen.start()
        screen.keys("C-l", "a\U0001f469\u200d\U0001f469\u200d\U0001f467b e\u0301 \U0001f1ef\U0001f1f5 x")
        screen.keys("Left", "Left", "Left", "Left", "Left", "Z")
        time.sleep(0.4)
        expected = "a\U0001f469\u200d\U0001f469\u200d\U0001f467b e\u0301Z \U0001f1ef\U0001f1f5 x"
        typed = lambda text: [c for c in text if c not in "\u200d \n"]
        screen.expect(lambda text: typed(text) == typed(options.prompt + expected))
        screen.keys("Enter")
        home.wait_for(expected)
    finally:
        screen.close()


def ctrl_z_and_fg_keep_the_half_typed_line(home):
    screen = Screen(home)
    try:
        screen.start()
        screen.keys("half typed")
        screen.expect(lambda text: text.endswith("half typed"))
        screen.keys("C-z")
        screen.expect(lambda text: "Stopped" in text and text.endswith("sh$"))
        # The terminal is the shell's again: echo and line editing by the system.
        screen.keys("stty -a | grep -c -w -e icanon -e echo", "Enter")
        screen.expect(lambda text: re.search(r"^\d\nsh\$$", text, re.M))
        screen.keys("fg", "Enter")
        screen.expect(lambda text: text.endswith(options.prompt + "half typed"))
        screen.keys(" line", "Enter")
        home.wait_for("half typed line")
    finally:
        screen.close()


def a_stop_from_outside_keeps_the_half_typed_line(home):
    screen = Screen(home)
    try:
        screen.start()
        screen.keys("half typed")
        screen.expect(lambda text: text.endswith("half typed"))
        shell = screen.tmux("list-panes", "-t", "t", "-F", "#{pane_pid}").strip()
        child = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True).stdout
        os.kill(int(child.split()[0]), signal.SIGSTOP)
        screen.expect(lambda text: "Stopped" in text and text.endswith("sh$"))
        screen.keys("fg", "Enter")
        screen.expect(lambda text: text.endswith(options.prompt + "half typed"))
        screen.keys("Left", "X", "Enter")
        home.wait_for("half typeXd")
    finally:
        screen.close()


def ctrl_z_with_no_shell_to_continue_it_does_not_hang(home):
    session = started(home)
    session.send("half")
    session.child.expect("half")
    session.send("\x1a")
    session.prompt()
    session.send(" typed\r")
    home.wait_for("half typed")
    session.close()


def utf8_is_kept_in_the_c_locale(home):
    for locale in ["C", "POSIX", None]:
        session = started(home, LC_ALL=locale)
        session.send("é日本😀\x1b[Dx\r")
        home.wait_for("é日本x😀")
        session.close()


def an_unknown_terminal_is_no_reason_to_complain(home):
    session = Session(home, TERM="xterm-of-next-year")
    before = session.prompt()
    assert "terminal" not in before, before
    session.send("abc\x1b[D\x1b[DX\r")
    home.wait_for("aXbc")
    session.close()


def a_dumb_terminal_gets_no_escape(home):
    session = Session(home, TERM="dumb")
    shown = session.prompt()
    session.send("plain\r")
    home.wait_for("plain")
    session.child.expect(re.escape(options.prompt))
    shown += session.child.before
    session.send("\x03")
    session.child.expect(re.escape(options.prompt))
    session.send("\x04")
    session.child.expect(pexpect.EOF)
    assert ESCAPE not in shown + session.child.before, repr(shown)


def a_notice_keeps_the_half_typed_line(home):
    command, text = options.notice
    screen = Screen(home)
    try:
        screen.start()
        line = "a line that is long enough to take two rows of the screen"
        screen.keys(command, "Enter")
        screen.keys(line)
        screen.expect(lambda shown: text in shown.replace(command, ""))
        time.sleep(0.2)
        rows = screen.text().replace(command, "")
        assert rows.replace("\n", "").endswith(text + options.prompt + line), screen.text()
        screen.keys("Left", "X", "Enter")
        home.wait_for(line[:-1] + "X" + line[-1])
    finally:
        screen.close()


def two_sessions_write_one_history(home):
    sessions = [started(home), started(home)]
    for number in range(5):
        for name, session in zip("ab", sessions):
            session.send(f"{name}{number}\r")
            home.wait_for(f"{name}{number}")
    assert home.history() == [f"{name}{number}" for number in range(5) for name in "ab"]
    assert os.stat(home.history_path).st_mode & 0o777 == 0o600
    for session in sessions:
        session.close()
    later = started(home)
    later.send(f"{ESCAPE}[A{ESCAPE}[A\r")
    home.wait_for("a4")
    later.close()


def an_unwritable_home_is_said_once(home):
    blocked = home.path + "/file"
    open(blocked, "w").close()
    session = started(home, XDG_STATE_HOME=blocked)
    session.send("first\r")
    session.child.expect("history is kept in memory only")
    session.prompt()
    session.send(ESCAPE + "[A")
    session.child.expect("first")
    session.send("\r")
    session.prompt()
    assert "memory" not in session.child.before, session.child.before
    session.close()


def sigterm_ends_it_alone_and_leaves_the_terminal_well(home):
    inner = shlex.join(program())
    session = Session(home, ["/bin/sh", "-c", f"{inner}; echo parent saw $?; sleep 1"])
    session.prompt()
    assert not session.is_cooked()
    session.send("half")
    session.child.expect("half")
    children = subprocess.run(
        ["pgrep", "-P", str(session.child.pid)], capture_output=True, text=True)
    os.kill(int(children.stdout.split()[0]), signal.SIGTERM)
    session.child.expect("parent saw 143")
    assert "\x1b[?2004l" in session.child.before, repr(session.child.before)
    wait(session.is_cooked, lambda: f"modes are {session.modes()}")
    session.child.expect(pexpect.EOF)


def a_key_file_chooses_vi_and_still_has_our_keys(home):
    with open(home.path + "/.editrc", "w") as file:
        file.write("plens:bind -v\n")
    session = started(home)
    session.send("abc" + ESCAPE)
    time.sleep(0.2)
    session.send("0xA!\r")
    home.wait_for("bc!")
    session.prompt()
    session.send(f"{ESCAPE}[200~x\ry{ESCAPE}[201~\x1b[DZ\r")
    home.wait_for("x\nZy")
    session.close()


def no_color_gives_no_colour(home):
    session = Session(home, NO_COLOR="1")
    session.prompt()
    session.send("\r")
    session.prompt()
    shown = session.child.before + session.child.after
    assert not re.search(r"\x1b\[[0-9;]*m", shown), repr(shown)
    session.close()


def a_pipe_gets_no_prompt_and_no_escape(home):
    result = subprocess.run(program(), input="help\n\n", text=True, capture_output=True,
                            env=home.environment(), timeout=20)
    assert ESCAPE not in result.stdout + result.stderr, repr(result)
    assert options.prompt.strip() not in result.stdout, repr(result)


def a_reader_that_stops_is_success(home):
    command = f"printf '%s\\n' {shlex.quote(options.large)} | {shlex.join(program())} | head -1"
    result = subprocess.run(["bash", "-c", command + '; echo "${PIPESTATUS[1]}"'], text=True,
                            capture_output=True, env=home.environment(), timeout=60)
    assert result.stdout.split("\n")[1] == "0" and result.stderr == "", repr(result)


def an_error_in_a_piped_script_has_its_line(home):
    result = subprocess.run(program(), input=f"# first\n{options.bad}\n", text=True,
                            capture_output=True, env=home.environment(), timeout=20)
    assert result.returncode != 0 and ":2:" in result.stderr, repr(result)


def ctrl_d_ends_with_success(home):
    session = started(home)
    session.send("\x04")
    session.child.expect(pexpect.EOF)
    session.child.close()
    assert session.child.exitstatus == 0, session.child.exitstatus


def cases_of(names, only):
    """The cases among a module's names: functions of a home, which hold `only` in their own name."""
    return [
        value for name, value in list(names.items())
        if getattr(value, "__code__", None) and value.__code__.co_varnames[:1] == ("home",)
        and only in name and name != "started"
    ]


def report(cases):
    """Runs cases, each in a home of its own; the exit status."""
    passed = failed = 0
    for case in cases:
        try:
            case(Home())
            passed += 1
        except Exception:
            failed += 1
            print(f"{case.__name__}:\n{traceback.format_exc()}", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def drive(doc, names):
    """The program of a test file's cases, which are among its `names`; the exit status."""
    global options
    parser = argparse.ArgumentParser(description=doc.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--only", default="", help="run the cases whose names hold this")
    options = parser.parse_args()
    options.prompt = "demo> "
    return report(cases_of(names, options.only))


def main():
    global options
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", help="what is driven, with its options")
    parser.add_argument("--prompt", default="plens> ", help="the text of its prompt")
    parser.add_argument("--running", help="a command that runs until Ctrl-C")
    parser.add_argument("--notice", nargs=2,
                        help="a command, and the message it posts a second later")
    parser.add_argument("--large", help="a command with more output than a pipe holds")
    parser.add_argument("--bad", help="a command that fails at once")
    parser.add_argument("--only", default="", help="run the cases whose names hold this")
    options = parser.parse_args()
    needs = {
        ctrl_c_cancels_what_runs_and_the_session_lives: options.running,
        keys_typed_while_a_command_runs_are_kept: options.running,
        a_notice_keeps_the_half_typed_line: options.notice,
        a_reader_that_stops_is_success: options.large,
        an_error_in_a_piped_script_has_its_line: options.bad,
    }
    cases = [case for case in cases_of(globals(), options.only) if needs.get(case, True)]
    return report(cases)


if __name__ == "__main__":
    sys.exit(main())
