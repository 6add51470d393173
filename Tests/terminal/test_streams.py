#!/usr/bin/env python3
"""Drives plens with inputs, outputs and terminals that fail: closed, full, gone, blocked, suspended, hung up.

  test_streams.py PROGRAM [--only TEXT]

Needs pexpect, tmux and bash.
"""
import glob
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile

import pexpect

import test_terminal
from test_terminal import ESCAPE, Screen, Session, program, started, wait


def run(session, line):
    """Types a line and gives what is shown up to the next prompt."""
    session.send(line + "\r")
    return session.prompt()


def bash(own, text):
    """What bash does with a text in which $P is the program: status, output, messages."""
    environment = own.environment(P=test_terminal.options.program)
    return subprocess.run(["bash", "-c", text], cwd=own.path, env=environment, text=True,
                          capture_output=True, timeout=60)


def expect(result, status, output=None, errors=None):
    assert result.returncode == status, repr(result)
    assert output is None or result.stdout == output, repr(result)
    assert errors is None or errors in result.stderr, repr(result)


# Standard streams


def an_input_that_cannot_be_read_is_told(home):
    expect(bash(home, "$P <&-"), 4, "", "standard input can't be read: Bad file descriptor")
    expect(bash(home, "$P < /"), 4, "", "standard input can't be read: Is a directory")
    expect(bash(home, "$P run - < /"), 4, "", "Is a directory")
    expect(bash(home, "$P capture - < /"), 4, "", "is a folder")
    expect(bash(home, "$P -c 'echo a' <&-"), 0, "a\n")


def an_input_that_is_not_ready_is_waited_for(home):
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    process = subprocess.Popen(program(), stdin=reading, stdout=subprocess.PIPE, text=True,
                               env=home.environment())
    time.sleep(0.3)
    os.write(writing, b"echo late\n")
    os.close(writing)
    assert process.communicate(timeout=20)[0] == "late\n" and process.returncode == 0


def messages_that_cannot_be_written_end_nothing(home):
    commands = "try show x L9H9; models > m.csv; echo on"
    for closed in ["2>&-", "2>/dev/full", "2> >(true)"]:
        expect(bash(home, f"sleep 0.1; $P -c '{commands}' {closed}"), 0, "on\n")
        assert open(home.path + "/m.csv").readline().startswith("name,"), closed
        os.remove(home.path + "/m.csv")
    expect(bash(home, "$P nope 2>&-"), 2)
    expect(bash(home, "(sleep 0.3; $P -c nope; echo $? >&3) 3>status 2>&1 | true; cat status"), 0, "2\n")


def files_do_not_get_the_numbers_of_closed_streams(home):
    expect(bash(home, "$P -c 'try show x L9H9; models > m.csv; try show y L9H9' <&- >&- 2>&-"), 0)
    text = open(home.path + "/m.csv").read()
    assert text.startswith("name,") and "error" not in text, text
    expect(bash(home, "$P -c 'echo a' >&-"), 1, "", "Bad file descriptor")


def a_full_reader_of_messages_that_never_reads_is_left(home):
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    while True:
        try:
            os.write(writing, b"x" * 65536)
        except BlockingIOError:
            break
    result = subprocess.run(program() + ["-c", "try nope; echo after"], stderr=writing, text=True,
                            stdout=subprocess.PIPE, env=home.environment(), timeout=60)
    assert (result.returncode, result.stdout) == (0, "after\n"), result
    os.close(reading)


def a_list_of_prompts_that_is_a_pipe_is_no_list(home):
    expect(bash(home, "$P capture -m demo 'a b' -o data"), 0)
    os.remove(home.path + "/data/demo/prompts.jsonl")
    os.mkfifo(home.path + "/data/demo/prompts.jsonl")
    expect(bash(home, "timeout 20 $P capture -m demo 'c d' -o data"), 0)
    lines = open(home.path + "/data/demo/prompts.jsonl").read().split("\n")
    assert len(lines) == 3, lines


def the_environment_is_handed_on_whole(home):
    for given in ["A=1 B=2", "OPENBLAS_NUM_THREADS=1 B=2", "OPENBLAS_CORETYPE=Haswell", "B=2 OPENBLAS_NUM_THREADS=2 C="]:
        result = bash(home, f'env -i HOME="$PWD" {given} $P --no-init -c "!/usr/bin/env" | grep -vE "^(PWD|SHLVL|_)="')
        assert sorted(result.stdout.split()) == sorted([f"HOME={home.path}"] + given.split()), (given, result.stdout)


