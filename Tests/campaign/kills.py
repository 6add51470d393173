"""A process that is killed at any moment, or at its n-th call into the system, leaves nothing half made: the same
command goes on and ends with the same files, to the byte."""
import shutil
import subprocess
import time


def random_kills(campaign):
    report = campaign.part("kill at random")
    names = list(campaign.jobs())
    while campaign.goes_on:
        name = campaign.random.choice(names)
        _, seconds = campaign.clean(name)
        folder = campaign.new_folder()
        moments = []
        for _ in range(campaign.random.choice([1, 1, 2, 4])):
            commands = campaign.jobs()[name](folder)
            command = campaign.random.choice(commands[:1] if name == "site" else commands)
            moment = campaign.random.uniform(0, seconds / len(commands))
            process = campaign.start(command)
            time.sleep(moment)
            if process.poll() is None:
                report.note("killed")
            process.kill()
            process.wait()
            moments.append(round(moment, 3))
        report.attempt(f"{name}, killed after {moments} s", campaign.finish(name, folder))
        shutil.rmtree(folder)
    return report


CALLS = ["write", "rename", "openat", "mkdir", "ftruncate", "linkat", "unlink", "fsync", "mmap", "close"]


def call_kills(campaign):
    report = campaign.part("kill at the n-th call")
    if not shutil.which("strace"):
        report.note("strace is not installed: nothing was tried")
        return report
    names = [name for name in campaign.jobs() if name != "site"]
    while campaign.goes_on:
        name, call = campaign.random.choice(names), campaign.random.choice(CALLS)
        count = int(2 ** campaign.random.uniform(0, 9))
        folder = campaign.new_folder()
        commands = campaign.jobs()[name](folder)
        command = [campaign.plens, "--no-init", *map(str, campaign.random.choice(commands))]
        subprocess.run(
            ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
             f"inject={call}:signal=KILL:when={count}", *command],
            capture_output=True, stdin=subprocess.DEVNULL, env=campaign.environment(), timeout=300)
        report.attempt(f"{name}, killed at {call} number {count}", campaign.finish(name, folder))
        shutil.rmtree(folder)
    return report


def two_at_once(campaign):
    report = campaign.part("two writers, a reader and a killer")
    names = ["capture", "fig", "survey"]
    while campaign.goes_on:
        name = campaign.random.choice(names)
        folder = campaign.new_folder()
        command = campaign.jobs()[name](folder)[0]
        writers = [campaign.start(command) for _ in range(2)]
        time.sleep(campaign.random.uniform(0, 0.5))
        problem = None
        for _ in range(3):
            reading = campaign.run(["rank", "--from", folder, "--by", "previous"] if name != "survey"
                                   else ["merge", folder, "--retry"])
            if reading.returncode < 0 or reading.returncode >= 128:
                problem = f"the reader: status {reading.returncode}"
        victim = campaign.random.choice([0, None])
        if victim is not None:
            writers[victim].kill()
        for writer in writers:
            writer.wait(timeout=120)
        report.attempt(
            f"{name}, two at once" + (", one killed" if victim is not None else ""),
            problem or campaign.finish(name, folder))
        shutil.rmtree(folder)
    return report
