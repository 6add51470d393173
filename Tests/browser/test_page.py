#!/usr/bin/env python3
"""Situations of public reports about attention viewers, each tried in headless Chromium against a real plens.

    test_page.py PLENS FIXTURES [--shots FOLDER] [PART OF A TEST'S NAME...]

It ends with a line that counts the tests, and fails where one does.
"""

import json
import os
import re
import resource
import shutil
import signal
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
import pages  # noqa: E402
from runner import check, run  # noqa: E402
from situations import HASH, Session, Situations, Viewer, causal, pixels  # noqa: E402

class Tests(Situations):
    # Which token stands at which row

    def encoder(self):
        """A BERT whose few words are a sentence's."""
        model = os.path.join(self.scratch, "bert-model")
        if os.path.exists(model):
            return model
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
        return model

    def encoders_tokens(self, viewer):
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

    def cut_tokens(self, viewer):
        digest = self.hash(viewer, "word word")
        self.head(viewer, digest, "demo.L0.H0", "&cell=255.7")
        check(self.page.run("document.querySelectorAll('#flow span').length") == 256)
        check(self.text(".panel .note") == "", self.text(".panel .note"))
        check("endoftext" in self.page.run("document.querySelector('#flow span').textContent"))
        check("“" in self.text("#readout"), self.text("#readout"))

    def test_tokens_of_an_encoder_stand_at_their_rows(self):
        folder = os.path.join(self.scratch, "bert")
        self.capture(self.encoder(), folder, "the cats sat on the cat")
        with Viewer(self.plens, folder) as viewer:
            self.encoders_tokens(viewer)

    def test_tokens_stand_at_their_rows_in_a_session_too(self):
        for words, text, looked in (["-m", self.encoder()], "the cats sat on the cat", self.encoders_tokens), ([], "word " * 400, self.cut_tokens):
            with Session(self.plens, "--no-init", *words) as session:
                # What is said of a run comes before its end, which the prompt behind it shows.
                session.shell.tell(f"capture '{text}'", r"(?s)tokens/s.*> ")
                looked(session)

    def test_tokens_of_a_prompt_cut_at_the_context_stand_at_their_rows(self):
        folder = os.path.join(self.scratch, "cut")
        self.capture("demo", folder, "word " * 400)
        with Viewer(self.plens, folder) as viewer:
            self.cut_tokens(viewer)

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
            left, top, width, height = map(float, re.search(r'd="M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h', text).groups())
            check("<image" not in text.split("</g>")[0] and text.count("<rect") > 19, "the cells are no shapes")
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
                # The bar has the map's own colours, from its lowest to its highest.
                for entry in (1, 40, 90, 128, 200, 254):
                    x = int((left + width + 16 + 7) * scale)
                    y = int((top + (1 - (entry + 0.5) / 256) * height) * scale)
                    near = [max(abs(a - b) for a, b in zip(image[y][x], blues[other])) for other in (entry - 1, entry, entry + 1)]
                    check(min(near) <= 2, f"{name}: the bar is {image[y][x]} at {entry}, not {blues[entry]}")

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

    def test_many_cells_are_a_picture_of_enlarged_dots(self):
        n = 65
        folder = self.folder("many-cells", {HASH: ("long", [f"t{i}" for i in range(n - 1)], [[causal(n)]])})
        with Viewer(self.plens, folder) as viewer:
            self.head(viewer, more="&scale=linear&limits=unit")
            svg = self.saved("svg")
            text = open(svg).read()
            left, top, width, height = map(float, re.search(r'<image x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', text).groups())
            out = os.path.join(self.scratch, "many-cells.png")
            subprocess.run(["rsvg-convert", "--zoom", "2", "-o", out, svg], check=True, capture_output=True)
            wide, _, image = pixels(open(out, "rb").read())
            scale = wide / float(re.search(r'width="([\d.]+)" height', text).group(1))
            blues, pattern = self.blues(viewer), causal(n)
            for query, key in [(0, 0), (40, 40), (64, 0), (64, 64), (33, 12)]:
                x, y = int((left + (key + 0.5) * width / n) * scale), int((top + (query + 0.5) * height / n) * scale)
                wanted = blues[min(255, int(pattern[query][key] * 256))]
                check(max(abs(a - b) for a, b in zip(image[y][x], wanted)) <= 2, f"cell {query}, {key} is {image[y][x]}, not {wanted}")

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

    def find_cells(self, places, cells):
        """Where cells lie on the screen: the page itself says so under the pointer."""
        x, y, width, height = self.page.run("(() => { const b = document.querySelector('#panels canvas').getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })()")
        for down in range(3, 24, 2):
            for across in range(3, 24, 2):
                point = (x + width * across / 24, y + height * down / 24)
                self.page.mouse("mouseMoved", *point)
                found = [int(number) for number in re.findall(r"(?:Query|Key)(\d+)", self.text("#readout"))][:2]
                for name, cell in cells.items():
                    if found == cell:
                        places.setdefault(name, point)
        check(len(places) == len(cells), str(places))

    def test_masked_cells_look_unlike_zeros(self):
        pattern = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0.5, 0.5, 0], [0.25, 0, 0.25, 0.5]]
        folder = self.folder("masked", {HASH: ("four", ["b", "c", "d"], [[pattern]])})
        with Viewer(self.plens, folder) as viewer:
            places = {}
            for theme in ("light", "dark"):
                self.page.theme(theme)
                for name in ("", "Greys", "RdBu_r"):
                    self.head(viewer, more=f"&scale=linear&limits=unit&map={name}")
                    if not places:
                        self.find_cells(places, {"zero": [2, 0], "masked": [0, 2]})
                    self.page.mouse("mouseMoved", 2, 2)
                    self.shot("masked")
                    self.page.screenshot(os.path.join(self.scratch, "masked.png"))
                    image = pixels(open(os.path.join(self.scratch, "masked.png"), "rb").read())[2]
                    zero, masked = (image[int(y)][int(x)] for x, y in (places["zero"], places["masked"]))
                    check(max(abs(a - b) for a, b in zip(zero, masked)) >= 12, f"{theme} {name or 'usual'}: zero is {zero}, masked {masked}")
            self.page.theme("light")
            self.head(viewer, more="&scale=linear&limits=unit")
            svg = open(self.saved("svg")).read()
            left, top, width, height = map(float, re.search(r'd="M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h', svg).groups())
            total = float(re.search(r'width="([\d.]+)" height', svg).group(1))
            wide, _, image = pixels(open(self.saved("png"), "rb").read())
            cell = lambda query, key: image[int((top + (query + 0.5) * height / 4) * wide / total)][int((left + (key + 0.5) * width / 4) * wide / total)]
            check(cell(0, 2) == cell(1, 3) == (232, 232, 232), f"masked is {cell(0, 2)}")
            check(cell(2, 0) == cell(3, 1) == self.blues(viewer)[0], f"zero is {cell(2, 0)}")
            check("grey: masked" in svg)

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

    def test_colours_that_mean_something_stay_where_colours_are_forced(self):
        with Viewer(self.plens, self.demo) as viewer:
            self.page.send("Emulation.setEmulatedMedia", features=[{"name": "forced-colors", "value": "active"}])
            try:
                self.head(viewer, self.hash(viewer), "demo.L3.H4", "&cell=13.6")
                check(self.page.run("matchMedia('(forced-colors: active)').matches"))
                bar = self.page.run("getComputedStyle(document.querySelector('.scale i')).backgroundImage")
                check(bar.startswith("linear-gradient") and len(set(re.findall(r"rgb\([^)]*\)", bar))) > 10, bar)
                tints = self.page.run("[...document.querySelectorAll('#flow span')].map(span => getComputedStyle(span).backgroundColor)")
                check(len(set(tints)) > 3, str(tints))
                inks = self.page.run("[...document.querySelectorAll('#flow span')].slice(0, 3).map(span => getComputedStyle(span).color)")
                check(all(ink != tint for ink, tint in zip(inks, tints)), f"{inks} on {tints}")
                framed = self.page.run("getComputedStyle(document.querySelector('#flow .query')).outlineStyle")
                check(framed != "none", framed)
                self.shot("forced-colors")
                self.page.open(f"{viewer.url}?color=layer")
                self.page.wait("document.querySelector('#legend i') && document.querySelector('.tile.framed:not(.loading) canvas')")
                frames = self.page.run("[...document.querySelectorAll('.tile.framed canvas')].map(canvas => getComputedStyle(canvas).borderTopColor)")
                check(len(set(frames)) == 4, str(set(frames)))
                chosen = self.page.run("getComputedStyle(document.querySelector('[aria-selected=true]')).outlineStyle")
                check(chosen == "solid", chosen)
            finally:
                self.page.send("Emulation.setEmulatedMedia", features=[])

    def test_what_falls_on_one_dot_is_its_strongest_or_on_request_its_mean(self):
        n = 1200
        rows = [[0.5 if (q, k) == (900, 300) else 0.0 if k > q else 0.25 / (q + 1) for k in range(n)] for q in range(n)]
        folder = self.folder("pooled", {HASH: ("long", [f"t{i}" for i in range(n - 1)], [[rows]])})
        darkest = """(() => { const c = document.querySelector('%s'), x = c.getContext('2d'), w = c.width, h = c.height;
          const d = x.getImageData(%s).data; let least = 255;
          for (let i = 0; i < d.length; i += 4) if (d[i + 3]) least = Math.min(least, d[i]); return least; })()"""
        with Viewer(self.plens, folder) as viewer:
            found = {}
            for by in ("", "mean"):
                self.head(viewer, more=f"&scale=linear&limits=unit&map=Greys&by={by}")
                time.sleep(0.2)
                # Left of the diagonal, where the one strong cell is the darkest.
                found[by] = self.page.run(darkest % ("#panels canvas", "w * 0.35, h * 0.72, w * 0.2, h * 0.2"))
            check(found[""] < 160 < found["mean"], str(found))
            check("mean of the cells" in open(self.saved("svg")).read())
            for pool, word in (("strongest", "maximum"), ("mean", "mean")):
                out = os.path.join(self.scratch, "pool-" + pool)
                subprocess.run([self.plens, "fig", "labelled", "--from", folder, "--set", f"pool={pool}", "-o", out], check=True, capture_output=True)
                svg = next(os.path.join(root, name) for root, _, names in os.walk(out) for name in names if name == "labelled.svg")
                check(f"each dot shows the {word} of" in open(svg).read(), f"{pool} is not said")
            done = subprocess.run([self.plens, "fig", "labelled", "--from", folder, "--set", "pool=median", "-o", out], capture_output=True, text=True)
            check(done.returncode != 0 and "pool is 'strongest' or 'mean'" in done.stderr, done.stderr)
            tiles = {by: urllib.request.urlopen(f"{viewer.url}api/tile/m/{HASH}/0/0/raw.png?size=100&map=Greys{by}").read() for by in ("", "&by=mean")}
            darkest = {by: min(color[0] for row in pixels(data)[2][60:] for color in row[:50]) for by, data in tiles.items()}
            check(darkest[""] < 40 < darkest["&by=mean"], str(darkest))

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

    # What a file may have

    def test_numbers_that_json_has_not_break_no_page(self):
        place = self.folder("words-of-numbers", {HASH: ("a b", ["a", " b"], [[causal(3)]])})
        for path in (f"m/prompts/{HASH}/prompt.json", "m/prompts.jsonl"):
            with open(os.path.join(place, path)) as file:
                text = file.read().replace('"meta": {}', '"meta": {"loss": NaN, "pile_set_name": "set"}')
            with open(os.path.join(place, path), "w") as file:
                file.write(text)
        with Viewer(self.plens, place) as viewer:
            self.head(viewer)
            check("a b" in self.page.run("document.body.textContent"))
            self.page.open(viewer.url)
            self.page.wait("document.querySelector('.tile canvas')")
            for path in (f"m/prompts/{HASH}/prompt.json", "m/prompts.jsonl"):
                check(self.page.run(f"fetch('{path}').then(answer => answer.text()).then(text => JSON.parse(text).meta.loss)") is None)
        site = os.path.join(self.scratch, "nan-site")
        done = subprocess.run([self.plens, "site", site, "--from", place], capture_output=True, text=True)
        check(done.returncode == 0, done.stderr)
        with open(os.path.join(site, f"m/prompts/{HASH}/prompt.json")) as file:
            check("NaN" not in file.read())

    def test_prompts_that_no_index_can_hold_are_not_none(self):
        place = self.folder("full", {f"{i:022}": (f"{i} {i * i} {i ** 3} " * 6000, ["a"], [[causal(2)]]) for i in range(400)})

        def nowhere_to_write():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))

        process = subprocess.Popen([self.plens, "serve", place, "--port", "0"], stderr=subprocess.PIPE, text=True, preexec_fn=nowhere_to_write)
        try:
            url = re.search(r"http://\S+", process.stderr.readline()).group(0).rstrip(";")
            self.page.open(url)
            self.page.wait("document.body.textContent.includes('disk is full') || document.body.textContent.includes('disk I/O error')")
            self.shot("index-failed")
        finally:
            process.terminate()
            process.wait(10)

    # A survey

    def test_a_survey_is_cards_and_texts(self):
        place = self.survey()
        with Viewer(self.plens, place) as viewer:
            self.page.open(viewer.url + "#%")
            self.page.wait("document.querySelectorAll('.card').length === 24")
            check("Ġ" not in self.text("#cards"), self.text("#cards")[:300])
            self.page.run("location.hash = ''")
            self.page.run("document.querySelector('.card').click()")
            self.page.wait("document.querySelector('#detail .example button')")
            check("Ġ" not in self.text("#detail") and "␣" in self.text("#detail"))
            self.page.run("document.querySelector('#detail .example button').click()")
            self.page.wait("document.querySelector('#detail .example canvas')?.width > 1")
            check(not self.text("#detail .example .problem"), self.text("#detail .example .problem"))
            check(self.text("#detail .example button") == "Pattern")
            for width, height in ((1280, 800), (390, 844)):
                self.page.resize(width, height)
                for theme in ("light", "dark"):
                    self.page.theme(theme)
                    self.shot(f"survey-{width}-{theme}")
                    check(self.page.run("document.documentElement.scrollWidth") <= width, f"it scrolls sideways at {width}")
                    self.page.run("[...document.querySelectorAll('#detail button')].find(button => button.textContent === 'Close').click()")
                    check(self.page.run("document.getElementById('detail').hidden") and not self.page.run("location.hash"))
                    check(self.page.run("document.documentElement.scrollWidth") <= width, f"its cards scroll sideways at {width}")
                    self.shot(f"survey-cards-{width}-{theme}")
                    self.page.run("document.querySelector('.card').click()")
                    self.page.wait("document.querySelector('#detail .example button')")
            self.page.resize(1280, 800)
            self.page.theme("light")

    def test_nothing_was_wrong_in_the_console(self):
        expected = ("file://", "Framing", "CORS policy")  # what tests of refusals bring about
        found = [problem for problem in self.page.problems() if not any(part in problem for part in expected)]
        check(not found, "\n".join(found))


if __name__ == "__main__":
    run(Tests, "page", __doc__)
