"""Runs figure functions for plens, which starts this program and talks to it over a socket.

File descriptor 0 is that socket. Each message on it, in both directions, is two little-endian 64-bit lengths, then
a header (a JSON object in UTF-8) and a payload (bytes) of those lengths. Requests, one at a time, and their replies:

    {"do": "start", "modules": {NAME: SOURCE}}              {"version", "executable", "scratch"}
    {"do": "load", "module": KEY, "path": PATH,             {"functions": [{"name", "doc", "format", "code", "names"}]}
     "limit": SECONDS}, payload: the file's bytes
    {"do": "draw", "module": KEY, "function": NAME,         {"figures": [{"name", "format", "bytes"}]},
     "shape": [n, m], "folder": PARTS, "limit": SECONDS},   payload: the figures, one after the other
     payload: the matrix, float32, row by row

Each request has a "number", which its reply has too. Every request may be answered by {"error": {"problem", "missing", "place", "traceback"}} instead. A reply with "spent"
says that user code has left too little for others to work in this process. What user code prints goes to standard
error. The process ends when the other side of the socket does, whatever it is doing, and takes with it whatever user
code has started.
"""

import sys

if sys.path[:1] == [""]:
    del sys.path[0]  # a json.py in the current folder must not be taken for Python's

import errno
import faulthandler
import importlib.abc
import importlib.util
import inspect
import io
import json
import linecache
import os
import re
import resource
import select
import shutil
import signal
import struct
import tempfile
import threading
import traceback
import types
from pathlib import Path

