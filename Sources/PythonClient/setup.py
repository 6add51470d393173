"""The version is that of the program: it stands in Sources/Shell/Program.swift, or in what a release wrote beside this file."""
import pathlib
import re

from setuptools import setup

here = pathlib.Path(__file__).resolve().parent
written = here / "VERSION"
if written.exists():
    version = written.read_text().strip()
else:
    source = (here.parent / "Shell" / "Program.swift").read_text()
    version = re.search(r'static let version = "([^"]+)"', source).group(1)
setup(version=version)
