#!/usr/bin/env python3
"""Drives the viewer of a real plens in headless Chromium, with nothing but Python's standard library.

    test_viewer.py PLENS PROMPTS.jsonl [--shots FOLDER]

Screenshots go to FOLDER where one is named. It ends with a line that counts the tests, and fails where one does.
"""

import functools
import http.server
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from chromium import Chromium  # noqa: E402
import pattern_lens_folder  # noqa: E402
from runner import check, run  # noqa: E402
from shell import Shell  # noqa: E402

EVIL = '<script>window.evil = 1</script> <BOS> <img src=x onerror="window.evil = 2"> & "quotes"\nnew\tline é 漢字 🙂'
MARY = "When Mary and John went to the store, John gave a drink to"


class Viewer:
    """A plens that serves a folder of captures."""

    def __init__(self, plens, folder):
        self.process = subprocess.Popen([plens, "serve", folder, "--port", "0"], stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        self.url = re.search(r"http://\S+?/", line).group(0)

    def json(self, path):
        return json.load(urllib.request.urlopen(self.url + path))

    def close(self):
        self.process.terminate()
        self.process.wait(10)


def pattern(folder, model, digest, layer, head):
    """A head's pattern as rows of floats, read from the npz file by Python."""
    path = os.path.join(folder, model, "prompts", digest, "activations.npz")
    with zipfile.ZipFile(path) as file:
        data = file.read(f"blocks.{layer}.attn.hook_pattern.npy")
    length = struct.unpack_from("<H", data, 8)[0]
    shape = tuple(int(n) for n in re.search(rb"'shape': \(([^)]*)\)", data[10:10 + length]).group(1).split(b",") if n.strip())
    _, heads, rows, columns = shape
    values = struct.unpack_from(f"<{heads * rows * columns}f", data, 10 + length)
    start = head * rows * columns
    return [values[start + row * columns:start + (row + 1) * columns] for row in range(rows)]


def np_text(value):
    """The shortest decimal that is this float32."""
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if struct.unpack("<f", struct.pack("<f", float(text)))[0] == value:
            return text
    return repr(value)


class Tests:
    def __init__(self, plens, prompts, shots):
        self.plens, self.shots = plens, shots
        self.scratch = tempfile.mkdtemp(prefix="plens-viewer-")
        self.folder = os.path.join(self.scratch, "data")
        self.capture(prompts, "-n", "42")
        self.capture(MARY, EVIL)
        self.viewer = Viewer(plens, self.folder)
        self.url = self.viewer.url
        listed = self.viewer.json("api/prompts?model=demo")["prompts"]
        self.hashes = {prompt["text"]: prompt["hash"] for prompt in listed}
        self.page = Chromium()

    def capture(self, *words):
        subprocess.run([self.plens, "capture", "-m", "demo", "-o", self.folder, *words], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self):
        self.page.close()
        self.viewer.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def shot(self, name):
        if self.shots:
            os.makedirs(self.shots, exist_ok=True)
            self.page.screenshot(os.path.join(self.shots, name + ".png"))

    def single(self, layer, head, text=MARY, more=""):
        self.page.open(f"{self.url}single.html?prompt={self.hashes[text]}&head=demo.L{layer}.H{head}{more}")
        self.page.wait("document.querySelector('#panels canvas')?.width > 0 && !document.getElementById('status').textContent")

    def nodes(self):
        return self.page.run("document.querySelectorAll('*').length")

    # The grid

    def test_the_grid_shows_every_head_of_every_prompt(self):
        self.page.open(self.url + "?prompts=*")
        self.page.wait("document.querySelectorAll('.tile:not(.loading) :is(img, canvas)').length > 20")
        check(f"{24 * len(self.hashes):,} figures" in self.page.run("document.getElementById('status').textContent"))
        check(self.page.run("document.querySelectorAll('.tile.failed').length") == 0)
        check(self.nodes() < 2000, f"{self.nodes()} nodes")
        self.shot("grid-light")

    def test_scrolling_through_a_thousand_heads_keeps_the_document_small(self):
        self.page.open(self.url + "?prompts=*")
        self.page.wait("document.querySelector('.tile')")
        most, seen = 0, set()
        for part in range(0, 21):
            self.page.run(f"(() => {{ const g = document.getElementById('grid'); g.scrollTop = g.scrollHeight * {part} / 20; }})()")
            self.page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            self.page.wait("document.querySelectorAll('.tile').length > 0 && document.querySelectorAll('.tile.loading').length === 0")
            most = max(most, self.nodes())
            seen.update(self.page.run("[...document.querySelectorAll('.tile')].map(tile => tile.dataset.tile)"))
        check(most < 2000, f"{most} nodes")
        check(str(24 * len(self.hashes) - 1) in seen, "the last tile was never there")

    def test_choices_are_in_the_address_and_come_back(self):
        self.page.open(f"{self.url}?models=demo&prompts={self.hashes[MARY]}&functions=raw&heads-demo=L0-1H2~L3Hx")
        status = "document.getElementById('status').textContent"
        self.page.wait(f"{status} === '8 figures'")
        self.page.run("""(() => { const f = document.querySelector('.heads input'); f.value = 'L^1H0-1'; f.dispatchEvent(new Event('input')); })()""")
        self.page.wait(f"{status} === '2 figures'")
        check("heads-demo=L3H0~L3H1" in self.page.run("location.href"), self.page.run("location.href"))
        self.page.open(self.page.run("location.href"))
        self.page.wait(f"{status} === '2 figures'")
        self.page.run("""(() => { const f = document.querySelector('.heads input'); f.value = 'L9'; f.dispatchEvent(new Event('input')); })()""")
        check("outside this model" in self.page.wait("document.querySelector('.heads .problem').textContent"))

    def test_prompts_are_found_and_chosen(self):
        self.page.open(self.url)
        self.page.key("/")
        self.page.type("mary store")
        self.page.wait("document.querySelectorAll('#prompts-table .row').length === 1")
        self.page.run("document.querySelector('#prompts-table .row').focus()")
        self.page.key("Enter")
        self.page.wait(f"location.search.includes('{self.hashes[MARY]}')")
        self.page.wait("document.getElementById('status').textContent === '24 figures'")

    def test_tiles_are_sorted_by_a_score(self):
        self.page.open(f"{self.url}?prompts={self.hashes[MARY]}&sort=score:induction&direction=down&color=score:induction")
        self.page.wait("document.querySelector('.tile .caption b')?.textContent.startsWith('L3H4')")
        self.page.wait("document.querySelector('#legend i')")

    def test_keys_move_in_the_grid_and_open_a_head(self):
        self.page.open(f"{self.url}?prompts={self.hashes[MARY]}")
        self.page.wait("document.querySelector('.tile')")
        self.page.run("document.querySelector('.tile').focus()")
        self.page.key("ArrowRight")
        self.page.key("End")
        check(self.page.run("document.activeElement.dataset.tile") == "23")
        self.page.key("Home")
        self.page.key("ArrowRight")
        self.page.key("Enter")
        self.page.wait("location.pathname === '/single.html' && document.querySelector('#panels canvas')?.width > 0")
        check("demo.L0.H1" in self.page.run("location.search"))

    def test_a_tile_without_a_pattern_says_why(self):
        digest = self.hashes["Broken prompt for a test"] = self.broken()
        self.page.open(f"{self.url}?prompts={digest}&heads-demo=L0H0")
        reason = self.page.wait("document.querySelector('.tile.failed .reason')?.textContent")
        check("activations.npz" in reason, reason)
        self.page.wait("document.getElementById('status').textContent.includes('1 failed')")

    def broken(self):
        """A prompt whose archive is cut short."""
        self.capture("Broken prompt for a test")
        for name in os.listdir(os.path.join(self.folder, "demo/prompts")):
            place = os.path.join(self.folder, "demo/prompts", name)
            with open(os.path.join(place, "prompt.json")) as file:
                if json.load(file)["text"] == "Broken prompt for a test":
                    with open(os.path.join(place, "activations.npz"), "r+b") as archive:
                        archive.truncate(1000)
                    return name

    # One head

    def test_the_value_under_the_cursor_is_exact(self):
        rows = pattern(self.folder, "demo", self.hashes[MARY], 3, 4)
        for query, key in [(13, 6), (0, 0), (18, 17), (7, 3)]:
            self.single(3, 4, more=f"&cell={query}.{key}")
            shown = float(self.page.wait("document.getElementById('value')?.textContent"))
            check(abs(shown - rows[query][key]) <= 1e-6 * max(abs(rows[query][key]), 1e-30), f"{shown} is not {rows[query][key]}")
        self.page.wait("document.getElementById('looks-top').childElementCount === 6")
        self.shot("single-light")

    def test_the_pointer_and_the_keys_choose_a_cell(self):
        self.single(3, 4)
        box = self.page.run("(() => { const b = document.querySelector('#panels canvas').getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })()")
        self.page.click(box[0] + box[2] * 0.3, box[1] + box[3] * 0.8)
        before = self.page.wait("new URLSearchParams(location.search).get('cell')")
        self.page.key("ArrowDown")
        self.page.key("ArrowLeft", modifiers=2)
        query, key = map(int, before.split("."))
        check(self.page.run("new URLSearchParams(location.search).get('cell')") == f"{query + 1}.{max(0, key - 10)}")
        self.page.wait("document.querySelector('#looks canvas') && document.querySelectorAll('#looks-top button').length === 6")
        self.page.key("Escape")
        check(self.page.run("new URLSearchParams(location.search).get('cell')") is None)
        self.page.key("j")
        self.page.wait("location.search.includes('demo.L3.H5')")
        self.page.key("l")
        self.page.wait("location.search.includes('demo.L0.H5')")
        self.page.key("?")
        check(self.page.run("document.querySelector('dialog').open"))

    def test_options_change_the_picture_and_are_kept(self):
        self.single(3, 4, more="&map=magma&log=yes&first=renormalise&limits=unit&cell=13.6")
        self.page.wait("document.querySelector('.panel .note').textContent.includes('Without the first token, rows rescaled to sum 1')")
        rows = pattern(self.folder, "demo", self.hashes[MARY], 3, 4)
        expected = rows[13][6] / sum(rows[13][1:])
        shown = float(self.page.run("document.getElementById('value').textContent"))
        check(abs(shown - expected) < 1e-6, f"{shown} is not {expected}")
        check("map=magma" in self.page.run("location.search"))

    def test_markup_in_a_prompt_is_text(self):
        self.single(0, 0, EVIL)
        flow = self.page.run("document.getElementById('flow').textContent")
        check("<script>window.evil = 1</script>" in flow and "<BOS>" in flow, flow)
        check("é 漢字 🙂" in flow.replace("·", ""), flow)  # a dot stands for a token that is a part of the letter before it
        self.page.open(f"{self.url}?prompts={self.hashes[EVIL]}")
        self.page.wait("document.querySelector('.tile')")
        check(self.page.run("window.evil") is None)
        check(self.page.run("document.querySelectorAll('script').length") == 2)  # the page's own and its data

    def test_heads_are_compared(self):
        self.single(3, 4, more=f"&pin=demo.L3.H3@{self.hashes[MARY]}&difference=yes&cell=13.6")
        self.page.wait("document.querySelectorAll('.panel').length === 3")
        a, b = (pattern(self.folder, "demo", self.hashes[MARY], 3, head)[13][6] for head in (4, 3))
        shown = self.page.run("[...document.querySelectorAll('#values td')].map(cell => Number(cell.textContent))")
        check(abs(shown[0] - a) < 1e-6 and abs(shown[1] - b) < 1e-6 and abs(shown[2] - (a - b)) < 1e-6, str(shown))
        note = self.page.run("document.querySelectorAll('.panel .note')[2].textContent")
        check("Largest difference" in note and "Jensen-Shannon" in note, note)
        self.page.theme("dark")
        time.sleep(0.2)
        self.shot("compare-dark")
        self.page.theme("light")

    def test_what_is_shown_is_saved(self):
        rows = pattern(self.folder, "demo", self.hashes[MARY], 3, 4)
        for ending in ("png", "svg", "csv", "json", "npy"):
            self.single(3, 4)
            self.page.run(f"document.querySelector('[data-save={ending}]').click()")
            path = self.downloaded("." + ending)
            with open(path, "rb") as file:
                data = file.read()
            if ending == "png":
                check(data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) > 1000)
            elif ending == "npy":
                length = struct.unpack_from("<H", data, 8)[0]
                check((10 + length) % 64 == 0 and b"(19, 19)" in data[:128])
                check(struct.unpack_from("<f", data, 10 + length + 4 * (13 * 19 + 6))[0] == rows[13][6])
            elif ending == "json":
                told = json.loads(data)
                check(abs(told["pattern"][13][6] - rows[13][6]) < 1e-7 and self.hashes[MARY] in told["caption"])
            elif ending == "csv":
                lines = data.decode().splitlines()
                check(len(lines) == 21 and self.hashes[MARY] in lines[-1] and lines[0].startswith('"query'), lines[0])
                check([float(value) for value in lines[14].split(",")[-19:]][6] == float(np_text(rows[13][6])), lines[14])
            else:
                text = data.decode()
                check("&lt;|endoftext|&gt;" in text and "xlink:href" in text and self.hashes[MARY] in text)
            os.remove(path)

    def downloaded(self, ending):
        end = time.monotonic() + 10
        while time.monotonic() < end:
            for name in os.listdir(self.page.downloads):
                if name.endswith(ending):
                    time.sleep(0.05)
                    return os.path.join(self.page.downloads, name)
            time.sleep(0.05)
        raise AssertionError(f"no file that ends in {ending} came")

    # The finder, live, offline

    def test_heads_are_ranked(self):
        self.page.open(f"{self.url}?view=finder&score=induction")
        first = self.page.wait("document.querySelector('#ranking .rank')?.textContent")
        check("L3H4" in first or "L2H5" in first, first)
        self.page.run("(() => { const t = document.getElementById('top'); t.value = 5; t.dispatchEvent(new Event('input')); })()")
        self.page.wait("document.querySelectorAll('#ranking .rank').length === 5")
        self.page.theme("dark")
        time.sleep(0.2)
        self.shot("finder-dark")
        self.page.theme("light")

    def test_a_capture_appears_by_itself(self):
        self.page.open(self.url)
        self.page.wait("document.querySelector('.tile')")
        before = self.page.run("document.getElementById('prompts-count').textContent")
        self.capture("A prompt that is captured while the page is open")
        self.page.wait(f"document.getElementById('prompts-count').textContent !== {json.dumps(before)}")
        check("while the page is open" in self.page.wait("document.getElementById('notes').textContent"))

    def test_a_capture_in_the_first_second_is_not_missed(self):
        viewer = Viewer(self.plens, self.folder)
        try:
            self.page.open(viewer.url)
            text = "A prompt that is captured before the folder was looked at again"
            self.capture(text)
            self.page.wait(f"document.getElementById('notes').textContent.includes({json.dumps(text[:40])})", seconds=8)
        finally:
            viewer.close()

    def test_no_request_leaves_the_machine(self):
        wrong = [url for url in self.page.requests() if not url.startswith((self.url, "data:", "blob:", "http://127.0.0.1:", "about:"))]
        check(not wrong, str(wrong))

    def test_every_width_is_without_sideways_scrolling(self):
        for width, height in [(360, 740), (800, 600), (3840, 2160)]:
            self.page.resize(width, height)
            for name, path in [("grid", ""), ("single", f"single.html?prompt={self.hashes[MARY]}&head=demo.L3.H4&cell=13.6"), ("finder", "?view=finder")]:
                self.page.open(self.url + path)
                self.page.wait("document.querySelector('.tile:not(.loading), #panels canvas, #ranking .rank')")
                time.sleep(0.2)
                check(self.page.run("document.documentElement.scrollWidth") <= width, f"{name} at {width}")
                check(self.nodes() < 2000, f"{name} at {width}: {self.nodes()} nodes")
                self.shot(f"{name}-{width}")
        self.page.resize(1440, 900)

    def test_a_site_of_plain_files_works(self):
        site = os.path.join(self.scratch, "site")
        subprocess.run([self.plens, "export", "site", site, "--from", self.folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        digest = self.hashes[MARY]

        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
        threading.Thread(target=host.serve_forever, daemon=True).start()
        try:
            root = f"http://127.0.0.1:{host.server_port}/"
            self.page.open(f"{root}?prompts={digest}&heads-demo=L3H4")
            self.page.wait("document.querySelector('.tile:not(.loading):not(.failed) img')")
            self.page.open(f"{root}single.html?prompt={digest}&head=demo.L3.H4&cell=13.6")
            shown = float(self.page.wait("document.getElementById('value')?.textContent"))
            check(abs(shown - pattern(self.folder, "demo", digest, 3, 4)[13][6]) < 1e-7, str(shown))
            self.page.open(f"{root}?prompts={digest}&view=finder&score=induction")
            check("L3H4" in self.page.wait("document.querySelector('#ranking .rank')?.textContent"))
        finally:
            host.shutdown()

    def test_a_folder_of_pattern_lens_shows_fully(self):
        folder = os.path.join(self.scratch, "pattern-lens")
        pattern_lens_folder.write(folder)
        viewer = Viewer(self.plens, folder)
        try:
            model, whole = pattern_lens_folder.MODEL, pattern_lens_folder.WHOLE
            self.page.open(f"{viewer.url}?prompts=*&functions=raw~packed~parts.top")
            self.page.wait("document.querySelectorAll('.tile').length === 36 && !document.querySelector('.tile.loading')")
            check(self.page.run("document.querySelectorAll('.tile.failed').length") == 0, "a tile failed")
            check(self.page.run("[...document.querySelectorAll('.tile img')].every(image => image.naturalWidth > 0)"))
            check("Wikipedia" in self.page.run("document.getElementById('prompts-table').textContent"))
            self.shot("pattern-lens")
            self.page.open(f"{viewer.url}single.html?prompt={whole}&head={model}.L1.H2&cell=3.1")
            shown = float(self.page.wait("document.getElementById('value')?.textContent"))
            check(abs(shown - pattern_lens_folder.weight(1, 2, 3, 1)) < 1e-7, str(shown))
            self.page.open(f"{viewer.url}single.html?prompt={pattern_lens_folder.FIGURES_ALONE}&head={model}.L0.H0")
            check("no captured activations" in self.page.wait("document.querySelector('#panels .problem')?.textContent"))
        finally:
            viewer.close()

    def test_what_is_broken_is_in_the_job_log(self):
        digest = self.hashes.get("Broken prompt for a test") or self.broken()
        shell = Shell(self.plens)
        try:
            url = shell.tell(f"serve '{self.folder}' --port 0", r"http://[\d.:]+/")
            try:
                urllib.request.urlopen(f"{url}api/tile/demo/{digest}/0/0/raw.png")
                raise AssertionError("a broken archive was drawn")
            except urllib.error.HTTPError as answer:
                reason = json.load(answer)["error"]
                check(answer.code == 500 and "activations.npz" in reason, reason)
            shell.tell("jobs --log 1", "activations.npz: ")
        finally:
            shell.close()

    def test_nothing_was_wrong_in_the_console(self):
        check(not self.page.problems(), "\n".join(self.page.problems()))


if __name__ == "__main__":
    run(Tests, "browser", __doc__)
