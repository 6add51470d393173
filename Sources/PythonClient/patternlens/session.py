"""A shell to work in: started for this program, or one that is open."""
from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Union

import numpy as np

from .errors import NotFoundError, Place, SessionEndedError, SessionError, TooLargeError, command_error
from .given import given as _given, text as _text
from .protocol import Connection, Placement, Value
from .values import Figure, Heads, Model, Pattern, Patterns, Results, Table, Text, table

if TYPE_CHECKING:
    from .widget import Page, View

StrPath = Union[str, "os.PathLike[str]"]

#: Seconds in which a shell that was started has to be there.
START_SECONDS = 60.0


def quoted(text: str) -> str:
    """`text` as one word of the shell's language."""
    escaped = _text("a word of a command", text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    escaped = escaped.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return f'"{escaped}"'


def text_hash(text: str) -> str:
    """The name of a prompt by its text: its MD5 sum in URL-safe base 64, as pattern_lens has it."""
    return base64.urlsafe_b64encode(hashlib.md5(text.encode()).digest()).decode().rstrip("=")


class SessionInfo(NamedTuple):
    """A shell that can be attached to."""

    name: str
    process: int
    model: str
    folder: str


class Completion(NamedTuple):
    """What could stand between `start` and `end` of a text: texts, and what they are, in few words."""

    start: int
    end: int
    candidates: "list[tuple[str, str]]"


class Captured:
    """A prompt with the patterns that a model has for it.

    `p["L3H4"]` is a head's pattern, `p.patterns` all of them. Values come from the shell when they are asked
    for, and what the shell does not hold any more it captures again.
    """

    def __init__(self, session: "Session", text: str, hash: str, model: Model) -> None:
        self.session, self.text, self.hash, self.model = session, text, hash, model
        self._tokens: Optional[Table] = None
        #: What the shell said of the command, such as how long it took.
        self.reply = ""

    @property
    def address(self) -> str:
        """The prompt as commands take it."""
        return "@" + self.hash

    @property
    def _record(self) -> "dict[str, str]":
        return {"text": self.text, "hash": self.hash}

    def _token_table(self) -> Table:
        if self._tokens is None:
            self._tokens = self.session._value(Table, f"tokens {self.address} -m {quoted(self.model.name)}", [self])
        return self._tokens

    @property
    def tokens(self) -> "list[str]":
        """The tokens as strings of the vocabulary, one for each row of a pattern (a BOS included)."""
        return list(self._token_table()["token"])

    @property
    def ids(self) -> np.ndarray:
        """The tokens' ids."""
        return np.array(self._token_table()["id"], np.int64)

    def __getitem__(self, heads: str) -> np.ndarray:
        """The pattern of one head, [query, key], or of several, [pattern, query, key], as float32.

        `heads` is what `show` takes: L3H4, L0-3H2, L3H4[-1], ... Raises NotFoundError for heads that the
        model has not, ValueError for patterns of different sizes.
        """
        found = self.session._patterns(self, heads)
        array: np.ndarray = found[0].array if len(found) == 1 else found.array
        return array

    def pattern(self, heads: str) -> Union[Pattern, Patterns]:
        """The same with tokens and addresses."""
        found = self.session._patterns(self, heads)
        return found[0] if len(found) == 1 else found

    @property
    def patterns(self) -> np.ndarray:
        """All patterns, [layer, head, query, key], float32; TooLargeError where they don't fit in memory."""
        count = len(self._token_table())
        shape = (self.model.layers, self.model.heads, count, count)
        wanted = 4 * shape[0] * shape[1] * count * count
        self.session._check_size(wanted, f"patterns of {shape[0]} layers of {shape[1]} heads for {count} tokens")
        whole: "list[np.ndarray]" = []

        def place(header: "dict[str, Any]", size: "tuple[int, ...]") -> np.ndarray:
            if not whole:
                whole.append(np.empty((shape[0], shape[1], *size), np.float32))
            return np.asarray(whole[0][header["layer"], header["index"]])

        found = self.session._patterns(self, "L*H*", place)
        if len(found) != shape[0] * shape[1]:
            raise SessionError(f"the shell gave {len(found)} patterns of {shape[0] * shape[1]}")
        return whole[0]

    def hook(self, name: str) -> np.ndarray:
        """The values at a hook point, named as TransformerLens does, such as blocks.3.attn.hook_z.

        They are captured first if they are not yet. Raises NotFoundError for a point that the model has not.
        """
        return self.session._hook(self, name)

    def show(self, heads: str) -> Union[Figure, "list[Figure]"]:
        """Pictures of heads: see Session.show."""
        return self.session.show(self, heads)

    def view(self, heads: str = "L*H*") -> "View":
        """The patterns of heads to look at in a notebook, also without a shell: see patternlens.widget."""
        from .widget import View

        return View(self.session._patterns(self, heads), self.text)

    def __repr__(self) -> str:
        text = self.text if len(self.text) < 60 else self.text[:59] + "…"
        return f"<prompt {self.address} of {self.model.name}: {text!r}>"


class Prompts(List[Captured]):
    """Several prompts."""

    #: What the shell said of the command, such as how many there are.
    reply = ""


class Streamed:
    """A prompt of a stream: unpacks to its token ids and its patterns, [pattern, query, key]."""

    def __init__(self, text: str, hash: str, tokens: Table, found: Patterns, array: np.ndarray) -> None:
        self.text, self.hash = text, hash
        #: Tokens as strings of the vocabulary.
        self.tokens: "list[str]" = list(tokens["token"])
        self.ids = np.array(tokens["id"], np.int64)
        #: The heads of the patterns, in order.
        self.heads = Heads(pattern.head for pattern in found)
        self.patterns = array

    def __iter__(self) -> "Iterator[np.ndarray]":
        return iter((self.ids, self.patterns))


class Session:
    """A PatternLens shell, spoken with over its socket; threads may share one.

    Made by `start` and `attach`. Messages of the shell go to `on_message`, at first to standard error.
    """

    def __init__(self, path: str, process: "Optional[subprocess.Popen[bytes]]" = None) -> None:
        self.path = path
        self._connection = Connection(path)
        self._process = process
        self._lock = threading.RLock()
        self._is_closed = False
        #: Is told what the shell has to say that is no result.
        self.on_message: "Callable[[str], None]" = lambda text: print(text, end="", file=sys.stderr, flush=True)
        #: Is told how far a command is, in one line, again and again; None where nobody wants to know.
        self.on_progress: "Optional[Callable[[str], None]]" = None
        #: Most bytes of `patterns`; None for three quarters of the memory that is free.
        self.max_bytes: Optional[int] = None
        self._model: str = self._connection.greeting["model"]
        if process is not None:
            self._stop = weakref.finalize(self, _stop, process)

    # What the shell is

    @property
    def name(self) -> str:
        """What `plens attach` calls it."""
        return str(self._connection.greeting["name"])

    @property
    def version(self) -> str:
        """The shell's version."""
        return str(self._connection.greeting["version"])

    @property
    def model(self) -> str:
        """The name of the model that is current."""
        return self._model

    @property
    def ended(self) -> bool:
        """Whether the shell has ended, or the session is closed."""
        return self._is_closed or self._connection.is_closed

    def close(self) -> None:
        """Ends the connection; a shell that `start` started ends, one that was attached to stays."""
        self._is_closed = True
        self._connection.close()
        if self._process is not None:
            self._stop()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<session {self.name}: {'ended' if self.ended else self.model}>"

    # Commands

    def run(self, command: str, **values: Any) -> Any:
        """Runs commands of the shell's language.

        `values` are what `$name` stands for in them: arrays, tables, texts (see patternlens.given).

        Returns what the command gives: a Table, Pattern, Patterns, Captured, Heads, Model or Figure; a Text,
        or bytes where it printed some (`--mode npy`); a list where there are several; None where there is nothing.

        Raises CommandError where a command fails; SessionError where the shell is gone.
        """
        return self._results(_text("a command", command), values=values)

    def capture(self, prompt: Union[str, "Sequence[str]"], *, model: Optional[str] = None,
                hooks: Optional[str] = None) -> Any:
        """Runs a prompt, or each of several, through the model and keeps its patterns in the shell.

        `hooks` is a regular expression for the whole names of the hook points to keep; without one, patterns.

        Returns a Captured, or a list of them for a list of prompts.
        """
        is_one = isinstance(prompt, str) or not hasattr(prompt, "__iter__")
        texts = [_text("a prompt", item) for item in ([prompt] if is_one else prompt)]
        if not texts:
            return []
        records = [{"text": text, "hash": text_hash(text)} for text in texts]
        command = "capture " + " ".join("@" + record["hash"] for record in records)
        command += f" -m {quoted(model)}" if model else ""
        command += f" --hooks {quoted(hooks)}" if hooks else ""
        found = self._results(command, prompts=records)
        by_hash = {item.hash: item for item in ([found] if isinstance(found, Captured) else found)}
        captured = [by_hash[record["hash"]] for record in records]
        return captured[0] if isinstance(prompt, str) else captured

    def show(self, captured: Captured, heads: str) -> Union[Figure, "list[Figure]"]:
        """A picture of a head's pattern, or of each of several, that a notebook shows."""
        _check_captured(captured)
        found = self._patterns(captured, heads, pictures=("png", "svg"))
        figures = [pattern.figure for pattern in found if pattern.figure is not None]
        return figures[0] if len(figures) == 1 else figures

    def figure(self, captured: Captured, function: str, heads: str) -> Union[Figure, "list[Figure]"]:
        """What a figure function (`figs` lists them) draws of heads."""
        _check_captured(captured)
        address = quoted(f"{captured.address}:{_text('heads', heads)}")
        command = f"fig {quoted(function)} {address} -m {quoted(captured.model.name)} --limit 10000"
        return self._results(command, prompts=[captured._record], pictures=("png", "svg"))  # type: ignore[no-any-return]

    def stream(self, prompts: "Union[StrPath, Iterable[str]]", heads: str, *, model: Optional[str] = None
               ) -> "Iterator[Streamed]":
        """The patterns of many prompts, one after another; neither end holds more than one prompt's.

        `prompts` are texts, or a file of JSON Lines, an object with a `text` on each, read here and not at the
        shell's end. Each item unpacks to token ids and patterns: `for ids, patterns in s.stream(...)`.

        Raises ValueError for a line that is no such object, with the file and the line.
        """
        option = f" -m {quoted(model)}" if model else ""
        for record in _records(prompts):
            address = "@" + record["hash"]
            found = self._results(f"tokens {address}{option}; show {address} {quoted(heads)}{option}", prompts=[record],
                                  keeps=False)
            patterns = found[1] if isinstance(found[1], Patterns) else Patterns([found[1]])
            array = patterns[0].array[None] if len(patterns) == 1 else patterns.array
            yield Streamed(record["text"], record["hash"], found[0], patterns, array)

    def serve(self, height: int = 640, origin: Optional[str] = None) -> "Page":
        """The page of what is in memory, in a notebook's cell.

        `origin` is where the notebook comes from, as its address begins (`https://hub.example.org`): only there may
        the page be shown in a frame. Without it, Jupyter's usual ones on this machine.
        """
        from .widget import ORIGINS, Page

        return Page(self, height, (origin,) if origin else ORIGINS)

    # What helps with writing commands

    def complete(self, text: str, cursor: Optional[int] = None) -> Completion:
        """What could stand at `cursor` (at the end without one), counted in code points."""
        cursor = len(_text("a line", text)) if cursor is None else min(max(cursor, 0), len(_text("a line", text)))
        header = self._header({"action": "complete", "text": text, "cursor": cursor, "givesValues": True})
        found = [(str(item["text"]), str(item.get("detail", ""))) for item in header["candidates"]]
        return Completion(int(header["start"]), int(header["end"]), found)

    def is_complete(self, text: str) -> str:
        """Whether `text` is `complete`, `incomplete` (more must follow), or `invalid`."""
        return str(self._header({"action": "check", "text": _text("a line", text), "givesValues": True})["state"])

    def help(self, topic: str = "") -> str:
        """What the shell's help says of a verb or topic."""
        # A plain word needs no quotes, and messages then say it as it is.
        is_plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", _text("a topic", topic)) is not None
        return str(self._results("help " + (topic if is_plain else quoted(topic)) if topic else "help"))

    # Underneath

    def _request(self, fields: "dict[str, Any]", on_event: "Callable[[str, Any], None]",
                 values: "list[tuple[dict[str, Any], bytes]]" = [], place: Optional[Placement] = None
                 ) -> "dict[str, Any]":
        with self._lock:
            if self._is_closed:
                raise SessionEndedError("the session is closed")
            result = self._connection.request(fields, values, on_event, place)
        self._model = result.get("model") or self._model
        failure = result.get("failure")
        if failure:
            place_ = failure.get("place")
            where = Place(place_.get("source"), place_["line"], place_["column"], place_["length"]) if place_ else None
            raise command_error(failure["message"], int(result["status"]), where, tuple(failure.get("notes", ())))
        if result["status"] and not result["quits"]:
            raise command_error(f"the command ended with status {result['status']}", int(result["status"]))
        return result

    def _header(self, fields: "dict[str, Any]") -> "dict[str, Any]":
        headers: "list[dict[str, Any]]" = []

        def take(kind: str, event: Any) -> None:
            if kind == "value":
                headers.append(event.header)

        self._request(fields, take)
        return headers[0]

    def _results(self, command: str, *, values: "Optional[dict[str, Any]]" = None,
                 prompts: "Sequence[dict[str, str]]" = (), pictures: "Sequence[str]" = (), keeps: bool = True,
                 place: Optional[Placement] = None, name: Optional[str] = None) -> Any:
        found = self._items(command, values or {}, prompts, pictures, keeps, place, name)
        return None if not found else found[0] if len(found) == 1 else Results(found)

    def _items(self, command: str, values: "dict[str, Any]", prompts: "Sequence[dict[str, str]]",
               pictures: "Sequence[str]", keeps: bool, place: Optional[Placement] = None,
               name: Optional[str] = None, on_output: "Optional[Callable[[str], None]]" = None,
               on_item: "Callable[[Any], None]" = lambda item: None) -> "list[Any]":
        reader = _Results(self, on_output, on_item)
        sent: "list[tuple[dict[str, Any], bytes]]" = []
        records = list(prompts)
        for key, value in values.items():
            if isinstance(value, Captured):
                records.append(value._record)
                value = value.address
            sent.append(_given(key, value))
        fields = {
            "action": "run", "text": command, "name": name, "givesValues": True, "pictures": list(pictures),
            "prompts": records, "keeps": keeps, "showsProgress": self.on_progress is not None,
        }
        self._request(fields, reader.take, sent, place)
        return reader.items()

    def _value(self, kind: type, command: str, captured: "Sequence[Captured]" = ()) -> Any:
        value = self._results(command, prompts=[item._record for item in captured])
        if not isinstance(value, kind):
            raise SessionError(f"'{command}' gave a {type(value).__name__}")
        return value

    def _patterns(self, captured: Captured, heads: str, place: Optional[Placement] = None,
                  pictures: "Sequence[str]" = ()) -> Patterns:
        if not isinstance(heads, str) or not heads.strip():
            raise TypeError(f"heads are a text such as 'L3H4', not {heads!r:.60}")
        command = f"show {captured.address} {quoted(heads)} -m {quoted(captured.model.name)} --limit 10000"
        found = self._results(command, prompts=[captured._record], pictures=pictures, place=place)
        return found if isinstance(found, Patterns) else Patterns([found])

    def _hook(self, captured: Captured, name: str) -> np.ndarray:
        pattern = re.sub(r"([^A-Za-z0-9_])", r"\\\1", _text("a hook point", name))
        arrays: "list[np.ndarray]" = []

        def take(kind: str, event: Any) -> None:
            if kind == "value" and event.array is not None:
                arrays.append(event.array)

        fields = {"action": "hook", "text": name, "arguments": [captured.hash, captured.model.name],
                  "prompts": [captured._record], "givesValues": True}
        self._request(fields, take)
        if not arrays:
            command = f"capture {captured.address} -m {quoted(captured.model.name)} --hooks {quoted(pattern)}"
            try:
                self._results(command, prompts=[captured._record])
            except NotFoundError as error:
                # The expression is this client's: who asked knows the name.
                raise NotFoundError(error.message.replace(pattern, name), error.status, notes=error.notes) from None
            self._request(fields, take)
        if not arrays:
            raise SessionError(f"the shell does not hold {name}: it takes more than 'set cache.max' allows")
        return arrays[0]

    def _check_size(self, wanted: int, what: str) -> None:
        limit = self.max_bytes if self.max_bytes is not None else _free_memory() * 3 // 4
        if wanted > limit:
            raise TooLargeError(
                f"{what} take {wanted / 1e9:.1f} GB, and {limit / 1e9:.1f} GB are free for them: p['L3H4'] is one head's, "
                "s.stream(prompts, heads) goes through prompts one by one")


class _Results:
    """Collects what a command gives."""

    def __init__(self, session: Session, on_output: "Optional[Callable[[str], None]]",
                 on_item: "Callable[[Any], None]") -> None:
        self.session, self.on_output, self.on_item = session, on_output, on_item
        self.found: "list[Any]" = []
        self.patterns: "list[Pattern]" = []
        self.tokens: "list[str]" = []
        self.figure: Optional[Figure] = None
        self.output = bytearray()

    def take(self, kind: str, event: Any) -> None:
        if kind == "errors":
            self.session.on_message(event.decode(errors="replace"))
        elif kind == "progress":
            if self.session.on_progress is not None:
                self.session.on_progress(event.decode(errors="replace"))
        elif kind == "output":
            if self.on_output is not None:
                self.on_output(event.decode(errors="replace"))
            else:
                self.output += event
        else:
            self.value(event)

    def value(self, value: Value) -> None:
        header = value.header
        kind = header["kind"]
        if kind == "pattern":
            self.flush()
            self.tokens = header.get("tokens", self.tokens)
            assert value.array is not None
            self.patterns.append(Pattern(header, value.array, self.tokens))
            if len(self.patterns) == header["count"] and not header["pictures"]:
                self.end_patterns()
        elif kind == "picture" and self.patterns:
            figure = self.patterns[-1].figure or Figure(self.patterns[-1].address)
            setattr(figure, header["format"], value.data)
            self.patterns[-1].figure = figure
            if header["isLast"]:
                self.end_patterns()
        elif kind == "figure":
            self.flush()
            figure = self.figure or Figure(header["name"])
            setattr(figure, header["format"], value.data)
            self.figure = None if header["isLast"] else figure
            if header["isLast"]:
                self.add(figure)
        else:
            self.flush()
            for item in self.other(kind, header, value.data):
                self.add(item)

    def add(self, item: Any) -> None:
        self.found.append(item)
        self.on_item(item)

    def other(self, kind: str, header: "dict[str, Any]", data: bytes) -> "list[Any]":
        if kind == "table":
            return [table(header, data)]
        if kind == "prompts":
            model = Model(**header["model"])
            captured = Prompts(Captured(self.session, item["text"], item["hash"], model) for item in header["prompts"])
            captured.reply = header.get("reply") or ""
            if len(captured) != 1:
                return [captured]
            captured[0].reply = captured.reply
            return [captured[0]]
        if kind == "heads":
            return [Heads(header["heads"])]
        if kind == "model":
            return [Model(header["name"], header["layers"], header["heads"])]
        return []

    def end_patterns(self) -> None:
        self.add(self.patterns[0] if len(self.patterns) == 1 else Patterns(self.patterns))
        self.patterns = []

    def flush(self) -> None:
        """Makes what was printed an item of its own."""
        if not self.output:
            return
        data = bytes(self.output)
        self.output.clear()
        try:
            self.add(Text(data.decode()))
        except UnicodeDecodeError:
            self.add(data)

    def items(self) -> "list[Any]":
        self.flush()
        return self.found


def _check_captured(captured: Any) -> None:
    if not isinstance(captured, Captured):
        raise TypeError(f"a prompt here is what capture() gave, not {captured!r:.60}")


# Starting and finding shells


def program() -> str:
    """The path of the program: $PLENS, else the one that came with this package, else `plens` of the PATH.

    Raises SessionError where there is none.
    """
    own = Path(__file__).parent / "program" / "bin" / "plens"
    found = os.environ.get("PLENS") or (str(own) if own.exists() else None) or shutil.which("plens")
    if not found:
        raise SessionError("there is no program 'plens' on the PATH: install it, or let $PLENS name it")
    return found


_started = 0
_starting = threading.Lock()


def start(model: Optional[str] = None, *, program: Optional[str] = None,
          environment: "Optional[dict[str, str]]" = None) -> Session:
    """Starts a shell without a terminal that ends with this process, or when it is closed.

    `model` is what `load` takes: a name, a file, a folder; without one, the model inside the program.

    Raises SessionError where it does not start, CommandError where the model can't be loaded.
    """
    global _started
    path = program or globals()["program"]()
    with _starting:
        _started += 1
        name = f"python-{os.getpid()}-{_started}"
    variables = {**os.environ, **(environment or {})}
    errors = tempfile.TemporaryFile()
    try:
        # A group of its own, so that Ctrl-C at this process's terminal reaches the shell as a message alone.
        process = subprocess.Popen(
            [path, "--session", name, "-c", "listen --until-input-ends"], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=errors, env=variables, start_new_session=True)
    except OSError as error:
        errors.close()
        raise SessionError(f"{path}: {error.strerror}") from None
    try:
        session = _connected(str(_folder(variables) / f"{name}.sock"), process, errors)
    except BaseException:
        _stop(process)
        raise
    finally:
        errors.close()
    if model is not None:
        try:
            session.run("load " + quoted(model))
        except BaseException:
            session.close()
            raise
    return session


def _connected(path: str, process: "subprocess.Popen[bytes]", errors: Any) -> Session:
    end = time.monotonic() + START_SECONDS
    while True:
        status = process.poll()
        if status is not None:
            errors.seek(0)
            told = errors.read().decode(errors="replace").strip()
            raise SessionError(f"the shell ended with status {status}" + (f": {told}" if told else ""))
        if os.path.exists(path):
            try:
                return Session(path, process)
            except SessionError as error:
                if time.monotonic() > end or "refused" not in str(error):
                    raise
        elif time.monotonic() > end:
            raise SessionError(f"the shell did not start within {START_SECONDS:.0f} s")
        time.sleep(0.005)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ends a shell by the end of its input; one that does not listen is ended by force."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _folder(environment: "Optional[dict[str, str]]" = None) -> Path:
    """The folder of the sockets."""
    variables = os.environ if environment is None else environment
    runtime = variables.get("XDG_RUNTIME_DIR", "")
    if runtime.startswith("/"):
        return Path(runtime) / "plens"
    temporary = variables.get("TMPDIR", "")
    return Path(temporary if temporary.startswith("/") else "/tmp") / f"plens-{os.geteuid()}"


def sessions() -> "list[SessionInfo]":
    """The shells of this user that are open on this machine."""
    found = []
    for path in sorted(_folder().glob("*.sock")):
        try:
            connection = Connection(str(path))
        except SessionError:
            continue
        greeting = connection.greeting
        found.append(SessionInfo(greeting["name"], greeting["process"], greeting["model"], greeting["folder"]))
        connection.close()
    return found


def attach(name: Optional[StrPath] = None) -> Session:
    """Joins a shell that is open: by its name, by the path of its socket, or the only one there is.

    Raises SessionError where there is none, or several and no name.
    """
    if name is not None and "/" in os.fspath(name):
        return Session(os.fspath(name))
    if name is not None:
        path = _folder() / f"{os.fspath(name)}.sock"
        if not path.exists():
            open_now = ", ".join(item.name for item in sessions()) or "none"
            raise SessionError(f"there is no session '{os.fspath(name)}': open are {open_now}")
        return Session(str(path))
    found = sessions()
    if len(found) != 1:
        names = ", ".join(item.name for item in found)
        raise SessionError(f"{len(found)} shells are open: name one of {names}" if found
                           else "there is no shell to attach to: start one with 'plens', or by patternlens.start()")
    return Session(str(_folder() / f"{found[0].name}.sock"))


def _records(prompts: "Union[StrPath, Iterable[str]]") -> "Iterator[dict[str, str]]":
    if not isinstance(prompts, (str, os.PathLike)):
        for text in prompts:
            yield {"text": _text("a prompt", text), "hash": text_hash(text)}
        return
    with open(prompts, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                fields = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{os.fspath(prompts)}:{number}: {error}") from None
            if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
                raise ValueError(f"{os.fspath(prompts)}:{number}: a line is an object with a text in \"text\"")
            yield {"text": fields["text"], "hash": str(fields.get("hash") or text_hash(fields["text"]))}


def _free_memory() -> int:
    """Bytes that are free, as Linux sees it; 4 GB where that can't be known."""
    try:
        with open("/proc/meminfo") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return 4 << 30
