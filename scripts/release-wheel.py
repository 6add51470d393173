#!/usr/bin/env python3
"""Makes the wheel of a client's folder that has the program inside; the same files give the same bytes.

  release-wheel.py FOLDER OUT

Beside it a wheel named plens, which only asks for the other: `uvx plens` and `pipx install plens` look for that name. Wheels are
described at https://packaging.python.org/en/latest/specifications/binary-distribution-format/.

The tag is manylinux2014's. What auditwheel holds a wheel of libraries to, symbols of an old libc, is not asked of a program that brings its
libc. Checked here is what the tag promises of this one: that it takes nothing of the system but a kernel of 3.10.
"""
import base64
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import time
import zipfile

folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
version = (folder / "VERSION").read_text().strip()
project = (folder / "pyproject.toml").read_text()
TAG = "py3-none-manylinux2014_x86_64"
KERNEL = (3, 10)
ZIP_START = 315532800  # zip's times begin in 1980
moment = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", ZIP_START)), ZIP_START))[:6]


def field(name):
    return re.search(rf'^{name} = "(.*)"', project, re.M)[1]


def told(path, *options):
    return subprocess.run(["readelf", "-W", *options, path], check=True, capture_output=True, text=True).stdout


def versions(path, section):
    """Names of versions of symbols in a section of `readelf -V`: of libraries that are needed, or the file's own."""
    text = told(path, "-V").split(f"Version {section} section")
    if len(text) < 2:
        return set()
    text = text[1].split("\nVersion ")[0].split("\n\n")[0]
    if section == "definition":
        return {(path.name, name) for name in re.findall(r"Name: (\S+)", text)}
    found, library = set(), None
    for line in text.splitlines():
        library = (re.search(r"File: (\S+)", line) or [None, library])[1]
        found |= {(library, name) for name in re.findall(r"Name: (\S+)", line)}
    return found


def check_program(root):
    """Exits where the program needs of the system what TAG does not promise.

    What is started is one static file; each library and each version of a symbol that any file asks for is there; and no file wants a
    newer kernel than KERNEL.
    """
    if "INTERP" in told(root / "bin/plens", "-l") or "(NEEDED)" in told(root / "bin/plens", "-d"):
        sys.exit("bin/plens is not static: it would be started by the system's loader")
    files = sorted((root / "lib/plens").iterdir())
    own = {path.name for path in files}
    held = set().union(*(versions(path, "definition") for path in files))
    for path in files:
        missing = set(re.findall(r"\(NEEDED\).*\[(.*)\]", told(path, "-d"))) - own
        missing |= {f"{name} of {library}" for library, name in versions(path, "needs") - held}
        if missing:
            sys.exit(f"{path.name} needs {', '.join(sorted(missing))}, which the wheel has not")
        for kernel in re.findall(r"OS: Linux, ABI: ([\d.]+)", told(path, "-n")):
            if tuple(map(int, kernel.split(".")))[:2] > KERNEL:
                sys.exit(f"{path.name} needs Linux {kernel}")


def write_wheel(name, tag, metadata, text, files):
    """A wheel with a command `plens`, of these files by their names in it."""
    info = f"{name}-{version}.dist-info"
    head = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", f"Requires-Python: {field('requires-python')}", "License: MIT"]
    written = {
        f"{info}/METADATA": "\n".join([*head, *metadata, "Description-Content-Type: text/markdown", "", text]),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: release-wheel\nRoot-Is-Purelib: {str(tag.endswith('any')).lower()}\nTag: {tag}\n",
        f"{info}/entry_points.txt": "[console_scripts]\nplens = patternlens.program:main\n",
    }
    contents = [(path, file.read_bytes(), file.stat().st_mode & 0o777) for path, file in files.items()]
    contents += [(path, text.encode(), 0o644) for path, text in written.items()]
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')},{len(data)}\n"
        for path, data, _ in contents) + f"{info}/RECORD,,\n"
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out / f"{name}-{version}-{tag}.whl", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data, mode in [*contents, (f"{info}/RECORD", record.encode(), 0o644)]:
            entry = zipfile.ZipInfo(path, moment)
            entry.external_attr, entry.compress_type = (0o100000 | mode) << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)


check_program(folder / "patternlens/program")
metadata = [f"Summary: {field('description')}", "Requires-Dist: numpy"]
extras = re.findall(r"^(\w+) = \[(.*)\]", project.split("[project.optional-dependencies]")[1].split("\n[")[0], re.M)
for extra, wanted in extras:
    metadata.append(f"Provides-Extra: {extra}")
    metadata += [f'Requires-Dist: {need} ; extra == "{extra}"' for need in re.findall(r'"(.*?)"', wanted)]
files = {str(path.relative_to(folder)): path for path in sorted((folder / "patternlens").rglob("*")) if path.is_file()}
write_wheel("patternlens", TAG, metadata, (folder / "README.md").read_text(), files)
write_wheel("plens", "py3-none-any", ["Summary: The command plens, of the package patternlens", f"Requires-Dist: patternlens=={version}"],
            "The program is in the package patternlens.\n", {})
