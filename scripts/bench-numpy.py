"""Saves the arrays of a captured folder with NumPy's savez_compressed and tells how long that takes and how large it gets.

python3 scripts/bench-numpy.py FOLDER    a folder that the benchmark wrote
"""
import glob
import io
import os
import sys
import time

import numpy as np

for kind in ("fast", "1"):
    files = sorted(glob.glob(f"{sys.argv[1]}/bench-{kind}/prompts/*/activations.npz"))[:8]
    raw = packed = ours = 0
    read = wrote = 0.0
    for path in files:
        start = time.perf_counter()
        with np.load(path) as archive:
            arrays = {name: archive[name] for name in archive.files}
        read += time.perf_counter() - start
        raw += sum(array.nbytes for array in arrays.values())
        ours += os.path.getsize(path)
        buffer = io.BytesIO()
        start = time.perf_counter()
        np.savez_compressed(buffer, **arrays)
        wrote += time.perf_counter() - start
        packed += buffer.tell()
    print(
        f"savez_compressed {raw / wrote / 1e6:5.0f} MB/s, ratio {packed / raw:.3f};"
        f" ours '{kind}' has ratio {ours / raw:.3f}, {ours / packed:.3f} of NumPy's; NumPy reads it at {raw / read / 1e6:.0f} MB/s"
    )
