"""Files that are cut or replaced while the shell has them open, between two commands or while it works: numbers are those of
the file as it was, or a message says that they are not, and the shell goes on."""
import shutil
import subprocess
import time

from common import ROOT, crash, last_line


def changing_files(campaign):
    report = campaign.part("files that change while they are mapped")
    fixtures = ROOT / "Tests/Fixtures"
    models = sorted(fixtures.rglob("*.gguf")) + sorted(
        path.parent for path in fixtures.rglob("model.safetensors") if (path.parent / "config.json").exists())
    saved = campaign.new_folder()
    campaign.run(["capture", "-m", "demo", campaign.prompts, "-n", "3", "-o", saved])
    unchanged = {}
    while campaign.goes_on:
        origin = campaign.random.choice([*models, saved])
        path = campaign.new_folder() / ("model.gguf" if origin.is_file() else "model")
        if origin.is_file():
            shutil.copyfile(origin, path)
            file = path
        else:
            shutil.copytree(origin, path)
            archives = sorted(path.rglob("*.npz"))
            file = campaign.random.choice(archives) if origin == saved else path / "model.safetensors"
        size = campaign.random.randrange(file.stat().st_size)
        change = campaign.random.choice([
            f"truncate -s {size} '{file}'", f"cp /dev/null '{file}'",
            f"head -c {size} /dev/urandom > '{file}'", f"rm '{file}'",
            f"head -c {size} /dev/urandom | dd of='{file}' conv=notrunc status=none",
            f"head -c {size} /dev/urandom > '{file}.new' && mv '{file}.new' '{file}'"])
        if origin == saved:
            opened, used = f"load '{path}'", f"rank --from '{path}' --by induction --mode tsv"
        else:
            opened, used = f"load '{path}'", "capture --ids '1 2 3'\nshow L* --mode tsv"
            if campaign.random.random() < 0.5:
                opened += "\ncapture --ids '1 2 4'"

        if origin not in unchanged:
            done = campaign.run(script(opened, used))
            if done.returncode != 0:
                raise SystemExit(f"campaign: {origin} can't be used by itself: {last_line(done)}")
            unchanged[origin] = rows(done)

        if campaign.random.random() < 0.5:
            done = campaign.run(script(opened, f"!{change}", used, used))
            how = f"load {origin}, then {change}"
        else:
            moment = campaign.random.uniform(0, 0.15)
            done = while_it_works(campaign, script(opened, *[used] * 10), moment, change)
            how = f"load {origin} and use it, after {moment:.3f} s {change}"
        report.note("said", bool(done.stderr))
        report.attempt(how, wrong(done, unchanged[origin]))
        shutil.rmtree(path.parent)
    return report


def script(*lines):
    return ["-c", "\n".join(["set on-error continue", *lines, "echo still here"])]


def rows(done):
    """The numbers that a run wrote, each with what stands before it in its row."""
    found = (line.rpartition(b"\t") for line in done.stdout.splitlines() if b"\t" in line)
    return [(name, value) for name, _, value in found]


def same(rows, unchanged):
    """Whether there are the same numbers. What prompts begin with is computed once, so that the last bits may be others."""
    known = dict(unchanged)
    return known.keys() == dict(rows).keys() and all(
        value == known[name] or abs(float(value) - float(known[name])) < 1e-5 for name, value in rows)


def while_it_works(campaign, command, moment, change):
    process = subprocess.Popen(
        [campaign.plens, "--no-init", *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=campaign.environment())
    time.sleep(moment)
    subprocess.run(["sh", "-c", change], check=True)
    try:
        output, errors = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
        return subprocess.CompletedProcess(command, -9999, output, errors)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def wrong(done, unchanged):
    problem = crash(done)
    if problem:
        return problem
    if b"still here" not in done.stdout.splitlines():
        return f"the shell did not go on: {last_line(done)}"
    if not done.stderr and not same(rows(done), unchanged):
        return "other numbers, and no word of it"
    return None
