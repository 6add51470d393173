"""What is no shell, no value and no name: each a clear exception, and nothing hangs."""
import json
import os
import re
import socket
import struct
import threading
import time

import numpy as np
import pytest

import patternlens as pl
from conftest import PROMPTS, TEXT

GREETING = {"protocol": 1, "version": "0", "name": "x", "process": 1, "model": "", "folder": "/"}


class Server:
    """Says `parts` to who connects: bytes, or None for the end of the connection."""

    def __init__(self, folder, *parts):
        self.path = str(folder / "s.sock")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen()
        self.held = []
        threading.Thread(target=self.serve, args=(parts,), daemon=True).start()

    def serve(self, parts):
        connection, _ = self.listener.accept()
        self.held.append(connection)
        for part in parts:
            if part is None:
                connection.close()
            elif callable(part):
                part(connection)
            else:
                connection.sendall(part)


def frame(kind, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return kind + struct.pack("<I", len(data)) + data


def request(connection):
    """Waits until a request has come."""
    connection.recv(1 << 16)


@pytest.mark.parametrize("parts, kind, message", [
    ([frame(b"G", {**GREETING, "protocol": 99})], pl.ProtocolError, "version 99 .* this client 1"),
    ([frame(b"G", {"version": "0.0"})], pl.ProtocolError, "version None"),
    ([frame(b"G", [1])], pl.ProtocolError, "no JSON object"),
    ([frame(b"O", b"hello")], pl.ProtocolError, "does not greet"),
    ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], pl.ProtocolError, "attach protocol"),
    ([None], pl.SessionEndedError, "ended"),
])
def test_what_does_not_greet_as_a_shell_does(tmp_path, parts, kind, message):
    with pytest.raises(kind, match=message):
        pl.attach(Server(tmp_path, *parts).path)


def test_silence(tmp_path, monkeypatch):
    monkeypatch.setattr("patternlens.protocol.GREETING_SECONDS", 0.3)
    server = Server(tmp_path)
    with pytest.raises(pl.ProtocolError, match="does not answer"):
        pl.attach(server.path)


def test_another_users_socket(shell, monkeypatch):
    user = os.geteuid()
    monkeypatch.setattr("patternlens.protocol.os.geteuid", lambda: user + 1)
    with pytest.raises(pl.SessionError, match="another user's"):
        pl.attach(shell.path)


@pytest.mark.parametrize("answer, kind, message", [
    ([None], pl.SessionEndedError, "ended"),
    ([frame(b"V", struct.pack("<I", 999) + b"{}"), None], pl.ProtocolError, "header is longer"),
    ([frame(b"Z", b""), None], pl.ProtocolError, "kind b'Z'"),
    ([b"V\xff\xff\xff\xff" + struct.pack("<I", 3), None], pl.SessionEndedError, "ended"),
])
def test_answers_that_make_no_sense(tmp_path, answer, kind, message):
    session = pl.attach(Server(tmp_path, frame(b"G", GREETING), request, *answer).path)
    with pytest.raises(kind, match=message):
        session.run("models")
    with pytest.raises(pl.SessionError):
        session.run("models")


def test_an_array_that_is_shorter_than_its_shape(tmp_path):
    header = json.dumps({"kind": "pattern", "encoding": "npy", "shape": [3, 3]}).encode()
    array = b"\x93NUMPY\x01\x00" + struct.pack("<H", 6) + b"{    \n" + bytes(8)
    value = frame(b"V", struct.pack("<I", len(header)) + header + array)
    session = pl.attach(Server(tmp_path, frame(b"G", GREETING), request, value).path)
    with pytest.raises(pl.ProtocolError, match="8 bytes for the shape"):
        session.run("models")


def test_a_shell_that_dies_in_the_middle_of_a_command():
    session = pl.start("demo")
    threading.Timer(0.5, session._process.kill).start()
    start = time.monotonic()
    with pytest.raises(pl.SessionEndedError, match="ended"):
        session.run("!sleep 60")
    assert time.monotonic() - start < 30 and session.ended
    session.close()


def test_a_shell_that_does_not_start(tmp_path):
    with pytest.raises(pl.SessionError, match="No such file"):
        pl.start(program="/no/such/plens")
    with pytest.raises(pl.SessionError, match="status"):
        pl.start(program="/bin/false")
    with pytest.raises(pl.NotFoundError, match="there is no model 'nosuch'"):
        pl.start("nosuch")


def test_no_such_session(monkeypatch, tmp_path):
    with pytest.raises(pl.SessionError, match="there is no session 'nosuch'"):
        pl.attach("nosuch")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(pl.SessionError, match="no shell to attach to"):
        pl.attach()
    with pytest.raises(pl.SessionError, match="No such file"):
        pl.attach(str(tmp_path / "nothing.sock"))


@pytest.mark.parametrize("name, value, message", [
    ("A", np.zeros((2, 2), complex), "real numbers"),
    ("A", np.zeros((1, 1, 1, 1, 1)), "is an array \\[1, 1, 1, 1, 1\\]"),
    ("A", np.zeros((0, 3)), "none empty"),
    ("A", np.array([[object()]]), "real numbers"),
    ("A", [[1, 2], [3]], "no array"),
    ("A", object(), "takes texts"),
    ("A", {"x": [1], "y": [1, 2]}, "one length"),
    ("A", {"x y": [1]}, "no name of a column"),
    ("A", {"x": 1}, "lists of one length"),
    ("A", {}, "these have none"),
    ("A", [2**63], "'A' has 9223372036854775808: .* 64 bits"),
    ("A", np.full((2, 2), -1e39), "'A' has -1e\\+39: .* 32 bits"),
    ("A", "\ud800", "character 0 is U\\+D800"),
    ("A", {"x": ["a", "b\udc80"]}, "a cell of 'x' .* character 1 is U\\+DC80"),
    ("größe", 1, "no name of the shell's"),
    ("_", 1, "the shell's own name"),
])
def test_what_the_shell_cant_hold(shell, name, value, message):
    with pytest.raises(pl.UnsendableError, match=message):
        shell.run("echo a", **{name: value})
    assert shell.run("echo a") == "a\n"