FORMATS = ("png", "svg", "svgz", "pdf", "jpg")
OTHER_ENDINGS = {"jpeg": "jpg"}
LENGTHS = struct.Struct("<QQ")


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports the package `pattern_lens` from memory, and what that leaves out from the one that is installed.

    `pattern_lens._installed_NAME` is the installed module of a NAME that is in memory.
    """

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path=None, target=None):
        if name != "pattern_lens" and not name.startswith("pattern_lens."):
            return None
        if name in self.sources:
            return importlib.util.spec_from_loader(name, self, is_package=self.is_package(name))
        wanted = name.replace("._installed_", ".")
        spec = self.installed(wanted)
        if spec is None or wanted != name and spec.origin is None:
            ours = ", ".join(sorted(n for n in self.sources if "." in n))
            raise ModuleNotFoundError(
                f"plens has no '{wanted}'; it stands in for {ours}; with pattern_lens installed for "
                f"{sys.executable}, the rest comes from there",
                name=name,
            )
        return spec if wanted == name else importlib.util.spec_from_file_location(name, spec.origin)

    def installed(self, name):
        """Where the interpreter's own packages have the module; None where they don't."""
        package, _, _ = name.rpartition(".")
        path = None
        if package:
            above = self.installed(package)
            path = above and above.submodule_search_locations
            if path is None:
                return None
        for finder in sys.meta_path:
            if finder is not self and hasattr(finder, "find_spec"):
                spec = finder.find_spec(name, path)
                if spec is not None:
                    return spec
        return None

    def get_source(self, name):
        return self.sources[name]

    def is_package(self, name):
        return name == "pattern_lens"


class Problem(Exception):
    """A complaint of ours, whose words say all there is to say."""


class Surroundings:
    """What the process shares with every function that draws: put back when one of them has changed it."""

    LIMITS = [getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")]

    def __init__(self):
        self.folder = os.open(".", os.O_PATH)
        self.environment = dict(os.environ)
        self.mask = os.umask(0o077)
        os.umask(self.mask)
        self.limits = {limit: resource.getrlimit(limit) for limit in self.LIMITS}

    def restore(self):
        """Puts all back; whether that could be done."""
        try:
            for limit, value in self.limits.items():
                if resource.getrlimit(limit) != value:
                    resource.setrlimit(limit, value)
            if dict(os.environ) != self.environment:
                os.environ.clear()
                os.environ.update(self.environment)
            os.umask(self.mask)
            os.fchdir(self.folder)
            os.close(self.folder)
        except (OSError, ValueError):
            return False  # a limit that may only be lowered
        return True


class Worker:
    """The modules loaded so far, and where functions save what is sent on."""

    def __init__(self):
        self.functions = {}  # module key: {function name: function}
        self.paths = []
        self.scratch = scratch_folder()
        self.is_spent = False

    def start(self, request, payload):
        sys.meta_path.insert(0, StandIn(request["modules"]))
        version = ".".join(map(str, sys.version_info[:3]))
        return {"version": version, "executable": sys.executable or "", "scratch": self.scratch}, []

    def load(self, request, payload):
        from pattern_lens import attn_figure_funcs

        path, registered = request["path"], attn_figure_funcs.ATTENTION_MATRIX_FIGURE_FUNCS
        self.paths.append(path)
        registered[:] = [attn_figure_funcs.raw]
        run_module(path, payload)
        functions = {}
        for function in registered:
            if function is attn_figure_funcs.raw:
                continue
            name = getattr(function, "__name__", "")
            if not name.isidentifier():
                raise Problem(f"'{name}' is registered, which is no name; register what 'def' defines")
            functions[name] = function
        self.functions[request["module"]] = functions
        return {"functions": [described(*item) for item in functions.items()]}, []

    def draw(self, request, payload):
        name = request["function"]
        function = self.functions[request["module"]][name]
        matrix = as_matrix(payload, request["shape"])
        # Functions may read layer and head off the folder's name, so it ends as pattern_lens's do.
        root = tempfile.mkdtemp(dir=self.scratch)
        folder = Path(root, *(re.sub(r"[^\w.-]|^\.", "_", part)[:200] or "_" for part in request["folder"]))
        try:
            folder.mkdir(parents=True)
            surroundings = Surroundings()
            try:
                function(matrix, folder)
            finally:
                self.is_spent = not surroundings.restore()
            return collected(folder, name)
        finally:
            pyplot = sys.modules.get("matplotlib.pyplot")
            if pyplot is not None:
                pyplot.close("all")
            shutil.rmtree(root, ignore_errors=True)

    def answer(self, request, payload):
        try:
            if "limit" in request:
                # Its own thread needs no interpreter lock, so it ends a loop in C code as well.
                faulthandler.dump_traceback_later(request["limit"], exit=True, file=2)
            reply, payloads = getattr(self, request["do"])(request, payload)
        except BaseException as error:  # sys.exit() and KeyboardInterrupt too: the worker goes on
            self.is_spent = self.is_spent or has_run_out(error)
            reply, payloads = {"error": summary(error, self.paths)}, []
        finally:
            faulthandler.cancel_dump_traceback_later()
        if self.is_spent:
            reply["spent"] = True
        return reply, payloads


def has_run_out(error):
    """Whether the process has no memory or descriptors left, which others would miss too."""
    numbers = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
    return isinstance(error, MemoryError) or isinstance(error, OSError) and error.errno in numbers


def scratch_folder():
    """A new folder, in memory if possible; plens removes it when the process has ended."""
    for parent in ("/dev/shm", tempfile.gettempdir()):
        try:
            return tempfile.mkdtemp(prefix="plens-", dir=parent)
        except OSError:
            continue
    raise OSError(f"no temporary folder can be made in /dev/shm or {tempfile.gettempdir()}")


def run_module(path, source):
    """Runs the file's bytes as a module of its own, so that all workers run the same text."""
    folder, stem = os.path.dirname(path), os.path.splitext(os.path.basename(path))[0]
    if folder not in sys.path:
        sys.path.insert(0, folder)
    name = stem
    while name in sys.modules:
        name += "_"
    # Tracebacks and inspect quote this text, even if the file has changed by then.
    lines = importlib.util.decode_source(bytes(source)).splitlines(keepends=True)
    linecache.cache[path] = (len(source), None, lines, path)
    module = sys.modules[name] = types.ModuleType(name)
    module.__file__ = path
    try:
        exec(compile(bytes(source), path, "exec"), module.__dict__)
    except BaseException:
        del sys.modules[name]
        raise


def described(name, function):
    """What plens lists of a function."""
    try:
        code = inspect.getsource(function)
    except (OSError, TypeError):
        code = ""
    form = getattr(function, "figure_save_fmt", None)
    form = OTHER_ENDINGS.get(form, form)
    if form not in FORMATS:
        # A function that saves by itself does not say how: the first ending in its text is the best guess.
        guess = re.search(rf"\b({'|'.join((*FORMATS, *OTHER_ENDINGS))})\b", code)
        form = OTHER_ENDINGS.get(guess.group(1), guess.group(1)) if guess else "png"
    prefix = name + "."
    names = [n[len(prefix):] for n in getattr(function, "_figure_names", ()) if n.startswith(prefix)]
    names = names or list(getattr(function, "_saved_names", ()))
    return {
        "name": name, "doc": inspect.getdoc(function) or "", "format": form, "code": code,
        "names": [str(n) for n in names],
    }


def as_matrix(payload, shape):
    """The bytes as an array of NumPy, or without it as a view with the same indexing of single values."""
    try:
        import numpy
    except ModuleNotFoundError:
        return memoryview(payload).cast("f", shape=shape)
    return numpy.frombuffer(payload, dtype="<f4").reshape(shape)