def commands_that_were_not_run_for_want_of_a_reader_are_told(home):
    big = "show 'a b c d e f g h i j k l m n o p' L* --mode csv"
    with open(home.path + "/s.plens", "w") as file:
        file.write(f"{big}\nmodels > m.csv\n")
    for start in ["$P run s.plens", "$P < s.plens", "cat s.plens | $P", f'$P -c "{big}" -c "models > m.csv"']:
        result = bash(home, start + ' | head -1; echo "${PIPESTATUS[@]}"')
        done = os.path.exists(home.path + "/m.csv")
        statuses = result.stdout.split("\n")[1].split()
        assert done or statuses[-2] == "1" and "not run" in result.stderr, (start, result)
    # The last command's is a reader's own business.
    expect(bash(home, f'$P -c "{big}" | head -1 > x; echo "${{PIPESTATUS[0]}}"'), 0, "0\n", "")


def commands_run_as_they_come(home):
    for words in [[], ["-"], ["run", "-"]]:
        process = subprocess.Popen(
            program() + words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, bufsize=1, env=home.environment())
        # Each answer is there before the next command is written: without, readline would wait for ever.
        for line, answer in [("echo one", "one"), ('echo "two', None), ('and"', "two"), ("echo three", "and")]:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            if answer:
                assert process.stdout.readline() == answer + "\n", words
        process.stdin.write("bogus\n")
        process.stdin.close()
        assert process.stdout.read() == "three\n"
        assert process.wait(timeout=20) == 2 and "stdin:5:1" in process.stderr.read()
        process.stdout.close()
        process.stderr.close()


def a_person_whose_results_are_piped_on_has_a_prompt(home):
    session = Session(home, ["bash", "--norc", "-c", f"{test_terminal.options.program} | tee {home.path}/log"])
    session.prompt()
    assert "answer" in run(session, "echo answer")
    session.send("half\x03")
    session.prompt()
    session.send("quit\r")
    session.child.expect(pexpect.EOF)
    session.close()


def a_script_may_begin_with_a_mark(home):
    for start in ["$P run s.plens", "$P < s.plens", "cat s.plens | $P"]:
        expect(bash(home, f"printf '\\xef\\xbb\\xbfecho a\\r\\necho b\\r\\n' > s.plens; {start}"), 0, "a\nb\n")


def standard_input_of_commands_is_no_data(home):
    result = bash(home, "printf 'capture -\\na text\\n' | $P")
    expect(result, 1, "", "where the commands come from")


# Waiting


def ctrl_c_ends_every_waiting_for_input(home):
    for name in ["in.jsonl", "s.plens", "out.png"]:
        os.mkfifo(f"{home.path}/{name}")
    session = started(home)
    run(session, f"cd {home.path}")
    for line in ["capture -", "run -", "prompts add /dev/stdin", "prompts add in.jsonl", "capture in.jsonl",
                 "run s.plens", "models > s.plens", "models >> s.plens", "show 'a b' L0H0 > out.png",
                 "log s.plens", "session save s.plens", "!cat s.plens"]:
        session.send(line + "\r")
        time.sleep(0.3)
        session.send("\x03")
        session.prompt()
    assert "is a device" in run(session, "prompts add /dev/zero")
    assert "alive" in run(session, "echo alive")
    session.close()


def a_pipe_is_written_and_read(home):
    os.mkfifo(home.path + "/p.jsonl")
    expect(bash(home, "(sleep 0.2; cat p.jsonl > got) & $P -c 'models --mode csv > p.jsonl; models --mode csv' && wait && cat got"), 0)
    result = bash(home, "(sleep 0.2; echo '{\"text\": \"x\"}' > p.jsonl) & $P -c 'prompts add p.jsonl'")
    expect(result, 0, "1 prompt added: p0\n")
    expect(bash(home, "$P run <(echo 'echo a'); echo 'echo b' | $P run /dev/stdin"), 0, "a\nb\n")


def ctrl_c_ends_the_writing_of_a_large_result(home):
    with open(home.path + "/p.jsonl", "w") as file:
        for number in range(4):
            file.write(json.dumps({"text": f"{number} " + "a b c d e f g h " * 10}) + "\n")
    session = started(home)
    session.child.timeout = 60
    run(session, f"cd {home.path}")
    run(session, "capture p.jsonl")
    run(session, "let t = find p* L* --where 'A >= 0'")
    cancelled = 0
    for line in ["$t > t.json", "$t > t.csv", "$t > t.md", "$t | sort query_token > s.csv", "export p* L* -o e.json"]:
        session.send(line + "\r")
        session.child.expect("\x1b\\[\\?2004l")
        session.send("\x03")
        is_cancelled = "cancelled" in session.prompt()
        cancelled += is_cancelled
        # Whole or not at all: a machine may be faster than the key.
        assert os.path.exists(home.path + "/" + line.split()[-1]) != is_cancelled, line
    assert cancelled > 0
    session.close()


