#!/usr/bin/env python3
"""Makes the wheel of a client's folder that has the program inside; the same files give the same bytes.

  release-wheel.py FOLDER OUT

Wheels are described at https://packaging.python.org/en/latest/specifications/binary-distribution-format/. The tag is manylinux2014's: the
program needs no library of the system, only a kernel that its loader runs on (Linux 3.2), and that is checked here.
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
NAME = f"patternlens-{version}"
ZIP_START = 315532800  # zip's times begin in 1980
moment = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", ZIP_START)), ZIP_START))[:6]


def field(name):
    return re.search(rf'^{name} = "(.*)"', project, re.M)[1]


def check_libraries(program):
    """Every library that a file of the program needs is one of its own."""
    own = {path.name for path in program.iterdir()}
    for path in sorted(program.iterdir()):
        told = subprocess.run(["readelf", "-d", path], check=True, capture_output=True, text=True).stdout
        missing = set(re.findall(r"\(NEEDED\).*\[(.*)\]", told)) - own
        if missing:
            sys.exit(f"{path.name} needs {', '.join(sorted(missing))}, which the wheel has not")


check_libraries(folder / "patternlens/program/lib/plens")
extras = re.findall(r"^(\w+) = \[(.*)\]", project.split("[project.optional-dependencies]")[1].split("\n[")[0], re.M)
metadata = [
    "Metadata-Version: 2.1", "Name: patternlens", f"Version: {version}", f"Summary: {field('description')}",
    f"Requires-Python: {field('requires-python')}", "License: MIT", "Requires-Dist: numpy",
]
for name, wanted in extras:
    metadata.append(f"Provides-Extra: {name}")
    metadata += [f'Requires-Dist: {need} ; extra == "{name}"' for need in re.findall(r'"(.*?)"', wanted)]
metadata += ["Description-Content-Type: text/markdown", "", (folder / "README.md").read_text()]
files = {str(path.relative_to(folder)): path for path in sorted((folder / "patternlens").rglob("*")) if path.is_file()}
written = {
    f"{NAME}.dist-info/METADATA": "\n".join(metadata),
    f"{NAME}.dist-info/WHEEL": f"Wheel-Version: 1.0\nGenerator: release-wheel\nRoot-Is-Purelib: false\nTag: {TAG}\n",
    f"{NAME}.dist-info/entry_points.txt": "[console_scripts]\nplens = patternlens.program:main\n",
}
record = []
out.mkdir(parents=True, exist_ok=True)
with zipfile.ZipFile(out / f"{NAME}-{TAG}.whl", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    contents = [(name, path.read_bytes(), path.stat().st_mode & 0o777) for name, path in files.items()]
    contents += [(name, text.encode(), 0o644) for name, text in written.items()]
    for name, data, mode in contents:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        record.append(f"{name},sha256={digest},{len(data)}")
        info = zipfile.ZipInfo(name, moment)
        info.external_attr, info.compress_type = (0o100000 | mode) << 16, zipfile.ZIP_DEFLATED
        archive.writestr(info, data, compresslevel=9)
    name = f"{NAME}.dist-info/RECORD"
    info = zipfile.ZipInfo(name, moment)
    info.external_attr, info.compress_type = 0o100644 << 16, zipfile.ZIP_DEFLATED
    archive.writestr(info, "\n".join([*record, f"{name},,", ""]), compresslevel=9)
