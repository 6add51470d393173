"""What the parts of the campaign share: jobs that write files, what whole output is, and a count of what was tried."""
import collections
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROMPTS = ROOT / "Tests/Fixtures/prompts/prompts.jsonl"


class Report:
    """Counts what a part has tried, and keeps how to repeat what failed."""

    def __init__(self, part):
        self.part, self.tried, self.failed, self.notes = part, 0, [], {}

    def attempt(self, how, problem):
        """Counts one attempt; `problem` is what went wrong, or None."""
        self.tried += 1
        if problem:
            self.failed.append((how, problem))
            print(f"  FAILED {self.part}: {problem}\n    {how}", flush=True)

    def note(self, what, count=1):
        self.notes[what] = self.notes.get(what, 0) + count

    def line(self):
        notes = ", ".join(f"{count} {what}" for what, count in self.notes.items())
        return f"{self.part}: {self.tried} tried, {len(self.failed)} failed" + (f"; {notes}" if notes else "")


class Campaign:
    """The program, a folder for what it writes, and the time that a part may take."""

    def __init__(self, plens, seconds, seed):
        self.plens, self.seconds, self.seed = str(plens), seconds, seed
        self.random = random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="plens-campaign-"))
        self.prompts = self.folder / "prompts.jsonl"
        lines = PROMPTS.read_text().splitlines()
        self.prompts.write_text("\n".join(lines[:16]) + "\n")
        self.texts = self.folder / "texts.jsonl"
        with open(self.texts, "w") as file:
            for index in range(500):
                text = json.loads(lines[index % len(lines)])["text"]
                file.write(json.dumps({"text": f"{index} {text[:80]}"}) + "\n")

    def part(self, name):
        """A part's clock starts."""
        self.random = random.Random(f"{self.seed} {name}")
        self.end = time.monotonic() + self.seconds
        return Report(name)

    @property
    def goes_on(self):
        return time.monotonic() < self.end

    def places(self, report, jobs, points):
        """Goes through the points of all jobs in an order of the seed's, a point of each job in turn, while there is time.

        `points` finds those of a job, and is asked when the job's turn first comes.
        """
        waiting = {name: None for name in jobs}
        known = 0
        while waiting and self.goes_on:
            for name in list(waiting):
                if waiting[name] is None:
                    waiting[name] = points(name)
                    self.random.shuffle(waiting[name])
                    known += len(waiting[name])
                if not waiting[name]:
                    del waiting[name]
                elif self.goes_on:
                    yield name, waiting[name].pop()
        if not known:
            report.attempt("looking for places", "there are none")
        report.note("places that there are" if None not in waiting.values() else "places in the jobs that were come to", known)

    def new_folder(self):
        return pathlib.Path(tempfile.mkdtemp(dir=self.folder))

    def environment(self, **changes):
        environment = dict(os.environ, HOME=str(self.folder / "home"), TERM="dumb", NO_COLOR="1")
        environment.update(XDG_STATE_HOME=str(self.folder / "state"), XDG_CACHE_HOME=str(self.folder / "cache"))
        environment.update(changes)
        return environment

    def run(self, arguments, timeout=120, environment=None, **more):
        """Runs the program to its end; its status is -9999 where it had to be ended."""
        command = [self.plens, "--no-init", *map(str, arguments)]
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=timeout, stdin=subprocess.DEVNULL,
                env=environment or self.environment(), **more)
        except subprocess.TimeoutExpired as late:
            return subprocess.CompletedProcess(command, -9999, late.stdout or b"", late.stderr or b"")
        return done

    def start(self, arguments, **more):
        return subprocess.Popen(
            [self.plens, "--no-init", *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=self.environment(), **more)

    # Jobs: a name, and the commands that make everything below a folder. They are small, since each is done twice for
    # every place where something happens to it.

    def jobs(self):
        return {
            "capture": lambda folder: [["capture", "-m", "demo", self.prompts, "-b", "4", "-o", folder]],
            "capture --compress 6": lambda folder: [
                ["capture", "-m", "demo", self.prompts, "-n", "6", "--compress", "6", "-o", folder]],
            "capture --stack-heads": lambda folder: [
                ["capture", "-m", "demo", self.prompts, "-n", "6", "--stack-heads", "-o", folder]],
            "capture --keep qk": lambda folder: [
                ["capture", "-m", "demo", self.prompts, "-n", "6", "--keep", "qk", "-o", folder]],
            "capture --shard": lambda folder: [
                ["capture", "-m", "demo", self.prompts, "-n", "6", "--shard", f"{shard}/2", "-o", folder]
                for shard in (1, 2)],
            "capture of an edit": lambda folder: [
                ["-m", "demo", "-c",
                 f"edit silent = L3H4.z: 0; capture '{self.prompts}' -n 3 -m demo+silent -o '{folder}'"]],
            "fig": lambda folder: [["fig", "raw", "entropy", "-m", "demo", self.prompts, "-n", "2", "-o", folder]],
            "site": lambda folder: [
                ["capture", "-m", "demo", self.prompts, "-n", "2", "-o", folder / "captures"],
                ["site", folder / "public", "--from", folder / "captures"]],
            "rank": lambda folder: [
                ["capture", "-m", "demo", self.prompts, "-n", "4", "-o", folder],
                ["-c", f"rank --from '{folder}' > '{folder}/heads.csv'"]],
            "export": lambda folder: [
                ["-m", "demo", "-c", f"capture '{self.prompts}' -n 2; export p* L0 -o '{folder}/values.csv'"]],
            "session": lambda folder: [
                ["-m", "demo", "-c", f"capture '{self.prompts}' -n 2; session save '{folder}/today.plens'"]],
            "survey": lambda folder: [["survey", "-m", "demo", self.texts, "-o", folder]],
            "shards": lambda folder: [
                ["survey", "-m", "demo", self.texts, "-o", folder, "--shard", f"{shard}/3"] for shard in (1, 2, 3)
            ] + [["merge", folder]],
        }

    def clean(self, name):
        """What a job leaves when nothing happens to it, how long it takes, and what it tells."""
        if not hasattr(self, "known"):
            self.known = {}
        if name not in self.known:
            folder, said = self.new_folder(), ""
            start = time.monotonic()
            for command in self.jobs()[name](folder):
                done = self.run(command)
                if done.returncode != 0:
                    raise SystemExit(f"campaign: '{name}' fails by itself: {done.stderr.decode()}")
                said += told(done, folder)
            self.known[name] = Clean(tree(folder), time.monotonic() - start, said)
            shutil.rmtree(folder)
        return self.known[name]

    def finish(self, name, folder):
        """Runs a job again after something happened to it; what is wrong with what it leaves, or None."""
        for command in self.jobs()[name](folder):
            done = self.run(command)
            if done.returncode != 0:
                return f"again: status {done.returncode}, {last_line(done)}"
        return difference(self.clean(name).files, tree(folder))


Clean = collections.namedtuple("Clean", "files seconds said")

# Held while a part of a survey is worked on: empty, and different only in being there.
PASSED_OVER = {"lock"}


def tree(folder):
    """Every file below a folder, with the digest of what it holds."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file() and path.name not in PASSED_OVER:
            content = path.read_bytes().replace(str(folder).encode(), b"FOLDER")
            if path.suffix == ".jsonl":  # indexes: lines stand in the order in which runs finished them
                content = b"".join(sorted(content.splitlines(True)))
            found[str(path.relative_to(folder))] = hashlib.md5(content).hexdigest()
    return found


def difference(clean, found):
    missing = [path for path in clean if path not in found]
    more = [path for path in found if path not in clean]
    other = [path for path in clean if path in found and clean[path] != found[path]]
    # Rows of a survey's log stand in the order in which a run came to them; its tables are compared.
    other = [path for path in other if not path.endswith(("scores.f32", "state.bin"))]
    for what, paths in [("missing", missing), ("left over", more), ("different", other)]:
        if paths:
            return f"{len(paths)} files {what}, such as {paths[0]}"
    return None


def told(done, folder):
    """What a run told beside its result."""
    return done.stderr.decode(errors="replace").replace(str(folder), "FOLDER")


def last_line(done):
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "no message"


def crash(done):
    """What is wrong with how a program ended: by a signal, by a trap's words, late, or with a page of text."""
    errors = done.stderr.decode(errors="replace")
    if done.returncode == -9999:
        return "did not end"
    if done.returncode < 0:
        return f"ended by {signal.Signals(-done.returncode).name}"
    if done.returncode >= 128 and done.returncode != 130:
        return f"status {done.returncode}"
    if "Fatal error" in errors or "Stack dump" in errors:
        return "a trap's words: " + errors.strip().splitlines()[0][:200]
    if len(errors) > 20_000:
        return f"{len(errors)} characters of messages"
    if done.returncode != 0 and not errors.strip():
        return f"status {done.returncode} without a word"
    return None