# Terminals that go


def a_closed_terminal_ends_what_runs_there(home):
    sessions = []  # kept: each closes its descriptor when it goes
    for line in ["", "half a line", "capture -\r", "!sleep 60\r", "serve --port 0 &\r", "hooks | page\r", "\x12x"]:
        session = started(home)
        sessions.append(session)
        session.send(line)
        time.sleep(0.3)
        session.child.ptyproc.fileobj.close()
        session.child.closed = session.child.ptyproc.closed = True
        process = session.child.pid
        wait(lambda: os.waitpid(process, os.WNOHANG)[0] == process, lambda: f"it runs on after {line!r}")
        session.child.terminated = session.child.ptyproc.terminated = True


def ctrl_backslash_ends_it_and_leaves_the_terminal_well(home):
    inner = test_terminal.options.program
    session = Session(home, ["/bin/sh", "-c", f"{inner}; echo parent saw $?; sleep 1"])
    session.prompt()
    session.send("half")
    session.child.expect("half")
    children = subprocess.run(["pgrep", "-P", str(session.child.pid)], capture_output=True, text=True)
    os.kill(int(children.stdout.split()[0]), signal.SIGQUIT)
    session.child.expect("parent saw 131")
    assert "Press" not in session.child.before, session.child.before
    wait(session.is_cooked, lambda: f"modes are {session.modes()}")
    session.close()


def a_suspended_session_holds_up_nobody(home):
    suspended = Session(home, program() + ["--session", "work"])
    suspended.prompt()
    os.kill(suspended.child.pid, signal.SIGSTOP)
    expect(bash(home, "$P attach work -c 'echo a'"), 1, "", "'work' is suspended")
    expect(bash(home, "$P attach --list --mode csv"), 0, "session,process,model,folder\n", "'work' is suspended")
    # The queue of who listens takes sixteen: with it full, others still start and list.
    held = []
    for _ in range(20):
        connection = socket.socket(socket.AF_UNIX)
        connection.setblocking(False)
        held.append(connection)
        try:
            connection.connect(f"{home.path}/run/plens/work.sock")
        except BlockingIOError:
            break
    other = Session(home)
    other.prompt()
    other.close()
    expect(bash(home, "$P attach --list"), 0, None, "suspended")
    for connection in held:
        connection.close()
    os.kill(suspended.child.pid, signal.SIGCONT)
    wait(lambda: bash(home, "$P attach work -c 'echo a'").stdout == "a\n", lambda: "it does not answer")
    suspended.close()


def a_session_without_descriptors_listens_again(home):
    session = Session(home, ["bash", "-c", f"ulimit -n 64; exec {test_terminal.options.program} --session few"])
    session.prompt()
    held = []
    for _ in range(80):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(1)
        held.append(connection)
        try:
            connection.connect(f"{home.path}/run/plens/few.sock")
        except OSError:
            break
    for connection in held:
        connection.close()
    expect(bash(home, "$P attach few -c 'echo a'"), 0, "a\n")
    session.close()


# Jobs


def a_program_of_a_job_has_no_terminal(home):
    session = Session(home, ["bash", "--norc", "-c", test_terminal.options.program])
    session.prompt()
    with open(home.path + "/j.plens", "w") as file:
        file.write("!cat; printf words; sleep 0.2\necho after\n")
    run(session, f"cd {home.path}")
    run(session, "run j.plens &")
    assert "typed" in run(session, "echo typed")
    run(session, "wait")
    shown = run(session, "jobs --log 1")
    assert "words" in shown and "after" in shown, shown
    run(session, "!sleep 0.1")
    run(session, "run j.plens &")
    session.send("stop *\r")
    session.child.expect("stopped|done")
    session.prompt()
    session.close()


def a_job_leaves_the_prompt_its_folder_and_its_keys(home):
    os.mkdir(home.path + "/sub")
    with open(home.path + "/c.plens", "w") as file:
        file.write("cd sub\n")
    session = started(home)
    run(session, f"cd {home.path}")
    for line in ["run c.plens &", "capture - &"]:
        session.send(line + "\r")
        session.child.expect("failed: ")
        session.prompt()
        session.send("echo answer\r")
        session.child.expect("2004l(\r\n)?answer")
        session.prompt()
    shown = run(session, "jobs")
    assert shown.count("failed") == 2, shown
    shown = run(session, "pwd")
    assert os.path.basename(home.path) in shown and "/sub" not in shown, shown
    session.close()


