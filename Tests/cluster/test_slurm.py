"""A survey by a job array of a real Slurm, whose tasks are killed, put back into the queue and run over their time.

    test_slurm.py PLENS    where sbatch has a cluster of one node with two processors; scripts/test-slurm makes one
"""
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

PLENS = sys.argv[1]
TASKS = 8
TABLES = ["heads", "sources", "top", "examples", "histograms", "tokens"]
passed = failed = 0


def check(what, is_right, told=""):
    global passed, failed
    if is_right:
        passed += 1
        print(f"ok    {what}", flush=True)
    else:
        failed += 1
        print(f"FAIL  {what}: {told}", flush=True)


def run(*words, status=0):
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=300)
    if status is not None and done.returncode != status:
        raise SystemExit(f"{' '.join(map(str, words))}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def jobs(job):
    """The state of each task that Slurm still knows: by number, with how often it was begun again."""
    found = {}
    for line in run("scontrol", "show", "job", "-o", job, status=None).splitlines():
        fields = dict(re.findall(r"(\w+)=(\S*)", line))
        number = fields.get("ArrayTaskId", "1")
        for part in number.split(","):
            first, _, last = part.partition("-")
            for task in range(int(first), int(last.split("%")[0] or first) + 1 if last else int(first) + 1):
                found[task] = (fields["JobState"], int(fields.get("Restarts", 0)))
    return found


def wait(job, until, seconds, what):
    """Waits until something is true of a job's tasks."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        states = jobs(job)
        if until(states):
            return states
        time.sleep(0.1)
    raise SystemExit(f"{what}: not within {seconds} s: {jobs(job)}")


def process_of(folder, task):
    """The process of a task that has just begun."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if b"--shard" in words and f"{task}/{TASKS}".encode() in words and str(folder).encode() in words:
                return int(path.parent.name)
    raise SystemExit(f"task {task} has no process")


def is_over(state):
    return state[0] in {"COMPLETED", "FAILED", "TIMEOUT", "CANCELLED", "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY"}


def write_texts(folder):
    words = "the cat sat on mat and then dog ran home when Mary gave John a book to read in Paris".split()
    chance = random.Random(18)
    for file in range(3):
        lines = (json.dumps({"text": " ".join(chance.choices(words, k=25)) + f" {file} {n}"}) for n in range(1200))
        (folder / f"{file}.jsonl").write_text("\n".join(lines) + "\n")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "texts").mkdir()
        write_texts(folder / "texts")
        run(PLENS, "survey", folder / "texts", "-m", "demo", "-o", folder / "one")
        survey(folder)
    print(f"slurm: {passed + failed} checks, {failed} failed")
    return 1 if failed else 0


def survey(folder):
    many = folder / "many"
    words = ["survey", folder / "texts", "-m", "demo", "-o", many, "--tasks", TASKS, "--time", "1",
             "--sbatch", "--hold"]
    scripts = run(PLENS, "slurm", *words, "--dry-run")
    check("a dry run prints both scripts and writes nothing", "--array=1-8" in scripts and not many.exists(), scripts)
    told = run(PLENS, "slurm", *words)
    ids = re.findall(r"^job (\d+):", told, re.MULTILINE)
    check("an array and a merging job are submitted", len(ids) == 2, told)
    array, merging = ids

    # Each is let go alone, is caught as it begins, and stands still until its turn has come.
    def caught(task):
        run("scontrol", "release", f"{array}_{task}")
        wait(array, lambda states: states.get(task, ("",))[0] == "RUNNING", 120, f"task {task} to run")
        process = process_of(many, task)
        os.kill(process, signal.SIGSTOP)
        return process

    os.kill(caught(1), signal.SIGKILL)
    caught(2)  # stands still past its minute
    caught(3)
    run("scontrol", "requeue", f"{array}_3")
    wait(array, lambda states: states[3][1] == 1, 60, "task 3 to be put back")
    run("scontrol", "update", f"JobId={array}_3", "StartTime=now", status=None)
    run("scontrol", "release", array, status=None)
    run("scontrol", "release", merging)
    states = wait(array, lambda states: all(map(is_over, states.values())), 240, "all tasks to end")
    check("one task was killed", states[1][0] == "FAILED", states)
    check("one task ran over its time", states[2][0] == "TIMEOUT", states)
    check("one task was begun again, and ended", states[3] == ("COMPLETED", 1), states)
    check("the others ended", all(states[task][0] == "COMPLETED" for task in range(4, TASKS + 1)), states)

    wait(merging, lambda states: all(map(is_over, states.values())), 60, "the merging job to end")
    log = "".join(path.read_text() for path in many.glob("slurm/*_merge.log"))
    check("the merging job says what is missing", len(log.splitlines()) == 1 and "1-2" in log, log)
    missing = run(PLENS, "merge", many, "--retry").strip()
    check("so does --retry, as sbatch takes it", missing == "1-2", missing)
    again = run("sbatch", "--parsable", f"--array={missing}", many / "slurm/tasks.sh").split(";")[0].strip()
    run("scontrol", "release", again)
    states = wait(again, lambda states: all(map(is_over, states.values())), 120, "the two to end")
    check("these run again and end", all(state[0] == "COMPLETED" for state in states.values()), states)
    run(PLENS, "merge", many)
    different = [name for name in TABLES
                 if (many / f"{name}.csv").read_bytes() != (folder / "one" / f"{name}.csv").read_bytes()]
    check("the whole is to the byte what one run makes", not different, different)


if __name__ == "__main__":
    sys.exit(main())
