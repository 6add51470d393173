"""A full disk, and calls into the system that fail: one line that says so, what was there before as it was, and the same
command ends well once there is room. What comes out differently is said."""
import os
import shutil
import subprocess

from common import crash, difference, told, tree

KINDS = {
    "write": ["EIO", "ENOSPC", "EIO+", "ENOSPC+"], "rename": ["EIO", "ENOSPC+"], "mkdir": ["EIO", "ENOSPC+"],
    "open": ["EIO", "ENOSPC+"], "mmap": ["EIO", "ENOMEM"], "read": ["EIO", "ENOMEM"],
    "list": ["EIO", "ENOMEM"],
}


def failing_calls(campaign):
    report = campaign.part("calls that fail")
    library = campaign.folder / "failures.so"
    source = os.path.join(os.path.dirname(__file__), "failures.c")
    built = subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], capture_output=True)
    if built.returncode != 0:
        report.attempt("cc", built.stderr.decode()[:300])
        return report
    for name, order in campaign.places(report, campaign.jobs(), lambda name: points(campaign, library, name)):
        folder = campaign.new_folder()
        environment = campaign.environment(LD_PRELOAD=str(library), PLENS_FAIL=order)
        problem, said = None, ""
        for command in campaign.jobs()[name](folder):
            done = campaign.run(command, environment=environment)
            problem = crash(done)
            said += told(done, folder)
            if problem or done.returncode != 0:
                break
        clean = campaign.clean(name)
        if said != clean.said:
            report.note("said")
        elif not problem and (other := difference(clean.files, tree(folder))):
            problem = f"without a word: {other}"
        report.attempt(f"{name} with PLENS_FAIL={order}", problem or campaign.finish(name, folder))
        shutil.rmtree(folder)
    return report


def points(campaign, library, name):
    """Every call of every kind of a job, with the errors that it may fail by."""
    counts = campaign.folder / "counts"
    folder = campaign.new_folder()
    environment = campaign.environment(LD_PRELOAD=str(library), PLENS_FAIL_COUNT=str(counts))
    most = dict.fromkeys(KINDS, 0)
    for command in campaign.jobs()[name](folder):
        counts.write_text("")
        campaign.run(command, environment=environment)
        calls = counts.read_text().split()
        most = {kind: max(most[kind], calls.count(kind)) for kind in KINDS}
    shutil.rmtree(folder)
    return [f"{kind}:{count}:{error}" for kind, errors in KINDS.items() for count in range(1, most[kind] + 1) for error in errors]


def full_disk(campaign):
    report = campaign.part("full disk")
    if os.geteuid() != 0:
        report.note("needs root for a small file system: nothing was tried")
        return report
    names = list(campaign.jobs())
    while campaign.goes_on:
        name = campaign.random.choice(names)
        size = int(2 ** campaign.random.uniform(4, 14))  # kilobytes
        folder = campaign.new_folder()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", folder], capture_output=True)
        if mounted.returncode != 0:
            report.note("no small file system can be made here: nothing was tried")
            return report
        try:
            problem = None
            for command in campaign.jobs()[name](folder):
                done = campaign.run(command)
                problem = crash(done)
                if problem or done.returncode != 0:
                    report.note("full", done.returncode != 0)
                    break
            subprocess.run(["mount", "-o", "remount,size=1g", folder], check=True)
            report.attempt(f"{name} on a disk of {size} kB", problem or campaign.finish(name, folder))
        finally:
            subprocess.run(["umount", folder])
        shutil.rmtree(folder)
    return report


def limits(campaign):
    report = campaign.part("descriptors, memory, threads, stack at their limits")
    names = list(campaign.jobs())
    kinds = ["-n", "-v", "-s", "-f"]
    # The administrator may have any number of threads: somebody else does the job then.
    other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if os.geteuid() != 0:
        kinds, other = kinds + ["-u"], []
    elif subprocess.run([*other, "test", "-x", campaign.plens], capture_output=True).returncode == 0:
        kinds.append("-u")
        campaign.folder.chmod(0o777)
        campaign.prompts.chmod(0o644)
        campaign.texts.chmod(0o644)
    while campaign.goes_on:
        name, kind = campaign.random.choice(names), campaign.random.choice(kinds)
        limit = {
            "-n": campaign.random.randint(4, 80), "-v": campaign.random.randint(60, 4000) * 1000,
            "-s": int(2 ** campaign.random.uniform(6, 13)), "-f": campaign.random.randint(0, 4000),
            "-u": campaign.random.randint(1, 12)}[kind]
        folder = campaign.new_folder()
        folder.chmod(0o777)
        problem = None
        for command in campaign.jobs()[name](folder):
            words = [campaign.plens, "--no-init", *map(str, command)]
            try:
                done = subprocess.run(
                    [*(other if kind == "-u" else []), "bash", "-c",
                     f'ulimit {kind} {limit}; trap "" XFSZ; exec "$@"', "bash", *words], capture_output=True,
                    stdin=subprocess.DEVNULL, timeout=120, env=campaign.environment())
            except subprocess.TimeoutExpired:
                problem = "did not end"
                break
            problem = crash(done)
            # Before the program's first instruction the system's loader may be what fails.
            if done.returncode in (126, 127) or b"error while loading shared libraries" in done.stderr:
                problem = None
                report.note("not started")
            if problem or done.returncode != 0:
                report.note("said", done.returncode not in (126, 127))
                break
        report.attempt(f"{name} under ulimit {kind} {limit}", problem or campaign.finish(name, folder))
        shutil.rmtree(folder)
    return report
