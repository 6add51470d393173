"""Surveys that are killed, ended, shared and doubled: what they leave is what one run leaves, to the byte.

    test_survey.py PLENS [--kills N] [--seed S]
"""
import argparse
import gzip
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import tempfile
import time

import numpy

TABLES = ["heads.csv", "sources.csv", "top.csv", "examples.csv", "histograms.csv", "tokens.csv"]
counts = {True: 0, False: 0}


def check(what, is_right, told=""):
    counts[bool(is_right)] += 1
    if not is_right:
        print(f"FAIL  {what}: {told}", flush=True)


def start(plens, *words, **options):
    return subprocess.Popen([plens, "--no-init", *map(str, words)], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def run(plens, *words, **options):
    process = start(plens, *words, **options)
    out, errors = process.communicate(timeout=300)
    return process.returncode, out, errors


def texts(count, chance):
    words = "the cat sat on mat and then dog ran home when Mary gave John a book to read in Paris".split()
    return [" ".join(chance.choices(words, k=chance.randint(5, 40))) + f" {number}" for number in range(count)]


def lines_of(texts):
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


def differences(folder, clean):
    return [name for name in TABLES if (folder / name).read_bytes() != (clean / name).read_bytes()]


def kills(plens, folder, chance, count):
    """One survey that is killed at so many moments, and goes on each time."""
    source = folder / "texts.jsonl"
    source.write_text(lines_of(texts(1500, chance)))
    clean, killed = folder / "clean", folder / "killed"
    begun = time.monotonic()
    status, _, errors = run(plens, "survey", source, "-m", "demo", "-o", clean)
    seconds = time.monotonic() - begun
    check("a survey ends", status == 0, errors)
    done = hit = 0
    while hit < count:
        process = start(plens, "survey", source, "-m", "demo", "-o", killed, "--save-every", 0)
        try:
            # Late enough to get on at times, and early enough to be at all moments of a short run.
            process.wait(timeout=chance.uniform(0, 0.6 * seconds))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            hit += 1
            continue
        if process.returncode != 0:
            check("a survey that was killed goes on", False, process.stderr.read())
            return
        done += 1
        if differences(killed, clean):
            check("a survey that was killed ends the same", False, differences(killed, clean))
            return
        remove(killed)
    status, _, errors = run(plens, "survey", source, "-m", "demo", "-o", killed)
    check(f"killed {hit} times, ended {done + 1} times with the bytes of one run",
          status == 0 and not differences(killed, clean), errors)


def remove(folder):
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def ended(plens, folder, chance):
    """SIGTERM, by which a scheduler takes a processor back."""
    source = folder / "texts.jsonl"
    process = start(plens, "survey", source, "-m", "demo", "-o", folder / "ended", "--save-every", 3600)
    is_right, told = ended_by(process, "", has_counted(folder / "ended", 256))
    check("SIGTERM ends with 143 and says how far it came", is_right and len(told[1].splitlines()) == 1, told)
    status, _, errors = run(plens, "survey", source, "-m", "demo", "-o", folder / "ended")
    check("the same command goes on from there", status == 0 and "went on behind" in errors, errors)
    check("and ends the same", not differences(folder / "ended", folder / "clean"))
    prompts = folder / "prompts.jsonl"
    prompts.write_text(lines_of(texts(400, chance)))
    process = start(plens, "capture", prompts, "-m", "demo", "-o", folder / "captured")
    is_right, told = ended_by(process, "", (folder / "captured/demo/prompts.jsonl").exists)
    check("so does capture", is_right, told)
    status, _, errors = run(plens, "capture", prompts, "-m", "demo", "-o", folder / "captured")
    listed = (folder / "captured/demo/prompts.jsonl").read_text().splitlines()
    check("which goes on and has all prompts", status == 0 and len(listed) == 400, (errors, len(listed)))


def begun(plens, *words):
    """A survey that has opened its texts: by now SIGTERM is a request."""
    process = start(plens, *words)
    source = os.path.realpath(words[1])
    while process.poll() is None and source not in files_of(process):
        time.sleep(0.001)
    return process


def files_of(process):
    folder, found = f"/proc/{process.pid}/fd", []
    try:
        for name in os.listdir(folder):
            found.append(os.readlink(f"{folder}/{name}"))
    except OSError:  # one that was closed meanwhile, or all of them
        pass
    return found


def ended_by(process, wanted, is_there=lambda: True):
    """Ends a run by SIGTERM once something is there; whether it said so, and counted so many, and what it said."""
    limit = time.monotonic() + 120
    while process.poll() is None and not is_there() and time.monotonic() < limit:
        time.sleep(0.002)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=120)
    told = errors.split("ended by SIGTERM: ")[-1].split()[0] if errors else ""
    return process.returncode == 143 and told.isdigit() and wanted in ("", told), (process.returncode, errors)