def collected(folder, function):
    """Header and payloads for the figures in the folder."""
    figures, payloads, others = [], [], []
    for place, _, files in sorted(os.walk(folder)):
        for file in sorted(files):
            path = Path(place, file)
            name = path.relative_to(folder).as_posix().replace("/", "-")
            content = path.read_bytes()
            stem, dot, ending = name.rpartition(".")
            ending = OTHER_ENDINGS.get(ending, ending)
            if not dot or ending not in FORMATS:
                stem, ending = name, sniffed(content)
            if ending is None:
                others.append(name)
                continue
            if stem == function:
                stem = None
            elif stem.startswith(function + "."):
                stem = stem[len(function) + 1:]
            figures.append({"name": stem, "format": ending, "bytes": len(content)})
            payloads.append(content)
    if not figures and others:
        raise Problem(f"it wrote '{others[0]}', which is no figure: figures are {', '.join(FORMATS)}")
    if not figures:
        raise Problem("it wrote no figure: it is given a folder to save one in")
    if others:
        print(f"{function} also wrote {', '.join(others)}: not kept, figures are {', '.join(FORMATS)}", file=sys.stderr)
    return {"figures": figures}, payloads


def sniffed(content):
    """The format of a file whose name does not say it."""
    if content.startswith(b"\x89PNG\r\n"):
        return "png"
    if content.startswith(b"\x1f\x8b"):
        return "svgz"
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "svg" if b"<svg" in content[:1024] else None


def summary(error, paths):
    """What went wrong, where in the user's file, and all frames but ours."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not is_ours(f.filename)]
    place = next(([f.filename, f.lineno] for f in reversed(frames) if f.filename in paths), None)
    if place is None and frames and not frames[-1].filename.startswith("<"):
        place = [frames[-1].filename, frames[-1].lineno]
    words = str(error).strip()
    if isinstance(error, SyntaxError):
        words = error.msg
        if error.filename and error.lineno:
            place = [error.filename, error.lineno]
    last = traceback.format_exception_only(type(error), error)
    if not isinstance(error, Problem):
        words = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return {
        "problem": words[:2000],
        "missing": error.name if isinstance(error, ModuleNotFoundError) and ours_lacks(error.name) else None,
        "place": place,
        "traceback": "".join(traceback.format_list(frames) + last),
    }


def is_ours(filename):
    return filename == "<string>" or filename.startswith("<frozen importlib")


def ours_lacks(name):
    return name is not None and name.split(".")[0] != "pattern_lens"


def end_with_plens(descriptor, scratch):
    """Waits until nobody holds the socket's other side, then ends this process and those it started."""
    poll = select.poll()
    poll.register(descriptor, 0)
    while not any(events & select.POLLHUP for _, events in poll.poll()):
        pass
    shutil.rmtree(scratch, ignore_errors=True)
    end_descendants()
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def adopt_orphans():
    """Becomes the parent of all that user code starts, also where it tries to get away (see prctl(2))."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    except (ImportError, OSError, AttributeError):
        pass  # what then gets away from its process group stays


def end_descendants():
    """Ends all that user code has started; the children of those that end become this process's own."""
    for _ in range(100):
        try:
            tasks = [Path("/proc/self/task", task, "children").read_text() for task in os.listdir("/proc/self/task")]
        except OSError:
            return
        found = [int(number) for task in tasks for number in task.split()]
        if not found:
            return
        for number in found:
            try:
                os.kill(number, signal.SIGKILL)
                os.waitpid(number, 0)
            except OSError:
                pass  # a thread of user code has waited for it


def main():
    adopt_orphans()
    # The socket moves out of the way of user code, whose input is empty.
    socket, nothing = os.dup(0), os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.argv = ["plens"]
    faulthandler.enable(file=2)
    reader, writer = io.open(socket, "rb"), io.open(socket, "wb", closefd=False)
    worker = Worker()
    threading.Thread(target=end_with_plens, args=(socket, worker.scratch), daemon=True).start()
    while True:
        lengths = reader.read(LENGTHS.size)
        if len(lengths) < LENGTHS.size:
            break
        header, payload = (bytearray(n) for n in LENGTHS.unpack(lengths))
        if reader.readinto(header) < len(header) or reader.readinto(payload) < len(payload):
            break
        request = json.loads(header)
        reply, payloads = worker.answer(request, payload)
        reply["number"] = request["number"]
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (AttributeError, ValueError, OSError):
                pass  # user code may have closed or replaced it
        text = json.dumps(reply).encode()
        writer.write(LENGTHS.pack(len(text), sum(map(len, payloads))) + text)
        for part in payloads:
            writer.write(part)
        writer.flush()
    end_with_plens(socket, worker.scratch)


main()
