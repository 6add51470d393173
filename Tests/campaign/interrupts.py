"""Ctrl-C at any moment of a long command: the prompt comes back, soon, and the shell goes on."""
import time

import pexpect

from common import PROMPTS, last_line

SETUP = [
    "capture 'When Mary and John went to the store, John gave a drink to'",
    "capture 'When John and Mary went to the store, Mary gave a drink to'",
    "capture '{prompts}'", "let t = show p0-9 L0",
]
COMMANDS = [
    "capture '{prompts}'", "capture '{prompts}' -o '{folder}'", "rank '{texts}' --by induction", "survey '{texts}' -o '{folder}'",
    "curve '{texts}' -m demo", "merge '{parts}'", "run '{script}'",
    "fig raw entropy p0-20 -o '{folder}'", "export p2-6 L* -o '{folder}/x.csv'", "site '{folder}'",
    "show p2-6 L* --mode tsv", "stat p0-20 --per-prompt > '{folder}/x.csv'", "find p0-20 L* --where 'A > 0.01'",
    "diff p0 p1 L*", "rollout p2 > '{folder}/x.svg'", "thumbnails p2 > '{folder}/x.png'", "tokens p2 --mode json",
    "$t | sort attention --desc > '{folder}/x.csv'",
    "predict p0-20", "lens p2", "attribute p2 --answer ' the'", "ablate p0-20 L*H* --answer ' the'",
    "patch p0 p1 --answer ' Mary' --against ' John'", "path p0 p1 --sender L0H4 --answer ' Mary' --against ' John'",
    "circuits copying", "circuits compose", "generate 'Once upon a time' -n 400", "direction p2-21 --less p22-41 --layer 2", "doctor 200",
]


def random_interrupts(campaign):
    texts = PROMPTS.read_text().splitlines(True)
    prompts, script, parts = campaign.folder / "many.jsonl", campaign.folder / "long.plens", campaign.new_folder()
    prompts.write_text("".join(texts[:40]))
    script.write_text("".join(f"capture 'text number {index} of a script that is long'\n" for index in range(300)))
    for part in (1, 2, 3):
        campaign.run(["survey", "-m", "demo", campaign.texts, "-o", parts, "--shard", f"{part}/3"])

    def filled(command):
        return command.format(
            prompts=prompts, texts=campaign.texts, folder=campaign.new_folder(), script=script, parts=parts)

    def seconds(*commands):
        start = time.monotonic()
        done = campaign.run(["-m", "demo", "-c", "\n".join(filled(command) for command in (*SETUP, *commands))])
        if done.returncode != 0:
            raise SystemExit(f"campaign: '{commands}' fails by itself: {last_line(done)}")
        return time.monotonic() - start

    before = seconds()
    lengths = {command: max(seconds(command) - before, 0.05) for command in COMMANDS}
    report = campaign.part("Ctrl-C at random")
    waits, late = [], {}

    def opened():
        shell = pexpect.spawn(
            campaign.plens, ["--no-init", "-m", "demo"], env=campaign.environment(TERM="xterm"),
            dimensions=(24, 80), timeout=60, encoding="utf-8", codec_errors="replace")
        shell.expect("demo> ")
        for number, command in enumerate(SETUP):
            shell.sendline(filled(command))
            shell.sendline(f"echo ready{number}")
            shell.expect(f"(?:\n|2004l)ready{number}\r")
            shell.expect("demo> ")
        return shell

    shell = opened()
    while campaign.goes_on:
        kind = campaign.random.choice(COMMANDS)
        command = filled(kind)
        moment = lengths[kind] * campaign.random.choice([0.05, 0.3, 1]) * campaign.random.random()
        marker = f"mark{report.tried}"
        problem = None
        try:
            shell.sendline(command)
            time.sleep(moment)
            start = time.monotonic()
            shell.sendintr()
            # Before a line pexpect waits for 50 ms, which count: what is typed at once goes with what Ctrl-C ends.
            shell.sendline(f"echo {marker}")
            shell.expect(f"(?:\n|2004l){marker}\r", timeout=30)
            waits.append(time.monotonic() - start)
            if waits[-1] > 0.2:
                late.setdefault(kind, []).append(waits[-1])
            # The machine may be busy with something else: this is many times what it takes.
            if waits[-1] > 5:
                problem = f"the prompt was back after {waits[-1]:.1f} s"
            shell.expect("demo> ", timeout=30)
        except (pexpect.TIMEOUT, pexpect.EOF) as error:
            problem = f"no prompt: {type(error).__name__}, the last: {shell.before[-200:]!r}"
            shell.close(force=True)
            shell = opened()
        report.attempt(f"{command}, Ctrl-C after {moment:.3f} s", problem)
    shell.close(force=True)
    if waits:
        waits.sort()
        report.note(f"ms at the median, {waits[-1] * 1000:.0f} ms at most", round(waits[len(waits) // 2] * 1000))
        report.note("later than 0.2 s", sum(wait > 0.2 for wait in waits))
        for name, some in sorted(late.items()):
            report.note(f"of {name}, {max(some):.2f} s at most", len(some))
    return report