# What is written


def links_permissions_and_other_writers_keep_what_is_theirs(home):
    bash(home, "echo old > real; ln -s real link; ln -s none dangling; echo x > private; chmod 600 private;"
         " echo x > closed; chmod 400 closed")
    expect(bash(home, "$P -c 'models > link; models > dangling; models > private; models >> private'"), 0)
    assert os.path.islink(home.path + "/link") and open(home.path + "/real").readline() != "old\n"
    assert os.path.islink(home.path + "/dangling") and os.path.exists(home.path + "/none")
    assert os.stat(home.path + "/private").st_mode & 0o777 == 0o600
    assert open(home.path + "/private").read().count("demo\t") == 2
    appending = "for i in $(seq 25); do $P -c \"echo $w-$i >> log\"; done"
    bash(home, f"(w=a; {appending}) & (w=b; {appending}) & wait")
    assert len(open(home.path + "/log").readlines()) == 50
    for target in ["/", "none/x", "/dev/full"]:
        for arrow in [">", ">>"]:
            result = bash(home, f"$P -c 'models {arrow} {target}'")
            assert result.returncode == 1 and "Domain" not in result.stderr, repr(result)
            assert result.stderr.split("\n")[0].count(target) >= 1, repr(result)


def a_log_keeps_its_folder(home):
    session = started(home)
    run(session, f"cd {home.path}")
    run(session, "log day.plens")
    run(session, "cd /")
    run(session, "echo kept")
    assert open(home.path + "/day.plens").read().endswith("echo kept\n")
    session.close()


def a_server_starts_beside_the_prompt(home):
    session = started(home)
    assert "serving this session at http://127.0.0.1:" in run(session, "serve --port 0")
    session.close()


def a_removed_folder_is_told(home):
    os.mkdir(home.path + "/gone")
    expect(bash(home, "cd gone; rmdir ../gone; $P -c pwd"), 3, "", "was removed")


# What is shown


EVIL = ESCAPE + "]0;OWNED\x07" + "\u202e"


def no_text_of_files_gives_the_terminal_orders(home):
    with open(home.path + "/p.jsonl", "w") as file:
        file.write(json.dumps({"text": "hello " + EVIL}) + "\n")
    with open(f"{home.path}/bad{EVIL}.jsonl", "w") as file:
        file.write("{\n")
    escaped = "\\u{1b}]0;OWNED\\u{7}\\u{202e}"
    session = started(home)
    run(session, f"cd {home.path}")
    for line in ["prompts add p.jsonl", "prompts", "tokens p0", "prompts --mode tsv", "prompts --mode md",
                 "prompts --mode json", "show p0 L3H4", "prompts add bad\t", f'prompts add "{escaped}"',
                 f'load "{escaped}"', f'set mode "{escaped}"', f'models | sort "{escaped}"', f'cd "{escaped}"',
                 f'"{escaped}"', f'echo "{escaped}"', f'tokens "{escaped}" &']:
        shown = run(session, line).split("\x1b[?2004l")[-1]
        assert ESCAPE + "]0" not in shown and "\u202e" not in shown, (line, shown)
    session.close()


def output_without_a_last_newline_stays(home):
    screen = Screen(home, 60, 20)
    screen.start()
    screen.keys('!printf "answer: 42"', "Enter")
    screen.expect(lambda text: text.split("\n")[-1].startswith("demo>") and "answer: 42" in text.split("\n")[-2])
    screen.keys("echo x", "Enter")
    screen.expect(lambda text: text.endswith("x\ndemo>"))
    screen.keys('!echo whole', "Enter")
    screen.expect(lambda text: text.endswith("!echo whole\nwhole\ndemo>"))
    screen.close()


def the_terminals_own_width_counts(home):
    session = Session(home, COLUMNS="132")
    session.prompt()
    rows = run(session, "set | head 6").split("\r\n")
    assert max(len(row) for row in rows) <= 80 + 20, rows
    session.close()


# Limits of the system


def too_little_stack_is_told(home):
    commands = "capture 'a b' -o out"
    expect(bash(home, f"ulimit -s 387; $P -m demo -c \"{commands}\""), 1, "", "'ulimit -s 8192' allows enough")
    # Who may have more gets it.
    expect(bash(home, f"ulimit -S -s 387; $P -m demo -c \"{commands}\""), 0)


