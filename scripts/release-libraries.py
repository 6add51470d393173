#!/usr/bin/env python3
"""Copies a program and all libraries that it needs into a folder, as small as they can be.

  release-libraries.py PROGRAM FOLDER [--system]    with --system, libraries of Debian's packages are left out

Libraries lose their symbols for debuggers; OpenBLAS is linked anew of its archive, with the functions that the
program calls and what these need, for processors of the last ten years and one that all have; of ICU's data (languages, currencies, time zones, converters) what
Unicode's normal forms, cases and the root locale need is kept, and the rest zeroed.
"""
import argparse
import os
import pathlib
import re
import shutil
import struct
import subprocess

parser = argparse.ArgumentParser()
parser.add_argument("program", type=pathlib.Path)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--system", action="store_true")
options = parser.parse_args()

ICU_KEPT = re.compile(r"(.*\.(nrm|icu|spp|cfu))|(brkitr/)?(root|en|en_US|pool|res_index|supplementalData|likelySubtags)\.res"
                      r"|coll/(root|ucadata|res_index|en|en_US)\.(res|icu)|brkitr/(char|word|line|sent|title)\.brk"
                      r"|[a-z]+/(root|pool|res_index|en|en_US)\.res|(icuver|keyTypeData|metadata|numberingSystems|plurals|timezoneTypes)\.res")

# OpenBLAS has functions for each of some twenty processors (its driver/others/dynamic.c chooses). These give their place to those
# of an older one whose instructions they have: processors from before 2011, and what differs from HASWELL in tuning alone.
BLAS_CORES = {
    **dict.fromkeys(["CORE2", "PENRYN", "DUNNINGTON", "NEHALEM", "OPTERON", "OPTERON_SSE3", "BARCELONA", "BOBCAT", "ATOM", "NANO"], "PRESCOTT"),
    **dict.fromkeys(["BULLDOZER", "PILEDRIVER", "STEAMROLLER", "EXCAVATOR"], "SANDYBRIDGE"),
    "ZEN": "HASWELL",
}


def run(*words):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout


def strip(source, target):
    run("strip", "--strip-unneeded", "-o", target, source)
    target.chmod(0o755)


def needed(path):
    return re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-d", path))


def libraries(program):
    """The program's libraries by their names, as the loader finds them."""
    return {name: pathlib.Path(path) for name, path in re.findall(r"(\S+) => (/\S+)", run("ldd", program))}


def symbols(which, path):
    """The names in a file's table of dynamic symbols."""
    return {line.split()[-1].split("@")[0] for line in run("nm", "-D", which, path).splitlines()}


def is_debian(path):
    return subprocess.run(["dpkg", "-S", str(path)], capture_output=True).returncode == 0 or subprocess.run(
        ["dpkg", "-S", str(path.resolve())], capture_output=True).returncode == 0


def trim_icu(path):
    """Zeroes the files of ICU's common data (format CmnD, ICU's udata.h) that are not needed."""
    data = bytearray(path.read_bytes())
    start = next(at - 2 for at in (m.start() for m in re.finditer(b"\xda\x27", data)) if data[at + 10:at + 14] == b"CmnD")
    table = start + struct.unpack_from("<H", data, start)[0]
    count = struct.unpack_from("<I", data, table)[0]
    entries = [struct.unpack_from("<II", data, table + 4 + 8 * place) for place in range(count)]
    for place, (name_at, data_at) in enumerate(entries[:-1]):
        name = data[table + name_at:data.index(0, table + name_at)].decode().split("/", 1)[1]
        if not ICU_KEPT.fullmatch(name):
            end = table + entries[place + 1][1]
            data[table + data_at:end] = bytes(end - table - data_at)
    path.write_bytes(data)


def link_blas(source, target):
    archive = source.resolve().parent / "libopenblas.a"
    if not archive.exists():
        archive = pathlib.Path("/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.a")
    called = symbols("--undefined-only", options.program) & symbols("--defined-only", source)
    held = {line.split()[-1] for line in run("nm", "--defined-only", archive).splitlines() if " gotoblas_" in line}
    others = [f"-Wl,--defsym=gotoblas_{core}=gotoblas_{kept}" for core, kept in BLAS_CORES.items() if f"gotoblas_{core}" in held]
    # LAPACK, which is in Fortran, needs one function of its runtime, which is in fortran.c; an archive that needs more gets all of it.
    fortran = source.parent / "libgfortran.so.5"
    run("gcc", "-shared", "-s", "-O2", "-fPIC", "-o", target, "-Wl,-soname,libopenblas.so.0", "-Wl,--gc-sections", "-Wl,--build-id=none",
        "-Wl,-z,defs", *[f"-Wl,-u,{name}" for name in sorted(called)], *others, archive,
        pathlib.Path(__file__).parent / "fortran.c", "-Wl,--as-needed", *([fortran] if fortran.exists() else []), "-lm", "-lpthread")


options.folder.mkdir(parents=True, exist_ok=True)
strip(options.program, options.folder / "plens")
# Libraries are found beside it alone, and not where they were when it was built; where there is no /proc, by the package's own place.
run("patchelf", "--set-rpath", "$ORIGIN:/usr/lib/plens" if options.system else "$ORIGIN", options.folder / "plens")
found = libraries(options.program)
queue, done = needed(options.program), set()
while queue:
    name = queue.pop()
    if name in done or name == "linux-vdso.so.1":
        continue
    done.add(name)
    source = found.get(name) or (pathlib.Path("/lib64") / name)
    if options.system and is_debian(source):
        continue
    target = options.folder / name
    if name == "libopenblas.so.0":
        link_blas(source, target)
    else:
        strip(source, target)
    if name == "lib_FoundationICU.so":
        trim_icu(target)
    queue += needed(target)
if not options.system:
    loader = options.folder / "ld-linux-x86-64.so.2"
    shutil.copyfile(os.path.realpath("/lib64/ld-linux-x86-64.so.2"), loader)
    loader.chmod(0o755)
