#!/usr/bin/env python3
"""Checks that NumPy and Python's zipfile read the npz and npy files that Formats writes.

Usage: scripts/check-numpy-reads.py [PACKAGE_FOLDER]        (needs NumPy and Swift)

The tests of Formats leave their files in the folder that PLENS_SAMPLES names: one npz per way of compression, and
every array as npy. This script compares them with one another and prints how many it has compared.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy as np

package = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
with tempfile.TemporaryDirectory() as folder:
    command = ["swift", "test", "-c", "release", "--filter", "NPZTests"]
    subprocess.run(command, cwd=package, env={**os.environ, "PLENS_SAMPLES": folder}, check=True, stdout=subprocess.DEVNULL)
    folder = pathlib.Path(folder)
    archives = sorted(folder.glob("*.npz"))
    assert len(archives) == 5, f"5 npz files expected, found {archives}"
    for path in archives:
        assert zipfile.ZipFile(path).testzip() is None, f"{path.name} has a damaged member"
        compared = 0
        with np.load(path) as archive:
            for name in archive.files:
                expected = np.load(folder / f"{name}.npy")
                array = archive[name]
                assert array.dtype == np.float32 and array.shape == expected.shape, f"{path.name}: {name}"
                assert array.tobytes() == expected.tobytes(), f"{path.name}: {name} differs"
                compared += 1
        assert compared == len(list(folder.glob("*.npy"))), f"{path.name} has {compared} arrays"
        print(f"{path.name}: NumPy reads {compared} arrays, {path.stat().st_size} bytes")
