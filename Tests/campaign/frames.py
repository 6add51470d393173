"""What a process may send to an open shell's socket: frames that are cut, mutated, too long or never read. The shell goes on."""
import json
import socket
import struct
import time

import pexpect


def hostile_frames(campaign):
    report = campaign.part("hostile frames to an attached shell")
    runtime = campaign.new_folder()
    runtime.chmod(0o700)
    shell = pexpect.spawn(
        campaign.plens, ["--no-init", "-m", "demo", "--session", "target"],
        env=campaign.environment(TERM="xterm", XDG_RUNTIME_DIR=str(runtime)), dimensions=(24, 80), timeout=60,
        encoding="utf-8", codec_errors="replace")
    shell.expect("demo> ")
    path = str(runtime / "plens/target.sock")
    random = campaign.random

    def frame(kind, payload):
        return kind + struct.pack("<I", len(payload)) + payload

    def request(**fields):
        return frame(b"R", json.dumps({"protocol": 1, **fields}).encode())

    table = json.dumps({"name": "t", "kind": "table", "columns": [{"name": "a", "type": "integer"}]}).encode()
    cancel = frame(b"C", b"")
    good = [
        request(text="echo x"), request(text="show 'a b c' L*"), request(action="complete", text="sho", cursor=3),
        request(action="check", text="show p9"), cancel,
        request(text="$t", values=1) + frame(b"V", struct.pack("<I", len(table)) + table + b"[[1,2,3]]"),
        request(text="capture 'x y' ; show p0 L0", givesValues=True, pictures=["png", "svg"], showsProgress=True),
    ]
    marks, idle = 0, []
    while campaign.goes_on:
        kind = random.choice(["good", "mutated", "cut", "long", "noise", "never reads", "vanishes"])
        data = random.choice(good) if kind == "good" else b"".join(random.choices(good, k=random.randint(1, 3)))
        problem = None
        try:
            client = socket.socket(socket.AF_UNIX)
            client.settimeout(10)
            client.connect(path)
            if kind == "mutated":
                data = bytearray(data)
                for _ in range(random.randint(1, 8)):
                    data[random.randrange(len(data))] = random.randrange(256)
            elif kind == "cut":
                data = data[:random.randrange(len(data))]
            elif kind == "long":
                data = b"R" + struct.pack("<I", random.choice([1 << 28, 1 << 31, (1 << 32) - 1])) + b"x" * 1000
            elif kind == "noise":
                data = random.randbytes(random.randrange(4000))
            elif kind == "never reads":
                data = request(text="show p0 L* --mode json; " * 20)
            client.sendall(bytes(data))
            if kind == "never reads":
                idle.append(client)
            elif kind == "good":
                problem = None if data == cancel or status(client) == 0 else "no answer, or another status than 0"
            if len(idle) > 3 or kind != "never reads":
                (idle.pop(0) if len(idle) > 3 else client).close()
        except OSError as error:
            # A shell that is at somebody's commands may let others wait.
            problem = None if "timed out" in str(error) or isinstance(error, (BrokenPipeError, ConnectionError, BlockingIOError)) else str(error)
            report.note("connections that were ended")
        report.attempt(kind, problem)
        if report.tried % 50 == 0:
            for other in idle:
                other.close()
            idle.clear()
            marks += 1
            start = time.monotonic()
            try:
                shell.sendline(f"echo mark{marks}")
                shell.expect(f"(?:\n|2004l)mark{marks}\r")
                shell.expect("demo> ")
                problem = None
            except (pexpect.TIMEOUT, pexpect.EOF) as error:
                problem = f"{type(error).__name__}: {shell.before[-200:]!r}"
            report.attempt(f"the prompt after {report.tried} connections, {time.monotonic() - start:.1f} s", problem)
            if problem:
                return report
    shell.close(force=True)
    return report


def status(client):
    """The status of the first request that is answered to its end; frames before are passed over."""
    with client.makefile("rb") as answers:
        while head := answers.read(5):
            payload = answers.read(int.from_bytes(head[1:], "little"))
            if head[:1] == b"D":
                return json.loads(payload)["status"]
    return None
