"""A Jupyter kernel whose cells are commands of PatternLens's shell: `python -m patternlens.kernel`."""
from __future__ import annotations

import os
import re
from typing import Any, Optional

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

from . import __version__
from .display import bundle, is_picture
from .errors import CommandError, PatternLensError
from .session import Session, attach, start


class PlensKernel(Kernel):
    """Runs cells in a shell of its own, or in the one that $PLENS_SESSION names."""

    implementation = "patternlens"
    implementation_version = __version__
    language_info = {
        "name": "plens", "version": __version__, "mimetype": "text/x-plens", "file_extension": ".plens",
        "pygments_lexer": "bash", "codemirror_mode": "shell",
    }
    banner = f"PatternLens {__version__}: 'capture TEXT' runs a text, 'show L3H4' draws a head; 'help'."
    help_links: "list[dict[str, str]]" = []

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._session: Optional[Session] = None
        self._history: "list[tuple[int, int, str]]" = []

    @property
    def session_of_shell(self) -> Session:
        """The shell; one that has ended is followed by a new one."""
        if self._session is None or self._session.ended:
            name = os.environ.get("PLENS_SESSION")
            self._session = attach(name) if name else start(os.environ.get("PLENS_MODEL"))
            self._session.on_message = lambda text: self._stream("stderr", text)
        return self._session

    def _send(self, kind: str, content: "dict[str, Any]") -> None:
        self.send_response(self.iopub_socket, kind, content)

    def _stream(self, name: str, text: str) -> None:
        self._send("stream", {"name": name, "text": text})

    def do_execute(self, code: str, silent: bool, store_history: bool = True,
                   user_expressions: "Optional[dict[str, Any]]" = None, allow_stdin: bool = False,
                   **_: Any) -> "dict[str, Any]":
        """Runs a cell."""
        if store_history and code.strip():
            self._history.append((0, self.execution_count, code))
        bar, results = _Bar(self), _Shown(self, silent)
        try:
            shell = self.session_of_shell
            shell.on_message = lambda text: results.stream("stderr", text)
            shell.on_progress = None if silent else bar.show
            try:
                if code.strip():
                    shell._items(code, {}, (), () if silent else ("png",), True,
                                 on_output=lambda text: results.stream("stdout", text), on_item=results.add)
            finally:
                shell.on_progress = None
                bar.clear()
                results.end()
        except KeyboardInterrupt:
            return self._failed("KeyboardInterrupt", "cancelled", silent)
        except CommandError as error:
            place = f" (line {error.place.line}, column {error.place.column})" if error.place and "\n" in code.strip() else ""
            return self._failed(type(error).__name__, str(error) + place, silent)
        except PatternLensError as error:
            return self._failed(type(error).__name__, str(error), silent)
        missing = {"status": "error", "ename": "NameError", "evalue": "the shell has no expressions", "traceback": []}
        return {
            "status": "ok", "execution_count": self.execution_count, "payload": [],
            "user_expressions": dict.fromkeys(user_expressions or {}, missing),
        }

    def _failed(self, name: str, message: str, silent: bool) -> "dict[str, Any]":
        lines = [f"\x1b[31m{name}\x1b[0m: {message}"]
        content = {"ename": name, "evalue": message, "traceback": lines}
        if not silent:
            self._send("error", content)
        return {"status": "error", "execution_count": self.execution_count, **content}

    def do_complete(self, code: str, cursor_pos: int) -> "dict[str, Any]":
        """What could stand at the cursor."""
        completion = self.session_of_shell.complete(code, cursor_pos)
        return {
            "status": "ok", "matches": [text for text, _ in completion.candidates],
            "cursor_start": completion.start, "cursor_end": completion.end,
            "metadata": {"_jupyter_types_experimental": [
                {"start": completion.start, "end": completion.end, "text": text, "type": detail}
                for text, detail in completion.candidates]},
        }

    def do_inspect(self, code: str, cursor_pos: int, detail_level: int = 0, omit_sections: Any = ()) -> "dict[str, Any]":
        """Help for the verb at the cursor, or for that of its line."""
        line = code[:cursor_pos].rsplit("\n", 1)[-1] + re.split(r"\n", code[cursor_pos:], maxsplit=1)[0]
        start_ = len(code[:cursor_pos].rsplit("\n", 1)[-1])
        words = [match for match in re.finditer(r"[A-Za-z][\w-]*", line)]
        at = [match[0] for match in words if match.start() <= start_ <= match.end()]
        first = [match[0] for match in words[:1]]
        for word in at + first:
            try:
                text = self.session_of_shell.help(word)
            except PatternLensError:
                continue
            return {"status": "ok", "found": True, "data": {"text/plain": text}, "metadata": {}}
        return {"status": "ok", "found": False, "data": {}, "metadata": {}}

    def do_is_complete(self, code: str) -> "dict[str, Any]":
        """Whether a cell can run as it is."""
        state = self.session_of_shell.is_complete(code)
        return {"status": state, "indent": ""} if state == "incomplete" else {"status": state}

    def do_history(self, hist_access_type: str, output: bool, raw: bool, session: Any = None, start: Any = None,
                   stop: Any = None, n: Any = None, pattern: Any = None, unique: bool = False) -> "dict[str, Any]":
        """The cells of this kernel: the last ones, a range, or those that fit a pattern."""
        found = list(self._history)
        if hist_access_type == "range":
            found = [entry for entry in found if (start or 0) <= entry[1] and (stop is None or entry[1] < stop)]
        elif hist_access_type == "search":
            parts = re.split(r"([*?])", pattern or "*")
            fits = re.compile("".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in parts), re.S)
            found = [entry for entry in found if fits.fullmatch(entry[2])]
        if unique:
            found = list({entry[2]: entry for entry in found}.values())
        if n is not None and hist_access_type != "range":
            found = found[-n:] if n else []
        return {"status": "ok", "history": [(a, b, (c, None)) if output else (a, b, c) for a, b, c in found]}

    def do_shutdown(self, restart: bool) -> "dict[str, Any]":
        """Ends the shell, unless it was there before."""
        if self._session is not None:
            self._session.close()
            self._session = None
        return {"status": "ok", "restart": restart}


