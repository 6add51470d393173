#!/usr/bin/env python3
"""Has processes attach to shells that run on real terminals: plens attach.

  test_attach.py PROGRAM [--only TEXT]

Needs pexpect.
"""
import argparse
import json
import os
import random
import re
import signal
import socket
import stat
import struct
import subprocess
import sys
import time
import urllib.request

import pexpect

import test_terminal
from test_terminal import ESCAPE, Session, cases_of, program, report, wait


def shell(home, *words, name="work", **changes):
    """A shell on a terminal that others may attach to."""
    session = Session(home, [*program(), "--session", name, *words], **changes)
    session.prompt()
    return session


def attach(home, *words, input=None, check=True, timeout=30):
    result = subprocess.run(
        [*program(), "attach", *words], input=input, text=True, capture_output=True,
        env=home.environment(), timeout=timeout, cwd=home.path)
    if check:
        assert result.returncode == 0, result
    return result


def start(home, *words):
    return subprocess.Popen(
        [*program(), "attach", *words], text=True, env=home.environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def long_command(home):
    return f"capture '{test_terminal.options.prompts}' --hooks '.*' --force"


def a_second_process_uses_what_the_shell_has(home):
    session = shell(home)
    session.send("capture 'the cat sat on the mat'\r")
    session.prompt()
    shown = attach(home, "work", "-c", "show p0 L3H4 --mode csv")
    assert shown.stdout.startswith("prompt,head,query"), shown
    assert shown.stderr == "", shown
    # The names that it makes are the shell's, and its result is the shell's last.
    attach(home, "-c", "let four = show p0 L3H4", "-c", "rank p0 --top 1")
    session.send("vars | select name | sort name\r")
    session.child.expect_exact("$four")
    session.close()


def results_messages_and_status_come_back_apart(home):
    session = shell(home)
    result = attach(home, "-c", "echo one; show p9 L0H0", check=False)
    assert result.returncode == 3 and result.stdout == "one\n", result
    assert result.stderr.startswith("-c:1:11: error: 'p9' is outside"), result
    assert attach(home, "-c", "quit 7; echo never", check=False).returncode == 7
    assert attach(home, "-c", "!exit 5", check=False).returncode == 1
    told = attach(home, "-c", "!echo out; echo err >&2")
    assert (told.stdout, told.stderr) == ("out\n", "err\n"), told
    assert attach(home, "-c", "models |! wc -l").stdout.strip() == "2"
    session.send("echo alive\r")
    session.child.expect("alive")
    session.close()


def scripts_and_standard_input_have_places(home):
    session = shell(home)
    path = home.path + "/s.plens"
    with open(path, "w") as file:
        file.write("echo first\nnonsense\n")
    result = attach(home, "work", path, check=False)
    assert result.returncode == 2 and f"{path}:2:1: error: unknown" in result.stderr, result
    result = attach(home, "s.plens", check=False)
    assert "s.plens:2:1: error" in result.stderr, result
    result = attach(home, input="echo one\nnonsense\n", check=False)
    assert result.returncode == 2 and "stdin:2:1" in result.stderr and result.stdout == "one\n", result
    assert ESCAPE not in result.stdout + result.stderr
    session.close()


def large_results_come_whole_and_a_reader_may_stop(home):
    session = shell(home)
    show = "show 'a b c d e f g h i j k l m n o p q r s t' 'L*H*' --mode tsv --limit 24"
    whole = attach(home, "-c", show).stdout
    assert whole.count("\n") == 24 * 23 * 23 + 1, whole.count("\n")
    client = start(home, "-c", show)
    client.stdout.readline()
    client.stdout.close()
    assert client.wait(10) == 0, client.stderr.read()
    session.send("echo alive\r")
    session.child.expect("alive")
    session.close()


def several_clients_are_served_one_after_another(home):
    session = shell(home)
    clients = [start(home, "-c", f"let x = echo {i}; tokens 'a b c'; echo $x") for i in range(8)]
    for i, client in enumerate(clients):
        out, err = client.communicate(timeout=30)
        assert client.returncode == 0 and out.endswith(f"\n{i}\n"), (out, err)
    session.close()


def ctrl_c_in_the_client_cancels_its_command_alone(home):
    session = shell(home)
    for command in [long_command(home), "!sleep 60"]:
        client = start(home, "-c", command)
        session.child.expect("attached")
        time.sleep(0.7)
        began = time.monotonic()
        client.send_signal(signal.SIGINT)
        out, err = client.communicate(timeout=10)
        assert client.returncode == 130 and "cancelled" in err, (client.returncode, out, err)
        assert time.monotonic() - began < 3
    session.send("echo alive\r")
    session.child.expect("alive")
    session.close()


def a_client_that_vanishes_or_does_not_read_holds_up_nobody(home):
    session = shell(home)
    client = start(home, "-c", long_command(home))
    session.child.expect("attached")
    time.sleep(0.5)
    client.kill()
    client.wait()
    assert attach(home, "-c", "echo next", timeout=10).stdout == "next\n"
    stopped = start(home, "-c", "show 'a b c d e f g h i j k l m n o p' L*H* --mode tsv --limit 24")
    session.child.expect("attached")
    stopped.send_signal(signal.SIGSTOP)
    assert attach(home, "-c", "echo next", timeout=10).stdout == "next\n"
    stopped.kill()
    # What is no client of ours is dropped.
    for bytes in [b"GET / HTTP/1.1\r\n\r\n", struct.pack("<BI", 0x52, 1 << 31), b"R\1\0\0\0{"]:
        with socket.socket(socket.AF_UNIX) as other:
            other.connect(home.path + "/run/plens/work.sock")
            other.sendall(bytes)
    assert attach(home, "-c", "echo next", timeout=10).stdout == "next\n"
    session.close()


def the_half_typed_line_stays(home):
    session = shell(home)
    session.send("echo half")
    session.child.expect("half")
    attach(home, "-c", "echo from elsewhere")
    session.prompt()
    session.child.expect("echo half")
    session.send(" typed\r")
    home.wait_for("echo half typed")
    session.close()


def a_command_of_the_shell_comes_first(home):
    session = shell(home)
    session.send("!sleep 1\r")
    time.sleep(0.3)
    began = time.monotonic()
    assert attach(home, "-c", "echo after").stdout == "after\n"
    assert time.monotonic() - began > 0.4
    session.close()


def a_program_of_the_shell_can_not_wait_for_itself(home):
    session = shell(home)
    session.send("!" + " ".join(program()) + " attach work -c 'echo never'\r")
    session.child.expect("waits for the program that attaches")
    session.close()


def received_as_another_user(path):
    """What the socket at `path` says to a process of the user `nobody`."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setuid(65534)
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(10)
            client.connect(path)
            os.write(writing, b"connected " + client.recv(9))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    assert told.startswith(b"connected "), told
    return told.removeprefix(b"connected ")


def the_socket_is_the_users_alone(home):
    session = shell(home)
    folder = home.path + "/run/plens"
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(folder + "/work.sock").st_mode) == 0o600
    rows = json.loads(attach(home, "--list", "--mode", "json").stdout)
    assert [row["session"] for row in rows] == ["work"] and rows[0]["model"] == "demo", rows
    if os.geteuid() == 0:
        # Another user, whom the folder's modes are opened to, is refused by the socket itself.
        os.chmod(folder, 0o777)
        os.chmod(folder + "/work.sock", 0o666)
        for path in [home.path, home.path + "/run"]:
            os.chmod(path, 0o755)
        assert received_as_another_user(folder + "/work.sock") == b"", "another user is answered"
    session.close()


def a_folder_that_others_can_write_is_not_used(home):
    os.makedirs(home.path + "/run")
    os.symlink("/tmp", home.path + "/run/plens")
    session = Session(home, [*program(), "--session", "work"])
    assert "Operation not permitted" in session.prompt()
    session.send("echo alive\r")
    session.child.expect("alive")
    session.close()


def names_are_told_apart(home):
    session = shell(home)
    second = Session(home, [*program(), "--session", "work"])
    assert "there is a session 'work' already" in second.prompt()
    third = shell(home, name="other")
    result = attach(home, "-c", "echo", check=False)
    assert result.returncode == 2 and "name one of other or work" in result.stderr, result
    result = attach(home, "none", "-c", "echo", check=False)
    assert result.returncode == 3 and "no session 'none'" in result.stderr, result
    for one in [session, second, third]:
        one.close()


def a_socket_that_was_left_is_removed(home):
    session = shell(home)
    path = home.path + "/run/plens/work.sock"
    session.child.kill(signal.SIGKILL)
    session.close()
    assert os.path.exists(path)
    result = attach(home, "work", "-c", "echo", check=False)
    assert result.returncode == 3 and not os.path.exists(path), result
    session = shell(home)
    assert attach(home, "-c", "echo back").stdout == "back\n"
    session.send("\x04")
    session.child.expect(pexpect.EOF)
    assert not os.path.exists(path)


def a_shell_without_a_person_listens_when_asked(home):
    server = subprocess.Popen(
        [*program(), "--session", "batch", "-c", "let x = echo loaded; listen"],
        env=home.environment(), stdin=subprocess.DEVNULL)
    try:
        wait(lambda: os.path.exists(home.path + "/run/plens/batch.sock"), lambda: "no socket")
        assert attach(home, "batch", "-c", "echo $x").stdout == "loaded\n"
    finally:
        server.send_signal(signal.SIGINT)
    assert server.wait(10) in (0, 130), server.returncode
    assert not os.path.exists(home.path + "/run/plens/batch.sock")


def a_client_that_leaves_as_its_command_ends_ends_no_shell(home):
    server = subprocess.Popen(
        [*program(), "--session", "batch", "-c", "listen"], env=home.environment(), stdin=subprocess.DEVNULL)
    path = home.path + "/run/plens/batch.sock"
    wait(lambda: os.path.exists(path), lambda: "no socket")
    chance = random.Random(1)
    for _ in range(1500):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(path)
            head = client.recv(5, socket.MSG_WAITALL)
            greeting = json.loads(client.recv(struct.unpack("<I", head[1:])[0], socket.MSG_WAITALL))
            request = json.dumps({"protocol": greeting["protocol"], "text": "echo x"}).encode()
            # A second one before the first one's end ends the connection.
            client.sendall((b"R" + struct.pack("<I", len(request)) + request) * chance.randrange(1, 4))
            time.sleep(chance.choice([0, 0.0001, 0.0003, 0.001]) * chance.random())
    assert attach(home, "batch", "-c", "echo still").stdout == "still\n"
    server.send_signal(signal.SIGINT)
    assert server.wait(10) in (0, 130), server.returncode


def an_attached_prompt_is_a_prompt(home):
    session = shell(home)
    client = Session(home, [*program(), "attach", "work"])
    client.child.expect("work>")
    client.send("show 'a b a b' L3H4\r")
    client.child.expect(r"\x1b\[")  # colours, for a terminal
    client.child.expect("work>")
    client.send("!sleep 60\r")
    session.child.expect("sleep 60")
    time.sleep(0.3)
    client.send("\x03")
    client.child.expect("cancelled")
    client.child.expect("work>")
    client.send("echo 'two\rlines'\r")
    client.child.expect("two\r\nlines")
    client.child.expect("work>")
    client.send("quit 3\r")
    client.child.expect(pexpect.EOF)
    client.child.close()
    assert client.child.exitstatus == 3, client.child.exitstatus
    session.send("echo alive\r")
    session.child.expect("alive")
    session.close()


def an_attached_prompt_pages_and_completes(home):
    session = shell(home)
    session.send("capture 'a b a b'\r")
    session.prompt()
    session.send("let ioi = rank p0 --top 1\r")
    session.prompt()
    client = Session(home, [*program(), "attach", "work"])
    client.child.expect("Attached to 'work', process")
    client.child.expect("work>")
    client.send("echo $io\t\r")
    client.child.expect("L3H")
    client.child.expect("work>")
    client.send("show p\t")
    client.child.expect("0 ")
    client.send("\x03")
    client.child.expect("work>")
    for typed in ["hooks | page", "hooks |! less", "help"]:
        client.send(typed + "\r")
        client.child.expect(":")
        time.sleep(0.3)
        client.send("q")
        client.child.expect("work>")
    assert "ln_final" not in client.child.before, client.child.before
    client.send("echo 'after it'\r")
    client.child.expect_exact("after it\r\n")
    client.close()
    session.send("echo alive\r")
    session.child.expect("alive")
    session.close()


def a_setting_around_serve_holds_for_its_server(home):
    session = shell(home)
    attach(home, "-c", "load demo")

    def serve(command):
        return re.search(r"http://[0-9.:]+/", attach(home, "-c", command).stdout)[0]

    def runs(address):
        with urllib.request.urlopen(address + "api/session") as answer:
            return json.load(answer)["runs"]

    address = serve("with page.run=off -- serve --port 0")
    assert runs(address) is None
    attach(home, "-c", "models | count")
    assert runs(address) is None, "the next command let the page run models"
    attach(home, "-c", "stop *")
    address = serve("serve --port 0")
    assert runs(address) is not None
    attach(home, "-c", "set page.run off")
    assert runs(address) is None
    attach(home, "-c", "set page.run on; stop *")
    session.close()


def the_end_of_the_shell_is_told(home):
    session = shell(home)
    client = Session(home, [*program(), "attach"])
    client.child.expect("work>")
    session.send("\x04")
    session.child.expect(pexpect.EOF)
    client.send("echo x\r")
    client.child.expect("has ended")
    client.child.expect(pexpect.EOF)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--prompts", help="a file of prompts that takes seconds to capture")
    parser.add_argument("--only", default="", help="run the cases whose names hold this")
    options = parser.parse_args()
    options.prompt = "demo> "
    options.program = os.path.abspath(options.program)
    test_terminal.options = options
    return report(cases_of({name: value for name, value in globals().items()
                            if name not in ("attach", "start", "shell", "long_command")},
                           options.only))


if __name__ == "__main__":
    sys.exit(main())
