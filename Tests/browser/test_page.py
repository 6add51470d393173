#!/usr/bin/env python3
"""Situations of public reports about attention viewers, each tried in headless Chromium against a real plens.

    test_page.py PLENS FIXTURES [--shots FOLDER] [PART OF A TEST'S NAME...]

It ends with a line that counts the tests, and fails where one does.
"""

import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from chromium import Chromium  # noqa: E402
import pages  # noqa: E402
from runner import check, run  # noqa: E402
from shell import Shell  # noqa: E402

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


class Tests:
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

    # Which token stands at which row

    def test_tokens_of_an_encoder_stand_at_their_rows(self):
        folder, model = os.path.join(self.scratch, "bert"), os.path.join(self.scratch, "bert-model")
        shutil.copytree(os.path.join(self.fixtures, "models/bert"), model)
        tokenizer = json.load(open(os.path.join(self.fixtures, "tokenizers/wordpiece-bert-uncased/tokenizer.json")))
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat", "on", "##s"]
        tokenizer["model"]["vocab"] = {word: i for i, word in enumerate(words)}
        for added in tokenizer.get("added_tokens", []):
            added["id"] = words.index(added["content"])
        template = tokenizer.get("post_processor", {})
        for name, special in template.get("special_tokens", {}).items():
            special["ids"] = [words.index(name)]
        for name in ("sep", "cls"):
            if name in template:
                template[name][1] = words.index(template[name][0])
        with open(os.path.join(model, "tokenizer.json"), "w") as file:
            json.dump(tokenizer, file)
        self.capture(model, folder, "the cats sat on the cat")
        with Viewer(self.plens, folder) as viewer:
            models = json.load(urllib.request.urlopen(viewer.url + "api/models"))
            digest = self.hash(viewer, "the cats")
            self.head(viewer, digest, f"{models[0]['name']}.L0.H0", "&cell=0.1")
            count = self.page.run("document.querySelectorAll('#flow span').length")
            shape = urllib.request.urlopen(f"{viewer.url}api/pattern/{models[0]['name']}/{digest}/0/0").headers["X-Shape"]
            check(f"{count},{count}" == shape, f"{count} tokens at a pattern of {shape}")
            told = json.load(urllib.request.urlopen(f"{viewer.url}api/tokens/{models[0]['name']}/{digest}/{count}/{count}"))
            labels = [token["label"] for token in told["keys"]]
            check(labels[0] == "[CLS]" and labels[-1] == "[SEP]", str(labels))
            check("[CLS]" in self.text("#readout"), self.text("#readout"))
            check(self.text(".panel .note") == "", self.text(".panel .note"))

    def test_tokens_of_a_prompt_cut_at_the_context_stand_at_their_rows(self):
        folder = os.path.join(self.scratch, "cut")
        self.capture("demo", folder, "word " * 400)
        with Viewer(self.plens, folder) as viewer:
            digest = self.hash(viewer, "word word")
            self.head(viewer, digest, "demo.L0.H0", "&cell=255.7")
            check(self.page.run("document.querySelectorAll('#flow span').length") == 256)
            check(self.text(".panel .note") == "", self.text(".panel .note"))
            check("endoftext" in self.page.run("document.querySelector('#flow span').textContent"))
            check("“" in self.text("#readout"), self.text("#readout"))

    def test_queries_that_are_other_tokens_are_not_named_as_keys(self):
        pattern = [[1 / 9] * 9 for _ in range(5)]
        folder = self.folder("oblong", {HASH: ("nine keys", [f"k{i}" for i in range(9)], [[pattern]])}, tokens_before=[], tokens_after=[])
        with Viewer(self.plens, folder) as viewer:
            self.head(viewer, more="&cell=4.3")
            readout = self.text("#readout")
            check("k3" in readout and "k4" not in readout, readout)
            check("queries are other tokens" in self.text(".panel .note"), self.text(".panel .note"))
            check("of the 9 keys" in readout, readout)

    def test_a_character_of_several_tokens_reads_as_one(self):
        folder = os.path.join(self.scratch, "emoji")
        self.capture("demo", folder, "up 👍 东京 שלום")
        with Viewer(self.plens, folder) as viewer:
            digest = self.hash(viewer, "up ")
            self.head(viewer, digest, "demo.L0.H0")
            flow = self.text("#flow").replace("·", "")
            check("up 👍 东京 שלום" in flow, flow)
            check(self.page.run("[...document.querySelectorAll('#flow span')].every(span => !span.dir)"))

    # Figures for print

    def test_a_saved_drawing_is_the_same_in_all_programs(self):
        with Viewer(self.plens, self.demo) as viewer:
            digest = self.hash(viewer)
            self.head(viewer, digest, "demo.L3.H4", "&scale=linear&limits=unit")
            svg = self.saved("svg")
            text = open(svg).read()
            check(">Key<" in text and ">Query<" in text and "Ġ" not in text and ">\u2423M<" in text)
            box = re.search(r'<image x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', text)
            left, top, width, height = map(float, box.groups())
            total = float(re.search(r'width="([\d.]+)" height', text).group(1))
            rows = self.pattern(viewer, digest, 3, 4)
            drawn = {}
            for name, command in [
                ("rsvg", ["rsvg-convert", "--zoom", "2", "-o", "OUT", svg]),
                ("inkscape", ["inkscape", svg, "--export-type=png", "--export-dpi=192", "--export-filename=OUT"]),
            ]:
                out = os.path.join(self.scratch, name + ".png")
                subprocess.run([part.replace("OUT", out) for part in command], check=True, capture_output=True)
                drawn[name] = pixels(open(out, "rb").read())
            drawn["chromium"] = pixels(open(self.saved("png"), "rb").read())
            pdf = self.saved("pdf")
            subprocess.run(["pdftoppm", "-png", "-r", "192", pdf, os.path.join(self.scratch, "pdf")], check=True)
            name = next(name for name in os.listdir(self.scratch) if name.startswith("pdf-") and name.endswith(".png"))
            drawn["pdf"] = pixels(open(os.path.join(self.scratch, name), "rb").read())
            words = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
            check("Query" in words and digest in words.replace("\n", ""), words)
            check(drawn["chromium"][0] >= 1200, f"{drawn['chromium'][0]} pixels")
            blues = self.blues(viewer)
            for name, (wide, _, image) in drawn.items():
                scale = wide / total
                for query, key in [(0, 0), (13, 6), (13, 0), (18, 17), (9, 2)]:
                    x = int((left + (key + 0.5) * width / 19) * scale)
                    y = int((top + (query + 0.5) * height / 19) * scale)
                    wanted = blues[min(255, int(rows[query][key] * 256))]
                    found = image[y][x]
                    check(max(abs(a - b) for a, b in zip(found, wanted)) <= 2, f"{name}: cell {query}, {key} is {found}, not {wanted}")

    def pattern(self, viewer, digest, layer, head, model="demo"):
        answer = urllib.request.urlopen(f"{viewer.url}api/pattern/{model}/{digest}/{layer}/{head}")
        rows, columns = map(int, answer.headers["X-Shape"].split(","))
        values = struct.unpack(f"<{rows * columns}f", answer.read())
        return [values[row * columns:(row + 1) * columns] for row in range(rows)]

    def blues(self, viewer):
        import base64
        maps = json.load(urllib.request.urlopen(viewer.url + "api/palettes"))
        data = base64.b64decode(maps["Blues"])
        return [tuple(data[i:i + 3]) for i in range(0, len(data), 3)]

    def test_labels_that_are_left_out_leave_positions(self):
        n = 120
        folder = self.folder("labels", {HASH: ("long", [f"t{i}" for i in range(n - 1)], [[causal(n)]])})
        with Viewer(self.plens, folder) as viewer:
            self.head(viewer)
            some = open(self.saved("svg")).read()
            names = re.findall(r">(\d+) t(\d+)<", some)
            check(names and all(int(place) == int(token) + 1 for place, token in names), some[:300])
            self.page.run("document.getElementById('labels').value = 'all'")
            whole = open(self.saved("svg")).read()
            check(all(len(re.findall(f">t{i}<", whole)) == 2 for i in range(n - 1)), "not every token is there twice")

    def test_the_shell_saves_what_the_page_saves(self):
        out = os.path.join(self.scratch, "fig")
        for extra in (["--format", "pdf"], ["--format", "png"], ["--set", "labels=all"]):
            done = subprocess.run([self.plens, "fig", "labelled", "--from", self.demo, "L3H4", "-o", out, *extra], capture_output=True, text=True)
            check(done.returncode == 0, done.stderr)
        files = [os.path.join(root, name) for root, _, names in os.walk(out) for name in names if name.startswith("labelled")]
        kinds = {path.rsplit(".", 1)[1] for path in files}
        check({"pdf", "png", "svg"} <= kinds, str(files))
        png = next(path for path in files if path.endswith("png"))
        check(struct.unpack(">I", open(png, "rb").read()[16:20])[0] >= 1200)
        text = open(next(path for path in files if path.endswith("svg"))).read()
        check(">Query<" in text and ">Key<" in text and "Ġ" not in text)
        fonts = subprocess.run(["pdffonts", next(path for path in files if path.endswith("pdf"))], capture_output=True, text=True).stdout
        embedded = [line.split()[-5] for line in fonts.splitlines()[2:]]
        check(embedded and set(embedded) == {"yes"}, fonts)

    # Nothing vanishes

    def test_a_bright_column_stays_where_cells_are_smaller_than_dots(self):
        n = 1500
        flat = 0.24 / n
        def row(q):
            return [0.76 if k == 701 else flat if k <= q else 0.0 for k in range(n)] if q >= 701 else [1 / (q + 1) if k <= q else 0.0 for k in range(n)]
        folder = self.folder("bright", {HASH: ("long", [f"t{i}" for i in range(n - 1)], [[[row(q) for q in range(n)]]])})
        with Viewer(self.plens, folder) as viewer:
            self.head(viewer, more="&scale=linear&map=Greys")
            dark = """(() => { const c = document.querySelector('#panels canvas'), x = c.getContext('2d');
              const d = x.getImageData(0, c.height - 60, c.width, 1).data; let n = 0;
              for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200 && d[i] < 90) n++; return n; })()"""
            check(self.page.run(dark) >= 1, "the column is not on the page")
            self.page.open(f"{viewer.url}?scale=linear")
            self.page.wait("document.querySelector('.tile:not(.loading) canvas')")
            tile = """(() => { const c = document.querySelector('.tile canvas'), x = c.getContext('2d');
              const d = x.getImageData(0, c.height - 3, c.width, 1).data; let least = 255;
              for (let i = 0; i < d.length; i += 4) if (d[i + 3]) least = Math.min(least, d[i]); return [least, c.width, c.getBoundingClientRect().width * devicePixelRatio]; })()"""
            least, dots, wide = self.page.run(tile)
            check(least < 80, f"the darkest dot of the tile's row is {least}")
            check(dots <= wide, f"{dots} dots on {wide} pixels")
            out = os.path.join(self.scratch, "figs")
            subprocess.run([self.plens, "fig", "labelled", "--from", folder, "-o", out], check=True, capture_output=True)
            svg = next(os.path.join(root, name) for root, _, names in os.walk(out) for name in names if name == "labelled.svg")
            png = os.path.join(self.scratch, "labelled.png")
            subprocess.run(["rsvg-convert", "-o", png, svg], check=True)
            wide, high, image = pixels(open(png, "rb").read())
            check(any(color[0] < 80 for color in image[high * 3 // 4][130:]), "the column is not in the figure")
            check("each dot shows the maximum" in open(svg).read())

    # Numbers

    def test_rank_counts_the_keys_that_a_query_sees(self):
        folder = self.folder("ranks", {HASH: ("four", ["b", "c", "d"], [[causal(4)]])})
        with Viewer(self.plens, folder) as viewer:
            self.head(viewer, more="&cell=2.1")
            check("of the 3 keys" in self.text("#readout"), self.text("#readout"))
            self.page.key("ArrowRight")
            self.page.key("ArrowRight")
            check(self.text("#value") == "masked", self.text("#value"))
            check("rank" not in self.text("#spoken"), self.text("#spoken"))
            masked, zero = self.page.run("""(() => { const c = document.querySelector('#panels canvas'); return [1, 2]; })()""")
            check("masked" in self.text(".scale"))

    def test_a_number_that_is_none_is_called_so(self):
        nan = float("nan")
        pattern = [[1, 0, 0], [nan, nan, 0], [0.2, 0.3, 0.5]]
        folder = self.folder("nan", {HASH: ("three", ["b", "c"], [[pattern]])})
        with Viewer(self.plens, folder) as viewer:
            self.head(viewer, more="&cell=1.0")
            check(self.text("#value") == "NaN", self.text("#value"))
            check("NaN" in self.text(".scale"), self.text(".scale"))
            self.page.key("ArrowDown")
            check(self.text("#value") == "0.2", self.text("#value"))

    def test_infinite_scores_have_no_entropy(self):
        inf = float("-inf")
        folder = self.folder("scores", {HASH: ("two", ["b"], [[[[1.5, inf], [0.25, -2.0]]]])})
        with Viewer(self.plens, folder) as viewer:
            self.head(viewer, more="&cell=1.1")
            check("no distribution" in self.text("#readout") and "Infinity" not in self.text("#readout"), self.text("#readout"))

    def test_a_difference_of_two_lengths_says_why_there_is_none(self):
        with Viewer(self.plens, self.demo) as viewer:
            a, b = self.hash(viewer), self.hash(viewer, "A second prompt")
            self.head(viewer, a, "demo.L3.H4", f"&pin=demo.L3.H4@{b}&difference=yes")
            note = self.page.run("[...document.querySelectorAll('.panel .note')].at(-1).textContent")
            check("No difference: the patterns are 19 x 19" in note, note)
            check(self.page.run("[...document.querySelectorAll('.panel canvas')].at(-1).offsetParent === null"), "a picture of nothing is shown")
            check("@" in self.page.run("[...document.querySelectorAll('.panel b')].at(-1).textContent"), "both sides have one name")

    def test_every_colouring_has_a_legend(self):
        with Viewer(self.plens, self.demo) as viewer:
            for color in ("model", "layer", "head", "prompt", "figure", "score:entropy"):
                self.page.open(f"{viewer.url}?prompts=*&color={color}")
                self.page.wait("document.querySelector('#legend i')")

    def test_what_is_held_lists_its_strongest_keys(self):
        with Viewer(self.plens, self.demo) as viewer:
            digest = self.hash(viewer)
            self.head(viewer, digest, "demo.L3.H4", "&cell=13.0")
            row = self.pattern(viewer, digest, 3, 4)[13]
            shown = self.page.run("[...document.querySelectorAll('#strongest-list tr')].map(row => [parseInt(row.textContent), Number(row.lastChild.textContent)])")
            order = sorted(range(14), key=lambda key: -row[key])[:8]
            check([key for key, _ in shown] == order, str(shown))
            check(all(abs(value - row[key]) <= 1e-6 * abs(row[key]) for key, value in shown), str(shown))
            self.page.run("document.querySelector('#strongest-list button').click()")
            check(f"cell=13.{order[0]}" in self.page.run("location.search"))
            self.page.run("(() => { const s = document.getElementById('looks-at'); s.value = 'key'; s.dispatchEvent(new Event('change')); })()")
            self.page.wait("document.getElementById('looks-hint').textContent.includes('mean over the queries')")
            best = self.page.run("document.querySelector('#looks-top button').textContent")
            means = {}
            for layer in range(4):
                for head in range(6):
                    rows = self.pattern(viewer, digest, layer, head)
                    means[f"L{layer}H{head}"] = sum(rows[q][order[0]] for q in range(order[0], 19)) / (19 - order[0])
            wanted = max(means, key=means.get)
            check(best.split()[0] == wanted and abs(float(best.split()[1]) - means[wanted]) < 6e-4, f"{best}, not {wanted} {means[wanted]}")

    # Many prompts

    def test_many_prompts_come_in_pages(self):
        pattern = [[causal(3)]]
        prompts = {f"{i:022d}": (f"prompt number {i} {'needle' if i % 50 == 7 else 'hay'}", ["a", "b"], pattern) for i in range(600)}
        folder = self.folder("many", prompts)
        with Viewer(self.plens, folder) as viewer:
            start = json.load(urllib.request.urlopen(viewer.url + "api/start"))["prompts"]
            check(start["total"] == 600 and len(start["prompts"]) == 100, str(start["total"]))
            self.page.open(viewer.url)
            self.page.wait("document.querySelector('.tile:not(.loading) canvas')")
            check(self.text("#prompts-count") == "1 / 600", self.text("#prompts-count"))
            self.page.key("/")
            self.page.type("needle")
            self.page.wait("document.querySelectorAll('#prompts-table .row').length === 12")
            self.page.wait("document.querySelector('#prompts-table .row').textContent.includes('needle')")
            self.page.run("document.getElementById('prompts-all').click()")
            self.page.wait("document.getElementById('status').textContent === '600 figures'")
            self.page.run("document.getElementById('grid').scrollTop = 1e9")
            self.page.wait("document.querySelector('[data-tile=\"599\"] canvas') && document.querySelector('[data-tile=\"599\"] .caption').textContent.includes('prompt number')")
            self.page.open(f"{viewer.url}?view=finder&score=previous")
            self.page.wait("document.querySelector('#finder-view > .hint').textContent.includes('over 600 prompts')")

    # Ways in

    def test_behind_a_proxy_with_another_host_it_works(self):
        with Viewer(self.plens, self.demo) as viewer:
            proxy = pages.Proxy(viewer.url, "/user/me/proxy/8000/")
            try:
                self.page.open(proxy.url)
                self.page.wait("document.querySelector('.tile:not(.loading) canvas')")
                self.page.open(f"{proxy.url}single.html?prompt={self.hash(viewer)}&head=demo.L3.H4&cell=13.6")
                self.page.wait("document.getElementById('value')")
            finally:
                proxy.close()

    def test_a_name_that_is_not_the_viewers_needs_its_origin(self):
        def status(viewer, **headers):
            try:
                return urllib.request.urlopen(urllib.request.Request(viewer.url + "api/session", headers=headers)).status
            except urllib.error.HTTPError as error:
                return error.code, json.load(error)["error"]
        with Viewer(self.plens, self.demo) as viewer:
            code, reason = status(viewer, Host="lab.example.org")
            check(code == 403 and "--origin" in reason, reason)
        with Viewer(self.plens, self.demo, "--origin", "https://lab.example.org") as viewer:
            check(status(viewer, Host="lab.example.org", Origin="https://lab.example.org") == 200)
            check(status(viewer, Host="evil.example.org")[0] == 403)
            check(status(viewer, Origin="https://evil.example.org")[0] == 403)
        done = subprocess.run([self.plens, "serve", self.demo, "--origin", "lab"], capture_output=True, text=True)
        check(done.returncode != 0 and "'lab' is no origin" in done.stderr, done.stderr)

    def test_a_notebook_may_show_it_in_a_frame(self):
        content = {}
        host = pages.Host(content)
        try:
            for options, shows in (([], False), (["--origin", host.origin], True)):
                with Viewer(self.plens, self.demo, *options) as viewer:
                    content["/"] = f"<body><iframe src='{viewer.url}' width=900 height=600></iframe></body>"
                    policy = urllib.request.urlopen(viewer.url).headers["Content-Security-Policy"]
                    check((host.origin in policy) == shows and ("frame-ancestors 'none'" in policy) != shows, policy)
                    seen = len(self.page.events)
                    self.page.send("Page.navigate", url=host.origin + "/")
                    end = time.monotonic() + 8
                    while time.monotonic() < end and not self.asked_for_tiles(seen):
                        self.page.run("0")
                        time.sleep(0.1)
                        if not shows and time.monotonic() > end - 6:
                            break
                    check(self.asked_for_tiles(seen) == shows, "the frame is not as the options say")
        finally:
            host.close()

    def asked_for_tiles(self, seen):
        """Whether a page has asked for pictures since so many events."""
        return any(event.get("method") == "Network.requestWillBeSent" and "/api/tiles" in event["params"]["request"]["url"]
                   for event in self.page.events[seen:])

    def test_another_page_reads_where_it_may(self):
        host = pages.Host({"/": "<body></body>"})
        try:
            for options, reads in (([], False), (["--cors", host.origin], True)):
                with Viewer(self.plens, self.demo, *options) as viewer:
                    self.page.open(host.origin + "/")
                    found = self.page.run(f"fetch('{viewer.url}models.jsonl').then(answer => answer.text(), () => 'refused')")
                    check(("n_layers" in found) == reads, found)
        finally:
            host.close()

    def test_a_file_opened_by_itself_says_what_it_needs(self):
        site = os.path.join(self.scratch, "site")
        subprocess.run([self.plens, "export", "site", site, "--from", self.demo], check=True, capture_output=True)
        for name in ("index.html", "single.html"):
            self.page.send("Page.navigate", url=f"file://{site}/{name}")
            self.page.wait("document.querySelector('.silent') && getComputedStyle(document.querySelector('.silent')).visibility === 'visible'", 12)
            check("http.server" in self.text(".silent") and "--origin" in self.text(".silent"))
            check(self.page.run("getComputedStyle(document.getElementById('status')).visibility") == "hidden", "it still says that it loads")

    def test_a_site_has_the_tokens_too(self):
        site = os.path.join(self.scratch, "site2")
        subprocess.run([self.plens, "export", "site", site, "--from", self.demo], check=True, capture_output=True)
        process = subprocess.Popen([sys.executable, "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", site], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONUNBUFFERED": "1"}, text=True)
        try:
            url = re.search(r"http://[\d.:]+/", process.stdout.readline()).group(0)
            with Viewer(self.plens, self.demo) as viewer:
                digest = self.hash(viewer)
            self.page.open(f"{url}single.html?prompt={digest}&head=demo.L3.H4&cell=13.6")
            self.page.wait("document.getElementById('value')")
            check("hn" in self.text("#readout"), self.text("#readout"))
            check(self.page.run("document.querySelectorAll('#flow span').length") == 19)
        finally:
            process.terminate()
            process.wait(10)

    def test_a_viewer_that_is_gone_is_told_in_words(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.page.open(viewer.url)
            self.page.wait("document.querySelector('.tile:not(.loading) canvas')")
            time.sleep(0.5)
        self.page.wait("document.getElementById('live').textContent.includes('stopped')")
        self.page.wait("document.getElementById('notes').textContent.includes('does not answer')")

    def test_nine_tabs_on_a_local_network_all_load(self):
        probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
            address = probe.getsockname()[0]
        except OSError:
            address = "127.0.0.1"
        finally:
            probe.close()
        if address.startswith("127."):
            return print("browser: no other address than this machine's loopback: nine tabs are not tried", file=sys.stderr)
        with Viewer(self.plens, self.demo, "--host", address) as viewer:
            tabs = []
            try:
                for _ in range(9):
                    target = self.page._send("Target.createTarget", {"url": viewer.url}, session=None)["targetId"]
                    session = self.page._send("Target.attachToTarget", {"targetId": target, "flatten": True}, session=None)["sessionId"]
                    tabs.append((target, session))
                    time.sleep(0.4)
                def ready(session):
                    return self.page._send("Runtime.evaluate", {"expression": "Boolean(document.querySelector('.tile:not(.loading) canvas'))"}, session=session)["result"].get("value")
                end = time.monotonic() + 30
                while time.monotonic() < end and not all(ready(session) for _, session in tabs):
                    time.sleep(0.3)
                check(all(ready(session) for _, session in tabs), f"{sum(bool(ready(s)) for _, s in tabs)} of 9 have loaded")
                asked = self.page._send("Runtime.evaluate", {"expression": "fetch('api/session').then(a => a.status)", "awaitPromise": True}, session=tabs[0][1])
                check(asked["result"]["value"] == 200)
            finally:
                for target, _ in tabs:
                    self.page._send("Target.closeTarget", {"targetId": target}, session=None)

    # Hands and ears

    def test_two_fingers_zoom_and_one_scrolls(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.page.send("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=2)
            try:
                self.page.resize(390, 844)
                self.head(viewer, self.hash(viewer), "demo.L3.H4")
                x, y = self.page.run("(() => { const b = document.querySelector('#panels canvas').getBoundingClientRect(); return [b.x + b.width * .6, b.y + b.height * .6]; })()")
                def touch(kind, *points):
                    self.page.send("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": a, "y": b, "id": i} for i, (a, b) in enumerate(points)])
                touch("touchStart", (x - 10, y), (x + 10, y))
                for far in (20, 30, 40, 50):
                    touch("touchMove", (x - far, y), (x + far, y))
                touch("touchEnd")
                self.page.wait("new URLSearchParams(location.search).get('zoom')")
                check(float(self.page.run("new URLSearchParams(location.search).get('zoom')").split(",")[0]) > 1.5)
                self.page.run("document.querySelector('button[aria-label^=\"The whole\"]').click()")
                self.page.wait("!new URLSearchParams(location.search).get('zoom')")
                before = self.page.run("document.querySelector('main').scrollTop")
                touch("touchStart", (x, y))
                for far in range(10, 200, 20):
                    touch("touchMove", (x, y - far))
                    time.sleep(0.02)
                touch("touchEnd")
                time.sleep(0.3)
                check(self.page.run("document.querySelector('main').scrollTop") > before + 50, "the page does not scroll under a finger")
            finally:
                self.page.send("Emulation.setTouchEmulationEnabled", enabled=False)
                self.page.resize(1280, 800)

    def test_targets_are_large_enough_for_fingers(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.page.resize(390, 844)
            try:
                for path in ("", "?view=finder", f"single.html?prompt={self.hash(viewer)}&head=demo.L3.H4&cell=13.6"):
                    self.page.open(viewer.url + path)
                    self.page.wait("!document.body.classList.contains('loading')")
                    time.sleep(0.4)
                    small = self.page.run("""[...document.querySelectorAll('button, select, a.button, summary')].filter(e => e.offsetParent && !e.closest('.windowed, aside, #strongest, #looks-top'))
                      .map(e => [e.id || e.textContent.slice(0, 20), Math.round(e.getBoundingClientRect().height)]).filter(([, h]) => h < 44)""")
                    check(not small, f"{path}: {small}")
                    check(self.page.run("document.documentElement.scrollWidth") <= 390, path)
            finally:
                self.page.resize(1280, 800)

    def test_a_cell_is_spoken(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.head(viewer, self.hash(viewer), "demo.L3.H4", "&cell=13.6")
            self.page.run("document.querySelector('#panels canvas').focus()")
            self.page.key("ArrowLeft")
            self.page.wait("document.getElementById('spoken').textContent.includes('key 5')")
            spoken = self.text("#spoken")
            check("query 13" in spoken and "Jo" in spoken and "rank" in spoken, spoken)
            check(self.page.run("document.getElementById('spoken').getAttribute('role')") == "status")

    def test_keys_work_after_a_list_was_used(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.head(viewer, self.hash(viewer), "demo.L1.H1")
            self.page.run("(() => { const s = document.getElementById('layer'); s.focus(); s.value = '3'; s.dispatchEvent(new Event('change', { bubbles: true })); })()")
            self.page.wait("location.search.includes('demo.L3.H1')")
            self.page.key("j")
            self.page.wait("location.search.includes('demo.L3.H2')")
            self.page.key("ArrowDown")
            check("cell=" in self.page.run("location.search"), self.page.run("location.search"))

    def test_back_returns_to_the_place_in_the_grid(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.page.open(f"{viewer.url}?prompts=*&row=2")
            self.page.wait("document.querySelector('.tile:not(.loading) canvas')")
            self.page.run("document.getElementById('grid').scrollTop = 3000")
            time.sleep(0.6)
            self.page.run("document.querySelector('.tile').click()")
            self.page.wait("location.pathname.endsWith('single.html') && document.querySelector('#panels canvas')?.width > 0")
            self.page.run("history.back()")
            self.page.wait("location.pathname === '/' && document.getElementById('grid')?.scrollTop === 3000")

    def test_a_zoom_keeps_what_is_under_the_pointer(self):
        n = 140
        folder = self.folder("zoom", {HASH: ("long", [f"token{i}" for i in range(n - 1)], [[causal(n)]])})
        with Viewer(self.plens, folder) as viewer:
            self.head(viewer)
            x, y = self.page.run("(() => { const b = document.querySelector('#panels canvas').getBoundingClientRect(); return [b.x + b.width * .7, b.y + b.height * .75]; })()")
            def cell():
                self.page.mouse("mouseMoved", x - 1, y)
                self.page.mouse("mouseMoved", x, y)
                time.sleep(0.15)
                return [int(found) for found in re.findall(r"(?:Query|Key)(\d+)", self.text("#readout"))]
            before = cell()
            for _ in range(6):
                self.page.mouse("mouseWheel", x, y, deltaX=0, deltaY=-120, modifiers=2)
                time.sleep(0.1)
                check(all(abs(a - b) <= 1 for a, b in zip(cell(), before)), f"{cell()} where {before} was")
            check(self.page.run("new URLSearchParams(location.search).get('zoom')") is not None)

    def test_lines_of_the_cursor_stand_out_from_every_map(self):
        with Viewer(self.plens, self.demo) as viewer:
            digest = self.hash(viewer)
            for theme in ("light", "dark"):
                self.page.theme(theme)
                for name in ("", "viridis", "Greys", "magma", "YlOrRd", "turbo"):
                    self.head(viewer, digest, "demo.L3.H4", f"&cell=9.6&map={name}")
                    time.sleep(0.1)
                    # Across the row's line, left of the cell: the lightest and the darkest of its dots.
                    least, most = self.page.run("""(() => { const c = document.querySelector('#panels canvas'), r = devicePixelRatio;
                      const d = c.getContext('2d').getImageData(Math.round(c.width * .45), 0, 1, c.height).data;
                      const light = i => { const f = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }; return .2126 * f(d[i]) + .7152 * f(d[i + 1]) + .0722 * f(d[i + 2]); };
                      const mark = (() => { const p = document.createElement('span'); p.style.color = 'var(--mark)'; document.body.append(p); const m = getComputedStyle(p).color.match(/\\d+/g).map(Number); p.remove(); return m; })();
                      let best = [0, 0];
                      for (let i = 8; i < d.length - 8; i += 4) if (Math.abs(d[i] - mark[0]) + Math.abs(d[i + 1] - mark[1]) + Math.abs(d[i + 2] - mark[2]) < 12) {
                        const a = light(i), b = Math.max(light(i - 4), light(i + 4), light(i - 8), light(i + 8)), z = Math.min(light(i - 4), light(i + 4), light(i - 8), light(i + 8));
                        best = [Math.min(a, z), Math.max(a, b)]; break; }
                      return best; })()""")
                    check((most + 0.05) / (least + 0.05) >= 3, f"{theme} {name or 'usual'}: {(most + 0.05) / (least + 0.05):.2f}")
        self.page.theme("light")

    # The first view, and what a newcomer may do

    def test_the_first_view_is_the_newest_prompt_a_layer_a_row(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.page.open(viewer.url)
            self.page.wait("document.querySelectorAll('.tile:not(.loading) canvas').length >= 12")
            check(self.text("#status") == "24 figures", self.text("#status"))
            check(self.page.run("document.querySelector('#grid .row').children.length") == 6)
            check("A second prompt" in self.text("#shown-prompt"), self.text("#shown-prompt"))
            self.shot("first-view")

    def test_layers_without_patterns_are_gaps_that_say_what_they_have(self):
        folder = os.path.join(self.scratch, "hybrid")
        self.capture(os.path.join(self.fixtures, "families", "qwen3_5"), folder, "--ids", "5 17 3 9 5 17 20 31")
        with Viewer(self.plens, folder) as viewer:
            self.page.open(viewer.url)
            self.page.wait("document.querySelectorAll('#grid .row a').length === 8")
            check("failed" not in self.page.run("document.getElementById('status').textContent"), "a tile failed")
            captions = self.page.run("[...document.querySelectorAll('#grid .row a')].map(link => link.textContent.trim()).join()")
            check("L1H0" in captions and "L3H3" in captions and "L0" not in captions and "L2" not in captions, captions)
            field = "document.querySelector('.heads input')"
            problem = "document.querySelector('.heads .problem').textContent"
            check(self.page.run(field + ".value") == "L*H*", "all heads are not L*H*")
            for text, said in (("L0", "layer 0 has linear attention, which has no pattern"), ("L0-1", "")):
                self.page.run(f"(() => {{ const f = {field}; f.value = '{text}'; f.dispatchEvent(new Event('input')); }})()")
                check(self.page.run(problem) == said, f"{text}: {self.page.run(problem)}")
            self.page.wait("document.querySelectorAll('#grid .row a').length === 4")
            # In the map a gap is named, and nothing of it can be chosen.
            box = self.page.run("(() => { const r = document.querySelector('.headmap canvas').getBoundingClientRect(); return [r.left, r.top]; })()")
            self.page.mouse("mouseMoved", box[0] + 30, box[1] + 18)
            self.page.wait("document.querySelector('.headmap canvas').title.startsWith('layer 0 has linear attention')")
            self.shot("gaps")
            self.page.open(viewer.url + self.page.run("document.querySelector('#grid .row a').getAttribute('href')"))
            self.page.wait("document.getElementById('layer').options.length === 4")
            named = self.page.run("[...document.getElementById('layer').options].map(o => o.textContent + (o.disabled ? '!' : '')).join()")
            check(named == "L0: linear attention!,L1,L2: linear attention!,L3", named)
            self.page.click_on("#layer-on")
            self.page.wait("document.getElementById('layer').value === '3'")

    def test_a_figure_is_shown_large_with_its_code(self):
        with Viewer(self.plens, self.demo) as viewer:
            digest = self.hash(viewer)
            self.page.open(f"{viewer.url}?prompts={digest}&functions=entropy")
            self.page.wait("document.querySelector('.tile:not(.loading) img')")
            self.page.run("document.querySelector('.tile').click()")
            self.page.wait("document.querySelector('#drawn img')?.naturalWidth > 300")
            check("ln A[q, k]" in self.text("#drawn pre"), self.text("#drawn"))

    def test_a_score_may_be_typed(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.page.open(f"{viewer.url}?view=finder")
            self.page.wait("document.querySelector('#ranking .rank')")
            self.page.run("(() => { const e = document.getElementById('expression'); e.value = 'mean(diag(A, -1))'; e.dispatchEvent(new Event('change')); })()")
            self.page.wait("document.querySelector('#finder-view > .hint').textContent.endsWith('mean(diag(A, -1))') && document.querySelector('#ranking .rank .thumb canvas')")
            first = self.text("#ranking .rank > :nth-child(3)")
            means = {}
            for prompt in json.load(urllib.request.urlopen(viewer.url + "api/prompts"))["prompts"]:
                for layer in range(4):
                    for head in range(6):
                        rows = self.pattern(viewer, prompt["hash"], layer, head)
                        means.setdefault(f"L{layer}H{head}", []).append(sum(rows[q][q - 1] for q in range(1, len(rows))) / (len(rows) - 1))
            best = max(means, key=lambda name: sum(means[name]))
            check(first == best, f"{first}, not {best}")
            self.page.run("(() => { const e = document.getElementById('expression'); e.value = 'mean(diag(A, -1)'; e.dispatchEvent(new Event('change')); })()")
            self.page.wait("document.querySelector('#finder-view > .hint').textContent.includes('expected')")
            self.page.run("(() => { const e = document.getElementById('score'); e.value = 'induction'; e.dispatchEvent(new Event('change')); })()")
            self.page.wait("document.querySelector('#finder-view > .hint').textContent.includes('induction')")
            self.page.run("(() => { const t = document.getElementById('top'); t.value = 3; t.dispatchEvent(new Event('input')); })()")
            self.page.run("document.getElementById('show-in-grid').click()")
            self.page.wait("document.getElementById('status').textContent === '3 figures'")

    # Type into it

    def test_what_is_typed_is_run(self):
        shell = Shell(self.plens)
        try:
            url = shell.tell("serve --port 0", r"http://[\d.:]+/")
            self.page.open(url)
            self.page.wait("!document.getElementById('typing').hidden")
            self.page.run("document.getElementById('typed').focus()")
            for part in ("The cat", " sat on", " the"):
                self.page.type(part)
                time.sleep(0.05)
            self.page.wait("document.getElementById('typed-next').childElementCount === 8")
            self.page.wait("document.getElementById('shown-prompt').textContent === 'The cat sat on the' && document.querySelector('.tile:not(.loading) canvas')")
            table = shell.tell("predict 'The cat sat on the' --top 1 --mode tsv", r"(?m)^0\t\d+\t.*$")
            piece, probability = table.strip().split("\t")[2], float(table.strip().split("\t")[4])
            shown = self.page.run("[document.querySelector('.guess .token').textContent, document.querySelector('.guess .number').textContent]")
            check(shown[0].replace("␣", "Ġ") == piece, f"{shown} is not {piece}")
            check(abs(float(shown[1].split()[0]) - 100 * probability) <= 0.51, f"{shown[1]} is not {probability}")
            self.shot("typed")
            self.page.run("document.querySelector('.guess').click()")
            self.page.wait("document.getElementById('typed').value.length > 'The cat sat on the'.length")
            self.page.run("document.getElementById('typed').focus()")
            self.page.key("Enter")
            self.page.wait("document.getElementById('prompts-count').textContent.endsWith('1')")
            shell.tell("prompts", "The cat sat on the")
            token = json.load(urllib.request.urlopen(url + "api/session"))["runs"]["token"]
            for headers, code in (({}, 403), ({"X-Plens-Run": "guess"}, 403), ({"X-Plens-Run": token}, 200)):
                try:
                    status = urllib.request.urlopen(urllib.request.Request(url + "api/type?model=demo&text=a", headers=headers)).status
                except urllib.error.HTTPError as error:
                    status = error.code
                check(status == code, f"{headers}: {status}")
            shell.tell("set page.run off", "page.run|>")
            self.page.open(url)
            self.page.wait("document.getElementById('typing').hidden")
        finally:
            shell.close()

    def test_a_model_is_changed_by_clicks_and_by_the_commands_that_are_shown(self):
        shell = Shell(self.plens)
        try:
            url = shell.tell("serve --port 0", r"http://[\d.:]+/")
            shell.tell(f"capture '{MARY}'", "demo>")
            end = time.monotonic() + 10
            while time.monotonic() < end and not json.load(urllib.request.urlopen(url + "api/prompts"))["total"]:
                time.sleep(0.1)
            digest = json.load(urllib.request.urlopen(url + "api/prompts"))["prompts"][0]["hash"]
            self.page.open(f"{url}single.html?prompt={digest}&head=demo.L3.H4&cell=13.6")
            self.page.wait("!document.getElementById('off').hidden && document.getElementById('typed-note').textContent.includes('after token 13')")
            # What comes after a token in the middle is what comes at the end of the text up to there.
            shown = self.page.run("[document.querySelector('.guess .token').textContent, document.querySelector('.guess .number').textContent]")
            table = shell.tell("predict 'When Mary and John went to the store, Jo' --top 1 --mode tsv", r"(?m)^0\t\d+\t.*$")
            piece, probability = table.strip().split("\t")[2], float(table.strip().split("\t")[4])
            check(shown[0].replace("␣", "Ġ") == piece and abs(float(shown[1].split()[0]) - 100 * probability) <= 0.51, f"{shown} is not {piece} {probability}")
            # What each head adds to the answer is what the shell's table has.
            self.page.key("Escape")
            self.page.wait("!document.getElementById('typed-note').textContent.includes('after token')")
            self.page.run("document.getElementById('effects-go').click()")
            self.page.wait("document.getElementById('effects-top').childElementCount === 6")
            command = self.text("#effects-command")
            best = self.text("#effects-top button").replace("−", "-").split()
            table = shell.tell(f"{command} --mode tsv", rf"(?m)^{best[0]}\t.*$").strip().split("\t")
            check(abs(float(table[1]) - float(best[1])) < 6e-4, f"{best} is not {table}")
            self.shot("effects")
            # A head is switched off, a cell cut; the commands do the same.
            self.page.run("document.getElementById('off').click()")
            self.page.wait("document.getElementById('typed-changes').textContent.includes('L3H4 is off') && document.querySelector('.guess small')")
            self.page.run("document.querySelector('#panels canvas').focus()")
            self.page.key("k")
            self.page.wait("location.search.includes('demo.L3.H3')")
            self.page.key("ArrowUp")
            self.page.wait("!document.getElementById('cut').hidden")
            query, key = map(int, self.page.run("new URLSearchParams(location.search).get('cell')").split("."))
            self.page.key("c")
            self.page.wait("document.getElementById('typed-changes').textContent.includes('does not see')")
            self.page.wait(f"document.getElementById('value')?.textContent === '0'")
            self.page.key("Escape")
            self.page.wait("!document.getElementById('typed-note').textContent.includes('after token')")
            time.sleep(0.3)
            check(self.page.run("document.getElementById('looks').childElementCount") == 0, "a cell that was let go is still looked at")
            shown = self.page.run("[document.querySelector('.guess .token').textContent, document.querySelector('.guess .number').textContent]")
            commands = self.text("#typed-changes code")
            table = shell.tell(f"{commands} --top 1 --mode tsv", r"(?m)^0\t\d+\t.*$").strip().split("\t")
            check(shown[0].replace("␣", "Ġ") == table[2] and abs(float(shown[1].split()[0]) - 100 * float(table[4])) <= 0.51, f"{shown} is not {table}")
            self.shot("edited")
            # It writes on, and stops.
            self.page.run("document.querySelector('#typed-changes button').click()")
            self.page.run("document.getElementById('go-on').click()")
            self.page.wait("document.getElementById('typed').value.length > 120 || document.getElementById('go-on').textContent === 'Write on'")
            check(len(self.page.run("document.getElementById('typed').value")) > len(MARY) + 20)
        finally:
            shell.close()

    def test_a_table_that_the_shell_opens_is_drawn(self):
        shell = Shell(self.plens)
        try:
            url = shell.tell("serve --port 0", r"http://[\d.:]+/")
            shell.tell(f"capture '{MARY}'", "demo>")
            self.page.open(url)
            self.page.wait("!document.getElementById('live').hidden && document.querySelector('.tile canvas')")
            check(self.page.run("document.getElementById('tab-table').hidden"), "there is no table yet")
            question = "ablate p0 L*H* --answer ' Mary' --against ' John'"
            table = shell.tell(f"{question} --mode tsv", r"(?s)(?m)^L0H0\t.*^L3H5\t[^\n]*$").strip().splitlines()
            effects = {line.split("\t")[0]: float(line.split("\t")[2]) for line in table if line[0] == "L"}
            shell.tell(f"{question} | open", r"view=table&table=1")
            # The page turns to it: rows, what they have in common, and a map.
            self.page.wait("document.querySelectorAll('#table-rows .result').length > 10 && document.querySelector('#table-map canvas')?.width > 0")
            about = self.text("#table-about")
            check("24 rows" in about and "metric difference" in about and "against ĠJo" in about, about)
            self.page.run("[...document.querySelectorAll('.result.head button')].find(button => button.textContent === 'effect').click()")
            self.page.run("[...document.querySelectorAll('.result.head button')].find(button => button.textContent === 'effect').click()")
            first = self.page.run("[...document.querySelector('#table-rows .result').children].map(cell => cell.textContent)")
            least = min(effects, key=effects.get)
            check(first[0] == least and abs(float(first[2]) - effects[least]) < 6e-4, f"{first} is not {least} {effects[least]}")
            self.shot("table")
            # A cell of the map has its value and leads to its head.
            self.page.run("document.querySelector('#table-map canvas').focus()")
            for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
                self.page.key(key)
            spoken = self.text("#table-map [role=status]")
            check(spoken.startswith("L2 H0") and abs(float(spoken.split(":")[1]) - effects["L2H0"]) < 6e-4, spoken)
            # The grid goes by the column: least first, with its colours.
            self.page.run("document.getElementById('table-in-grid').click()")
            self.page.wait("document.querySelector('.tile.framed b')")
            order = sorted(effects, key=effects.get)
            shown = self.page.run("[...document.querySelectorAll('.tile b')].slice(0, 5).map(name => name.textContent.split(' ')[0])")
            check(shown == order[:5], f"{shown} is not {order[:5]}")
            self.shot("grid-by-a-table")
            # Tokens stand upright beside the map of a lens or a patch; the address alone shows it too.
            shell.tell(f"capture '{MARY.replace('John gave', 'Mary gave')}'", "demo>")
            address = shell.tell("patch p0 p1 --answer ' Mary' --against ' John' --what resid_pre | open", r"http://[\d.:]+/\S*table=2")
            self.page.open(address)
            self.page.wait("document.querySelector('#table-map canvas')?.width > 0")
            check(self.page.run("document.getElementById('table').value") == "2")
            self.shot("table-of-tokens")
            self.page.run("document.querySelector('#table-map canvas').focus()")
            self.page.key("Enter")
            check("table-view" in self.page.run("document.querySelector('main > section:not([hidden])').id"))
        finally:
            shell.close()

    def test_a_folder_has_no_model_to_type_into(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.page.open(viewer.url)
            check(self.page.run("document.getElementById('typing').hidden"))

    def test_nothing_was_wrong_in_the_console(self):
        expected = ("file://", "Framing", "CORS policy")  # what tests of refusals bring about
        found = [problem for problem in self.page.problems() if not any(part in problem for part in expected)]
        check(not found, "\n".join(found))


if __name__ == "__main__":
    run(Tests, "page", __doc__)
