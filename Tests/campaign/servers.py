"""The page's server under clients that are slow, many, malformed, or never read: it answers, and its memory is bounded."""
import os
import re
import socket
import subprocess
import threading
import time

PATHS = ["/", "/api/models", "/api/prompts", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/api/prompts?x=" + "y" * 9000,
         "/demo/prompts/x/L0H0", "/api/tile?layer=-1", "/api/pattern?head=L99H99", "/%00", "/page/..%2f..%2fx", "//", "/?" ]


def hostile_clients(campaign):
    report = campaign.part("hostile clients of the server")
    folder = campaign.new_folder()
    campaign.run(["capture", "-m", "demo", campaign.prompts, "-o", folder])
    server = subprocess.Popen(
        [campaign.plens, "--no-init", "serve", str(folder), "--port", "0"], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=campaign.environment(), text=True)
    line = server.stdout.readline()
    found = re.search(r"http://([\d.]+|localhost):(\d+)", line)
    if not found:
        report.attempt("serve", f"says no address: {line!r}")
        server.kill()
        return report
    address = ("127.0.0.1", int(found[2]))

    def memory():
        return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{server.pid}/status").read())[1]) >> 10

    def descriptors():
        return len(os.listdir(f"/proc/{server.pid}/fd"))

    def ask(request, timeout=40):
        with socket.create_connection(address, timeout=timeout) as client:
            client.sendall(request)
            answer = b""
            while len(answer) < 12:
                part = client.recv(65536)
                if not part:
                    break
                answer += part
            return answer

    archive = next(folder.rglob("*.npz")).relative_to(folder)
    before, idle, most = descriptors(), [], 0
    random = campaign.random
    while campaign.goes_on:
        kind = random.choice(["odd", "fuzz", "silent", "half", "deaf", "drip", "large"])
        problem = None
        try:
            if kind == "odd":
                request = f"GET {random.choice(PATHS)} HTTP/1.1\r\nHost: 127.0.0.1:{address[1]}\r\n\r\n".encode()
                answer = ask(request)
                if not re.match(rb"HTTP/1.1 (200|30\d|4\d\d)", answer):
                    problem = f"answers {answer[:40]!r}"
                if b"root:" in answer:
                    problem = "a file outside the folder"
            elif kind == "fuzz":
                request = bytearray(f"GET /api/prompts HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {'a' * 30}\r\n\r\n".encode())
                for _ in range(random.randint(1, 12)):
                    request[random.randrange(len(request))] = random.randrange(256)
                try:
                    answer = ask(bytes(request) + b"\r\n\r\n", timeout=3)
                    if answer and not re.match(rb"HTTP/1.1 (200|[1345]\d\d)", answer):
                        problem = f"answers {answer[:40]!r}"
                    if answer.startswith(b"HTTP/1.1 500"):
                        problem = "status 500"
                except (ConnectionError, socket.timeout):
                    pass
            else:
                client = socket.create_connection(address, timeout=5)
                if kind == "half":
                    client.sendall(b"GET / HTTP/1.1\r\nHo")
                if kind == "drip":
                    for byte in b"GET /api/models HTTP":
                        client.sendall(bytes([byte]))
                        time.sleep(0.01)
                if kind == "large":
                    client.sendall(f"GET /{archive} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() * 40)
                if kind == "deaf":
                    client.sendall(b"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 3)
                idle.append(client)
                if len(idle) > 60:
                    idle.pop(random.randrange(len(idle))).close()
                report.note(kind)
        except OSError as error:
            problem = f"{kind}: {error}"
        if server.poll() is not None:
            problem = f"the server has ended with {server.returncode}"
        most = max(most, memory() if server.poll() is None else 0)
        report.attempt(kind, problem)
        if server.poll() is not None:
            return report
    for client in idle:
        client.close()
    time.sleep(2)
    answer = ask(f"GET /api/models HTTP/1.1\r\nHost: 127.0.0.1:{address[1]}\r\n\r\n".encode())
    report.attempt("afterwards", None if answer.startswith(b"HTTP/1.1 200") else f"answers {answer[:40]!r}")
    report.attempt("memory", None if most < 1024 else f"{most} MB")
    report.attempt("descriptors", None if descriptors() <= before + 10 else f"{descriptors()} after {before}")
    report.note(f"MB at most, {descriptors() - before} descriptors more than before", most)
    server.terminate()
    server.wait(timeout=20)
    return report