class _Shown:
    """Results and streams of a cell in their order; the last result is what the cell gives."""

    def __init__(self, kernel: PlensKernel, silent: bool) -> None:
        self.kernel, self.silent = kernel, silent
        self.held: "list[Any]" = []

    def stream(self, name: str, text: str) -> None:
        if not self.silent:
            self.flush()
            self.kernel._stream(name, text)

    def add(self, value: Any) -> None:
        self.flush()
        self.held.append(value)

    def flush(self) -> None:
        for value in self.held:
            self.send(value, "display_data", {})
        self.held.clear()

    def end(self) -> None:
        for value in self.held:
            if is_picture(value):
                self.send(value, "display_data", {})
            else:
                self.send(value, "execute_result", {"execution_count": self.kernel.execution_count})
        self.held.clear()

    def send(self, value: Any, kind: str, more: "dict[str, Any]") -> None:
        if not self.silent:
            self.kernel._send(kind, {"data": bundle(value), "metadata": {}, **more})


class _Bar:
    """Progress that updates in its place, and is gone when the work is done."""

    def __init__(self, kernel: PlensKernel) -> None:
        self.kernel, self.identity = kernel, ""

    def _content(self, text: str) -> "dict[str, Any]":
        return {"data": {"text/plain": text}, "metadata": {}, "transient": {"display_id": self.identity}}

    def show(self, text: str) -> None:
        if not text.strip():
            return
        kind = "update_display_data" if self.identity else "display_data"
        self.identity = self.identity or f"plens-{self.kernel.execution_count}-{os.urandom(4).hex()}"
        self.kernel._send(kind, self._content(text))

    def clear(self) -> None:
        if self.identity:
            self.kernel._send("update_display_data", self._content(""))


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=PlensKernel)
