"""A model's file that is cut or replaced while the shell has it open: an error that names it, and the shell goes on."""
import os

from common import ROOT, crash


def changing_files(campaign):
    report = campaign.part("files that change while they are mapped")
    models = sorted((ROOT / "Tests/Fixtures").rglob("*.gguf"))
    while campaign.goes_on:
        origin = campaign.random.choice(models)
        path = campaign.new_folder() / "model.gguf"
        path.write_bytes(origin.read_bytes())
        size = campaign.random.randrange(path.stat().st_size)
        change = campaign.random.choice([
            f"truncate -s {size} '{path}'", f"cp /dev/null '{path}'",
            f"head -c {size} /dev/urandom > '{path}'", f"rm '{path}'"])
        done = campaign.run([
            "-c", f"set on-error continue; load '{path}'; !{change}; capture --ids '1 2 3'; echo still here"])
        problem = crash(done)
        if not problem and b"still here" not in done.stdout:
            problem = f"the shell did not go on: {done.stderr.decode()[-200:]}"
        report.attempt(f"load {origin.relative_to(ROOT)}, then {change}", problem)
        os.path.exists(path) and os.unlink(path)
    return report