@pytest.mark.parametrize("ask", [
    lambda s, p: s.run(3), lambda s, p: s.run(b"models"), lambda s, p: s.run("echo \ud800"),
    lambda s, p: s.capture(3), lambda s, p: s.capture(["a", None]), lambda s, p: s.capture("\udc80"),
    lambda s, p: s.capture("a", model=3), lambda s, p: s.capture("a", hooks=re.compile("x")),
    lambda s, p: list(s.stream(["a"], 3)), lambda s, p: list(s.stream([3], "L0H0")),
    lambda s, p: s.complete(3), lambda s, p: s.is_complete(3), lambda s, p: s.help(3), lambda s, p: p.hook(3),
    lambda s, p: p[3], lambda s, p: s.show("p0", "L0H0"), lambda s, p: s.figure("p0", "raw", "L0H0"),
])
def test_what_is_no_text_is_a_type_error_and_the_session_goes_on(shell, ask):
    captured = shell.capture(TEXT)
    with pytest.raises(TypeError, match="is a text|are a text|no text of Unicode|what capture"):
        ask(shell, captured)
    assert shell.run("echo a") == "a\n"


def test_heads_are_no_commands(shell):
    captured = shell.capture(TEXT)
    for ask in [lambda: captured["L0H0; quit"], lambda: list(shell.stream(["a"], "L0H0; quit")),
                lambda: shell.figure(captured, "raw", "L0H0; quit")]:
        with pytest.raises((pl.UsageError, pl.NotFoundError)):
            ask()
    assert shell.run("echo a") == "a\n"


def test_a_cursor_outside_the_line(shell):
    assert shell.complete("ra", -1)[:2] == (0, 0) and shell.complete("ra", 99)[:2] == (0, 2)
    # The shell itself counts the same: other clients may not.
    for cursor, end in [(-1, 0), (-2**62, 0), (2**62, 2)]:
        header = shell._header({"action": "complete", "text": "ra", "cursor": cursor, "givesValues": True})
        assert (header["start"], header["end"]) == (0, end)


def test_a_hook_point_that_is_not_there_is_named_as_it_was_asked_for(shell):
    with pytest.raises(pl.NotFoundError, match=r"^'blocks\.9\.attn\.hook_z' "):
        shell.capture(TEXT).hook("blocks.9.attn.hook_z")


def test_an_origin_that_is_none(shell):
    with pytest.raises(pl.CommandError, match="'not an origin' is no origin"):
        shell.serve(origin="not an origin")


def test_more_than_one_message_holds(shell, monkeypatch):
    monkeypatch.setattr("patternlens.given.LIMIT", 70_000)
    with pytest.raises(pl.TooLargeError, match="at once"):
        shell.run("echo a", A=np.zeros((200, 200)))


def test_more_patterns_than_memory(shell):
    captured = shell.capture(TEXT)
    shell.max_bytes = 10_000
    with pytest.raises(pl.TooLargeError, match="4 layers of 6 heads for 19 tokens take .* s.stream"):
        captured.patterns
    assert isinstance(shell.capture(TEXT), pl.Captured)


def test_an_exception_while_results_come_leaves_the_session_whole(shell):
    def fail(text):
        raise RuntimeError("mine")

    shell.on_message = fail
    with pytest.raises(RuntimeError, match="mine"):
        shell.run("prompts clear; prompts; models")
    shell.on_message = lambda text: None
    assert shell.run("echo a") == "a\n"


def test_prompts_that_are_none(shell, tmp_path):
    with pytest.raises(TypeError, match="a prompt is a text"):
        shell.capture(["a", 3])
    with pytest.raises(TypeError, match="heads are a text"):
        shell.capture(TEXT)[3]
    file = tmp_path / "prompts.jsonl"
    file.write_text('{"text": "a b"}\n{"txt": "c"}\n')
    stream = shell.stream(file, "L0H0")
    next(stream)
    with pytest.raises(ValueError, match="prompts.jsonl:2: .*text"):
        next(stream)
    with pytest.raises(FileNotFoundError):
        next(shell.stream(PROMPTS.with_name("nothing"), "L0H0"))


def test_hostile_texts_are_texts(shell):
    for text in ["p0", "$(x) ${y} \"z\" 'q'", "a\nb\tc", "; quit", "\\", "é😀", "-m"]:
        captured = shell.capture(text)
        assert captured.text == text and captured["L0H0"].shape[0] == len(captured.tokens)


def test_a_forked_process(shell):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            shell.run("echo a")
            os.write(write, b"ran")
        except pl.SessionError as error:
            os.write(write, str(error).encode())
        finally:
            os._exit(0)
    os.close(write)
    assert b"forked" in os.read(read, 1000)
    os.waitpid(child, 0)
    assert shell.run("echo a") == "a\n"


def test_a_request_of_another_version_is_refused(shell):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(shell.path)
        connection.sendall(frame(b"R", {"protocol": 99, "text": "quit"}))
        data = b""
        while b'"failure"' not in data:
            data += connection.recv(1 << 16)
    assert b"speaks version 1" in data and shell.run("echo a") == "a\n"
