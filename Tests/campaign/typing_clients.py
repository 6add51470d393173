"""Fifty clients that type into the page at once, each a character a request: what is outdated is refused, the last text of
all is answered as if it were alone, and the shell answers its own prompt meanwhile."""
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pexpect

CLIENTS = 50
TEXTS = ["When Mary and John went to the store, John gave a drink to", "The cat sat on the mat and", "one two three one two"]


def typing_clients(campaign):
    report = campaign.part("fifty typing clients")
    shell = pexpect.spawn(
        campaign.plens, ["--no-init", "-m", "demo"], env=campaign.environment(TERM="xterm"), dimensions=(24, 200),
        timeout=60, encoding="utf-8", codec_errors="replace")
    shell.expect("demo> ")
    shell.sendline("serve --port 0")
    shell.expect(r"http://127\.0\.0\.1:\d+/")
    url = shell.match[0]
    shell.expect("demo> ")
    token = json.load(urllib.request.urlopen(url + "api/session"))["runs"]["token"]
    lock, problems, counts = threading.Lock(), [], {}

    def ask(text, path="type", **more):
        query = urllib.parse.urlencode({"model": "demo", "text": text, **more})
        request = urllib.request.Request(f"{url}api/{path}?{query}", headers={"X-Plens-Run": token})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, {}

    def type_on(number):
        text = TEXTS[number % len(TEXTS)]
        count = number % len(text)
        while campaign.goes_on:
            count = count % len(text) + 1
            changes = [{}, {}, {"off": "L3H4"}, {"cut": "L3H4.1.0"}, {"at": "0"}]
            try:
                status, _ = ask(text[:count], **changes[(number + count) % len(changes)])
            except OSError as error:
                status = str(error)
            with lock:
                counts[status] = counts.get(status, 0) + 1
                if status not in (200, 409, 422):
                    problems.append(f"'{text[:count]}' is answered by {status}")

    alone = {text: ask(text)[1]["next"] for text in TEXTS}
    clients = [threading.Thread(target=type_on, args=(number,)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    most, slowest, marks = 0, 0.0, 0
    while campaign.goes_on:
        time.sleep(1)
        most = max(most, memory(shell.pid))
        start = time.monotonic()
        marks += 1
        shell.sendline(f"echo mark{marks}")
        shell.expect(f"(?:\n|2004l)mark{marks}\r")
        shell.expect("demo> ")
        slowest = max(slowest, time.monotonic() - start)
    for client in clients:
        client.join(timeout=90)
    report.tried += sum(counts.values())
    for problem in problems[:5]:
        report.attempt("typing", problem)
    for text in TEXTS:
        status, answer = ask(text)
        report.attempt(f"'{text}' afterwards", other(status, answer, alone[text]))
    report.attempt("memory", None if most < 1024 else f"{most} MB")
    try:
        # Said twice, since the server would be ended.
        shell.sendline("quit")
        shell.expect("demo> ")
        shell.sendline("quit")
        shell.expect(pexpect.EOF, timeout=60)
        shell.close()
        problem = None if shell.exitstatus == 0 else f"status {shell.exitstatus}"
    except pexpect.TIMEOUT:
        problem = f"the shell does not end: {shell.before[-300:]!r}"
        shell.close(force=True)
    report.attempt("quit", problem)
    for status, count in sorted(counts.items(), key=str):
        report.note(f"answered by {status}", count)
    report.note(f"MB at most, the prompt back after {slowest:.2f} s at most", most)
    return report


def other(status, answer, alone):
    """How an answer differs from the one that came when nobody else typed; sums may be in another order."""
    if status != 200:
        return f"status {status}"
    pairs = list(zip(answer["next"], alone, strict=True))
    if any(a["id"] != b["id"] for a, b in pairs):
        return "other tokens than alone"
    worst = max(abs(a["probability"] - b["probability"]) for a, b in pairs)
    return f"probabilities that are {worst:.1e} from those alone" if worst > 1e-5 else None


def memory(process):
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{process}/status").read())[1]) >> 10
