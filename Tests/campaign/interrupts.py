"""Ctrl-C at any moment of a long command: the prompt comes back, soon, and the shell goes on."""
import time

import pexpect

COMMANDS = [
    "capture '{prompts}'", "rank '{texts}' --by 'induction'", "fig raw entropy p0-20 -o '{folder}'",
    "export p0-20 L* -o '{folder}/x.csv'", "site '{folder}/none'", "find p0-20 L* --where 'A > 0.01'",
    "survey '{texts}' -o '{folder}/s'", "ablate p0-20 L*H* --answer ' the'", "generate 'Once upon a time' -n 400",
    "stat p0-20 --per-prompt > '{folder}/y.csv'", "show p0-20 L* --mode tsv", "patch p0 p1 --answer ' the'",
    "tokens p0-20 --mode json", "run '{script}'", "attribute p0-20 --answer ' the'", "lens p0-20", "circuits",
    "path p0 p1 --answer ' the'", "diff p0-9 p10-19 L*", "$t | sort attention --desc > '{folder}/z.csv'",
    "capture '{prompts}' -o '{folder}/c'", "merge '{folder}/none'", "doctor 200",
]


def random_interrupts(campaign):
    report = campaign.part("Ctrl-C at random")
    script = campaign.folder / "long.plens"
    script.write_text("".join(f"capture 'text number {index} of a script that is long'\n" for index in range(300)))
    waits, late = [], {}

    def opened():
        shell = pexpect.spawn(
            campaign.plens, ["--no-init", "-m", "demo"], env=campaign.environment(TERM="xterm"),
            dimensions=(24, 80), timeout=60, encoding="utf-8", codec_errors="replace")
        shell.expect("demo> ")
        shell.sendline(f"capture '{campaign.prompts}' -n 30")
        shell.expect("prompts.*demo> ")
        shell.sendline("let t = show p0-9 L0")
        shell.expect("\n.*demo> ")
        return shell

    shell = opened()
    while campaign.goes_on:
        command = campaign.random.choice(COMMANDS).format(
            prompts=campaign.prompts, texts=campaign.texts, folder=campaign.new_folder(), script=script)
        moment = campaign.random.choice([0.05, 0.3, 1]) * campaign.random.random()
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
                late.setdefault(command.split()[0], []).append(waits[-1])
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