def few_threads_are_told_or_enough(home):
    """Limits on processes don't bind root: a user types who runs nothing else, since the limit counts that too."""
    os.chmod(home.path, 0o777)
    number = 60_000 + os.getpid() % 5_000
    user = f"setpriv --reuid={number} --regid={number} --clear-groups" if os.geteuid() == 0 else ""
    inside = {"capture 'a b'": None, "capture 'a b' &; wait": "no thread can be started", "serve --port 0": "thread"}
    if bash(home, f"{user} $P -c 'echo a'").returncode != 0:
        print("    another user can't run the program: not tried")
        return
    for command, told in inside.items():
        result = bash(home, f'timeout 50 bash -c \'ulimit -u 1; exec {user} $P --private -m demo -c "$0"\' "{command}"')
        assert result.returncode == (1 if told else 0), (command, result)
        assert told is None or told in result.stderr and len(result.stderr.split("\n")) <= 4, (command, result)


def a_large_array_is_in_memory_once(home):
    """A layer of 6 x 3200 x 3200 zeros: 246 MB that take 240 kB on the disk."""
    bash(home, "$P capture -m demo 'a b' -o data")
    [path] = glob.glob(home.path + "/data/demo/prompts/*/activations.npz")
    shape = (1, 6, 3200, 3200)
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("blocks.0.attn.hook_pattern.npy", "w") as member:
            member.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode())
            for _ in range(shape[1]):
                member.write(bytes(4 * shape[2] * shape[3]))
    words = program() + ["show", "--from", home.path + "/data", "p0", "L0H0[-1, -1]", "--mode", "tsv"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env=home.environment())
    assert process.stdout.read().split(b"\n")[1].split(b"\t")[2:4] == [b"3199", b"3199"]
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    # 246 MB of the layer, 41 of a head, and the program.
    assert status == 0 and usage.ru_maxrss < 450_000, usage.ru_maxrss
    result = bash(home, "ulimit -v 600000; PLENS_THREADS=1 $P rank --from data --by previous")
    expect(result, 4, "", "reading it takes 234 MB of memory, and ")
    # OpenBLAS asks without end for buffers where there are no addresses for them.
    for limit in range(200_000, 700_001, 50_000):
        result = bash(home, f"ulimit -v {limit}; timeout -s KILL 50 $P capture -m demo --stack-heads 'a b c' 'd e f g'")
        assert result.returncode in (0, 1, 127), (limit, result)
        assert result.returncode == 0 or len(result.stderr.splitlines()) == 1, (limit, result)
    assert result.returncode == 0, result


# History


def a_secret_can_be_taken_out_of_the_history(home):
    session = started(home)
    for line in ["echo hf_secret", "echo kept", "history delete hf_secret"]:
        run(session, line)
    assert home.history() == ["echo kept"], home.history()
    session.send(ESCAPE + "[A")
    session.child.expect("echo kept")
    session.send("\r")
    session.prompt()
    run(session, "history clear")
    assert home.history() == [], home.history()
    session.close()


def a_history_that_is_no_file_is_not_waited_for(home):
    os.makedirs(os.path.dirname(home.history_path))
    for make in [os.mkfifo, lambda path: os.symlink("/dev/zero", path)]:
        make(home.history_path)
        session = started(home)
        assert "is kept in memory only" in run(session, "echo a")
        assert "error" not in run(session, "echo b")
        session.close()
        os.remove(home.history_path)


def a_cut_line_of_the_history_takes_no_other_with_it(home):
    os.makedirs(os.path.dirname(home.history_path))
    entry = {"cwd": "/", "ms": 1, "status": 0, "text": "echo old", "time": "2026-01-01T00:00:00Z"}
    huge = {**entry, "text": "x" * 700_000}
    with open(home.history_path, "w") as file:
        file.write("\n".join(map(json.dumps, [entry, huge, {**entry, "text": "echo cut"}]))[:-9])
    os.chmod(home.history_path, 0o644)
    session = started(home)
    run(session, "echo new")
    last = open(home.history_path).read().split("\n")[-2]
    assert json.loads(last)["text"] == "echo new", last
    assert os.stat(home.history_path).st_mode & 0o777 == 0o600
    session.send("\x12old")
    session.child.expect("echo old")
    session.send("\x07")
    session.close()


def a_paste_in_a_search_is_searched_for(home):
    session = started(home)
    run(session, "echo one cat sat")
    run(session, "echo two")
    session.send(f"\x12{ESCAPE}[200~cat sat{ESCAPE}[201~")
    session.child.expect("search 'cat sat': echo one cat sat")
    session.send("\r")
    home.wait_for("echo one cat sat")
    session.close()


if __name__ == "__main__":
    sys.exit(test_terminal.drive(__doc__, globals()))