def has_counted(folder, windows):
    """Whether a survey of the demo model by five scores has done so many windows."""
    log = folder / "parts/1-of-1/scores.f32"
    return lambda: log.exists() and log.stat().st_size >= windows * 24 * 5 * 4


def ended_while_it_reads(plens, folder, chance):
    """SIGTERM where no pass runs: in three million lines without a text, before those with one and behind them."""
    bad = '{"no": 0}\n' * 3_000_000
    first, last = folder / "first.jsonl", folder / "last.jsonl"
    first.write_text(bad + lines_of(texts(1000, chance)))
    last.write_text(lines_of(texts(200, chance)) + bad)

    def has_counted_all():
        if not has_counted(folder / "behind", 128)():
            return False
        time.sleep(0.2)  # by now lines without a text are read
        return True

    # 128 texts are read at a time, so that those behind them wait for lines without a text.
    words = ["survey", last, "-m", "demo", "-o", folder / "behind", "--skip-bad", "--save-every", 3600]
    is_right, told = ended_by(begun(plens, *words), "128", has_counted_all)
    check("SIGTERM while lines are read loses nothing that was counted", is_right, told)
    status, _, errors = run(plens, *words)
    check("and the same command goes on", status == 0 and "went on behind 128 texts" in errors, errors)
    run(plens, *words[:-4], folder / "behind-clean", *words[-3:])
    check("to the same end", not differences(folder / "behind", folder / "behind-clean"))

    state = folder / "before/parts/1-of-1/state.bin"
    words = ["survey", first, "-m", "demo", "-o", folder / "before", "--skip-bad", "--save-every", 0]
    is_right, told = ended_by(begun(plens, *words), "", has_counted(folder / "before", 256))
    check("a survey is ended in its first passes", is_right, told)
    counted = told[1].split("SIGTERM: ")[-1].split()[0]
    before = state.read_bytes()
    is_right, told = ended_by(begun(plens, *words), counted)
    check("SIGTERM while what was counted is passed over ends there", is_right, told)
    check("with what was counted as it was", state.read_bytes() == before)
    status, _, errors = run(plens, *words)
    run(plens, *words[:-4], folder / "before-clean", *words[-3:])
    check("and it ends the same", status == 0 and not differences(folder / "before", folder / "before-clean"), errors)


def ended_while_it_merges(plens, folder, chance):
    """SIGTERM once all is counted: the tables of many scores take a while."""
    source, merged = folder / "merged.jsonl", folder / "merged"
    source.write_text(lines_of(texts(1500, chance)))
    scores = ",".join(f"A[{row}:, 0].mean()" for row in range(1, 5)) + "," + ",".join(
        f"A[1:, 0].mean() + {number}" for number in range(60))
    words = ["survey", source, "-m", "demo", "--by", scores, "-o"]
    process = begun(plens, *words, merged)
    manifest, whole = merged / "parts/1-of-1/survey.json", merged / "survey.json"
    while process.poll() is None and not manifest.exists():
        time.sleep(0.001)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=120)
    told = f"ended by SIGTERM: all texts are counted, 'merge {merged}' makes the tables"
    check("SIGTERM while tables are made ends there",
          process.returncode == 143 and told in errors.splitlines() and not whole.exists(), (process.returncode, errors))
    status, out, errors = run(plens, "merge", merged, "--retry")
    check("no part is to be run again", (status, out.strip(), errors) == (0, "", ""), (status, out, errors))

    log = str((merged / "parts/1-of-1/scores.f32").resolve())
    process = start(plens, "merge", merged)
    while process.poll() is None and log not in files_of(process):
        time.sleep(0.001)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=120)
    check("so does merge", process.returncode == 143 and errors.splitlines() == [told] and not whole.exists(),
          (process.returncode, errors))
    status, _, errors = run(plens, "merge", merged)
    run(plens, *words, folder / "merged-clean")
    check("which makes the tables the next time", status == 0 and not differences(merged, folder / "merged-clean"), errors)


