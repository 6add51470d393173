"""Files that are cut or replaced while the shell has them open: an error that names them, and the shell goes on."""
import shutil

from common import ROOT, crash


def changing_files(campaign):
    report = campaign.part("files that change while they are mapped")
    fixtures = ROOT / "Tests/Fixtures"
    models = sorted(fixtures.rglob("*.gguf")) + sorted(
        path.parent for path in fixtures.rglob("model.safetensors") if (path.parent / "config.json").exists())
    saved = campaign.new_folder()
    campaign.run(["capture", "-m", "demo", campaign.prompts, "-n", "3", "-o", saved])
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
            f"head -c {size} /dev/urandom > '{file}.new' && mv '{file}.new' '{file}'"])
        use = "capture --ids '1 2 3'" if origin != saved else "rank --from '%s' --by induction" % path
        before = f"load '{path}'" + ("" if origin != saved else "; show p0 L0H0 --mode tsv")
        done = campaign.run(["-c", f"set on-error continue; {before}; !{change}; {use}; {use}; echo still here"])
        problem = crash(done)
        if not problem and b"still here" not in done.stdout:
            problem = f"the shell did not go on: {done.stderr.decode()[-200:]}"
        report.attempt(f"load {origin}, then {change}", problem)
        shutil.rmtree(path.parent)
    return report
