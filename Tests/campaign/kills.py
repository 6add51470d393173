"""A process that is killed at any moment, or at its n-th call into the system, leaves nothing half made: the same
command goes on and ends with the same files, to the byte."""
import re
import shutil
import subprocess
import time


def random_kills(campaign):
    report = campaign.part("kill at random")
    names = list(campaign.jobs())
    while campaign.goes_on:
        name = campaign.random.choice(names)
        seconds = campaign.clean(name).seconds
        folder = campaign.new_folder()
        moments = []
        for _ in range(campaign.random.choice([1, 1, 2, 4])):
            commands = campaign.jobs()[name](folder)
            command = campaign.random.choice(commands)
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


CALLS = ["write", "pwrite64", "rename", "openat", "mkdir", "ftruncate", "unlink", "fsync", "mmap", "close"]


def call_kills(campaign):
    report = campaign.part("kill at the n-th call")
    if not shutil.which("strace") or subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode != 0:
        report.note("strace is not installed, or may trace nothing here: nothing was tried")
        return report
    for name, (index, call, count) in campaign.places(report, campaign.jobs(), lambda name: points(campaign, name)):
        folder = campaign.new_folder()
        commands = campaign.jobs()[name](folder)
        for command in commands[:index]:
            campaign.run(command)
        strace(campaign, commands[index], "/dev/null", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={count}")
        report.attempt(f"{name}, command {index + 1} killed at {call} number {count}", campaign.finish(name, folder))
        shutil.rmtree(folder)
    return report


def strace(campaign, command, output, *expression):
    subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-o", output, "-e", *expression, campaign.plens, "--no-init", *map(str, command)],
        capture_output=True, stdin=subprocess.DEVNULL, env=campaign.environment(), timeout=300)


def points(campaign, name):
    """Every call of these kinds that a command of a job makes: the command, the kind, the number."""
    found = []
    log = campaign.folder / "calls"
    folder = campaign.new_folder()
    for index, command in enumerate(campaign.jobs()[name](folder)):
        strace(campaign, command, str(log), "trace=" + ",".join(CALLS))
        text = log.read_text(errors="replace")
        for call in CALLS:
            most = len(re.findall(rf"^\d+ +{call}\(", text, re.M))
            found += [(index, call, count) for count in range(1, most + 1)]
    shutil.rmtree(folder)
    return found


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