def same_arrays(left, right):
    with numpy.load(left) as mine, numpy.load(right) as theirs:
        return sorted(mine) == sorted(theirs) and all(
            numpy.array_equal(mine[name], theirs[name]) for name in mine)


def two_writers(plens, folder, chance):
    """Two processes that capture into one folder, of which half of the prompts are the same."""
    all_texts = texts(300, chance)
    first, second, both = folder / "first.jsonl", folder / "second.jsonl", folder / "both"
    first.write_text(lines_of(all_texts[:200]))
    second.write_text(lines_of(all_texts[100:]))
    writers = [start(plens, "capture", path, "-m", "demo", "-o", both, "--batch-size", "1") for path in (first, second)]
    results = [(*writer.communicate(timeout=120), writer.returncode) for writer in writers]
    check("two capture into one folder", all(result[2] == 0 for result in results), results)
    listed = [json.loads(line) for line in (both / "demo/prompts.jsonl").read_text().splitlines()]
    check("its list has each prompt once", sorted(entry["text"] for entry in listed) == sorted(all_texts), len(listed))
    whole = folder / "one"
    for path in (first, second):
        run(plens, "capture", path, "-m", "demo", "-o", whole, "--batch-size", "1")
    # Which prompts share a pass changes the last bits: here each has its own.
    other = [entry["hash"] for entry in listed if not same_arrays(
        *(root / f"demo/prompts/{entry['hash']}/activations.npz" for root in (both, whole)))]
    check("and their patterns are those of one after the other", not other, other[:3])


def bad_input(plens, folder):
    source = folder / "texts.jsonl"
    shared = folder / "shared"
    words = ["survey", source, "-m", "demo", "-o", shared, "--shard", "1/2"]
    twins = [start(plens, *words) for _ in range(2)]
    results = [(*twin.communicate(timeout=120), twin.returncode) for twin in twins]
    statuses = sorted(result[2] for result in results)
    refused = [result[1] for result in results if result[2] != 0]
    check("of two with one shard's number one is refused by one line", statuses == [0, 4] and
          len(refused[0].splitlines()) == 1 and "another process is at this part" in refused[0], results)
    status, _, errors = run(plens, "survey", source, "-m", "demo", "-o", shared, "--shard", "2/2", "--top", 3)
    check("another survey's folder is refused by what differs", status != 0 and "top 10, not 3" in errors, errors)
    status, _, errors = run(plens, "merge", shared)
    check("a shard that is missing is named", status != 0 and "2" in errors and len(errors.splitlines()) == 1, errors)

    words[-1] = "1/3"
    status, _, errors = run(plens, *words)
    check("parts of another number are refused", status == 4 and "has parts of 2, such as 1/2, which go with none of 3" in errors,
          (status, errors))
    run(plens, *words, "--force")
    status, out, errors = run(plens, "merge", shared, "--retry")
    check("and are gone with --force", (status, out.strip()) == (0, "2-3"), (status, out, errors))

    cut = folder / "cut.jsonl.gz"
    whole = gzip.compress(lines_of(texts(2000, random.Random(1))).encode())
    cut.write_bytes(whole[:len(whole) // 2])
    status, _, errors = run(plens, "survey", cut, "-m", "demo", "-o", folder / "cut")
    check("a gz that ends early counts up to there, with status 4",
          status == 4 and "ends inside its compressed data" in errors and "counted" in errors, (status, errors))

    limit = 64 << 10
    status, _, errors = run(plens, "survey", source, "-m", "demo", "-o", folder / "full", preexec_fn=lambda:
                            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    check("a disk that takes no more is one line", status == 1 and len(errors.splitlines()) == 1, (status, errors))
    status, _, errors = run(plens, "survey", source, "-m", "demo", "-o", folder / "full")
    check("and with room it ends the same", status == 0 and not differences(folder / "full", folder / "clean"), errors)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plens")
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=18)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        kills(given.plens, folder, chance, given.kills)
        ended(given.plens, folder, chance)
        ended_while_it_reads(given.plens, folder, chance)
        ended_while_it_merges(given.plens, folder, chance)
        two_writers(given.plens, folder, chance)
        bad_input(given.plens, folder)
    print(f"survey killed {given.kills} times: {counts[True]} passed, {counts[False]} failed")
    return 1 if counts[False] else 0


if __name__ == "__main__":
    raise SystemExit(main())
