"""What tests of the page share: folders, viewers, sessions, one browser, and what they ask of it."""

import json
import os
import re
import shutil
import struct
import subprocess
import tempfile
import time
import urllib.request
import zlib

from chromium import Chromium
import pages
from runner import check
from shell import Shell

MARY = "When Mary and John went to the store, John gave a drink to"
HASH = "a" * 22


def causal(n, weight=lambda q, k: 1 + (3 * q + k * k) % 5):
    """A causal pattern whose rows sum to 1."""
    rows = [[weight(q, k) if k <= q else 0 for k in range(n)] for q in range(n)]
    return [[value / (sum(row) or 1) for value in row] for row in rows]


def pixels(data):
    """Width, height and rows of RGB of a PNG without interlacing, 8 bits RGB(A) or a palette."""
    place, parts, palette = 8, b"", b""
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8:place + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack_from(">IIBB", body)
        elif kind == b"PLTE":
            palette = body
        elif kind == b"IDAT":
            parts += body
        place += 12 + length
    check(depth == 8 and color in (2, 3, 6), f"PNG of depth {depth}, colour type {color}")
    count = {2: 3, 3: 1, 6: 4}[color]
    raw, stride = zlib.decompress(parts), width * count
    rows, above = [], bytearray(stride)
    for y in range(height):
        line = bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        kind = raw[y * (stride + 1)]
        for x in range(stride):
            a = line[x - count] if x >= count else 0
            b = above[x]
            c = above[x - count] if x >= count else 0
            if kind == 1:
                line[x] = (line[x] + a) & 255
            elif kind == 2:
                line[x] = (line[x] + b) & 255
            elif kind == 3:
                line[x] = (line[x] + (a + b) // 2) & 255
            elif kind == 4:
                p = a + b - c
                near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                line[x] = (line[x] + near) & 255
        rows.append(line)
        above = line
    if color == 3:
        return width, height, [[tuple(palette[3 * i:3 * i + 3]) for i in row] for row in rows]
    return width, height, [[tuple(row[count * x:count * x + 3]) for x in range(width)] for row in rows]


class Viewer:
    """A plens that serves a folder."""

    def __init__(self, plens, folder, *options):
        self.process = subprocess.Popen([plens, "serve", folder, "--port", "0", *options], stderr=subprocess.PIPE, text=True)
        self.url = re.search(r"http://\S+", self.process.stderr.readline()).group(0).rstrip(";")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


class Session:
    """A plens that is typed at and serves what it has."""

    def __init__(self, plens, *options):
        self.shell = Shell(plens, *options)
        self.url = self.shell.tell("serve --port 0", r"http://[\d.:]+/")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shell.close()


class Situations:
    def __init__(self, plens, fixtures, shots):
        self.plens, self.fixtures, self.shots = plens, fixtures, shots
        self.scratch = tempfile.mkdtemp(prefix="plens-page-")
        self.page = Chromium(1280, 800)
        self.demo = os.path.join(self.scratch, "demo")
        self.capture("demo", self.demo, MARY)
        self.capture("demo", self.demo, "A second prompt of another length, with more tokens than the first one has")

    def capture(self, model, folder, *words):
        done = subprocess.run([self.plens, "capture", "-m", model, "-o", folder, *words], capture_output=True, text=True)
        check(done.returncode == 0, done.stderr)

    def survey(self):
        """A survey of the fixtures' prompts by the demo model."""
        place = os.path.join(self.scratch, "survey")
        if not os.path.exists(place):
            done = subprocess.run([self.plens, "survey", os.path.join(self.fixtures, "prompts/prompts.jsonl"), "-m", "demo", "-o", place], capture_output=True, text=True)
            check(done.returncode == 0, done.stderr)
        return place

    def folder(self, name, prompts, **config):
        place = os.path.join(self.scratch, name)
        pages.folder(place, "m", prompts, config)
        return place

    def close(self):
        self.page.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def shot(self, name):
        if self.shots:
            os.makedirs(self.shots, exist_ok=True)
            self.page.screenshot(os.path.join(self.shots, name + ".png"))

    def hash(self, viewer, text=MARY):
        listed = json.load(urllib.request.urlopen(viewer.url + "api/prompts"))["prompts"]
        return next(prompt["hash"] for prompt in listed if prompt["text"].startswith(text[:40]))

    def head(self, viewer, digest=HASH, head="m.L0.H0", more=""):
        self.page.open(f"{viewer.url}single.html?prompt={digest}&head={head}{more}")
        self.page.wait("document.querySelector('#panels canvas')?.width > 0 && !document.getElementById('status').textContent")

    def text(self, selector):
        return self.page.run(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''")

    def saved(self, kind):
        self.page.run(f"document.querySelector('[data-save={kind}]').click()")
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for name in os.listdir(self.page.downloads):
                if name.endswith("." + kind):
                    time.sleep(0.1)
                    path = os.path.join(self.scratch, name)
                    shutil.move(os.path.join(self.page.downloads, name), path)
                    return path
            time.sleep(0.05)
        raise AssertionError(f"no .{kind} came; {self.text('#notes')}")

    def pattern(self, viewer, digest, layer, head, model="demo"):
        answer = urllib.request.urlopen(f"{viewer.url}api/pattern/{model}/{digest}/{layer}/{head}")
        rows, columns = map(int, answer.headers["X-Shape"].split(","))
        values = struct.unpack(f"<{rows * columns}f", answer.read())
        return [values[row * columns:(row + 1) * columns] for row in range(rows)]
