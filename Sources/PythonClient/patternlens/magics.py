"""`%plens` and `%%plens`: the shell's language in IPython."""
from __future__ import annotations

import re
import sys
from typing import Any, Optional

from IPython.core.completer import SimpleCompletion, context_matcher
from IPython.core.error import UsageError as MagicUsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.display import display

from .errors import PatternLensError
from .session import Session, attach, start
from .values import Results

_session: Optional[Session] = None


def session() -> Session:
    """The session of the magics: what was chosen by `use` or `%plens --attach`, else one that is started now."""
    global _session
    if _session is None or _session.ended:
        _session = start()
    return _session


def use(chosen: Session) -> None:
    """Has the magics run in a session that there is already."""
    global _session
    _session = chosen


@magics_class
class PlensMagics(Magics):
    """The magics; `load` registers them."""

    @no_var_expand
    @line_cell_magic
    def plens(self, line: str, cell: Optional[str] = None) -> Any:
        """Run commands of PatternLens's shell: `%plens rank --by induction`, or a cell that begins with `%%plens`.

        %plens [-o NAME] [--attach SESSION] COMMAND

        -o NAME           keep the result under a name of Python's, and don't show it
        --attach SESSION  run in a shell that is open from here on; without it, the first command starts one

        $name in commands is a value of the shell if it has one of that name, else Python's: arrays, tables, texts.
        `%plens help` says what commands there are, `%plens help rank` what one takes.
        """
        try:
            name, rest = self._options(line)
            command = rest if cell is None else (rest + "\n" + cell if rest else cell)
            if not command.strip():
                if name is not None:
                    raise MagicUsageError(f"-o {name} keeps the result of a command, and there is none")
                return None
            found = run(command, self.shell.user_ns)
        except PatternLensError as error:
            # The command stands above: the lines of this client's own that it went through say nothing more.
            shown = [f"{type(error).__name__}: {line}" if number == 0 else line for number, line in enumerate(str(error).split("\n"))]
            error._render_traceback_ = lambda: shown  # type: ignore[attr-defined]
            raise
        if name is not None:
            self.shell.user_ns[name] = None if not found else found[0] if len(found) == 1 else Results(found)
            return None
        for value in found[:-1]:
            display(value)
        return found[-1] if found else None

    @staticmethod
    def _options(line: str) -> "tuple[Optional[str], str]":
        name: Optional[str] = None
        rest = line.strip()
        while True:
            match = re.match(r"(-o|--attach)(?:\s+|=)(\S+)\s*", rest)
            if not match:
                break
            rest = rest[match.end():]
            if match[1] == "--attach":
                use(attach(match[2]))
            elif not match[2].isidentifier():
                raise MagicUsageError(f"-o takes a name, not '{match[2]}'")
            else:
                name = match[2]
        return name, rest


def run(command: str, names: "dict[str, Any]") -> "list[Any]":
    """What commands give in the magics' session, with values of Python's for names that the shell has not."""
    chosen = session()
    wanted = {found for found in re.findall(r"\$\{?(\w+)", command) if not found.isdigit() and found in names}
    if wanted:
        known = {row["name"][1:] for row in chosen.run("vars") if row["name"].startswith("$")}
        wanted -= known
    bar = _Bar()
    chosen.on_progress = bar.show
    try:
        return chosen._items(command, {name: names[name] for name in sorted(wanted)}, (), ("png",), True)
    finally:
        chosen.on_progress = None
        bar.clear()


class _Bar:
    """A line on standard error that is replaced."""

    shown = 0

    def show(self, text: str) -> None:
        print("\r" + text.ljust(self.shown), end="", file=sys.stderr, flush=True)
        self.shown = len(text)

    def clear(self) -> None:
        if self.shown:
            print("\r" + " " * self.shown + "\r", end="", file=sys.stderr, flush=True)


@context_matcher(identifier="patternlens")
def complete(context: Any) -> Any:
    """What the shell offers behind `%plens`, or in a cell of `%%plens`."""
    lines = context.full_text.split("\n")
    before = "\n".join([*lines[:context.cursor_line], lines[context.cursor_line][:context.cursor_position]])
    found = re.match(r"\s*%%plens\b[^\n]*\n(?P<cell>.*)\Z", before, re.S) or re.search(
        r"%plens\s+(?:(?:-o|--attach)(?:\s+|=)\S+\s+)*(?P<cell>[^\n]*)\Z", before)
    if not found or _session is None or _session.ended:
        return {"completions": [], "suppress": False}
    text = found["cell"]
    completion = _session.complete(text)
    return {
        "completions": [SimpleCompletion(text=candidate, type=detail or "plens") for candidate, detail in completion.candidates],
        "matched_fragment": text[completion.start:],
        "suppress": True,
    }


def load(shell: Any) -> None:
    """Registers the magics with an IPython shell."""
    shell.register_magics(PlensMagics)
    if complete not in shell.Completer.custom_matchers:
        shell.Completer.custom_matchers.append(complete)


def unload(shell: Any) -> None:
    """Takes them back, and ends the session that they started."""
    global _session
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("plens", None)
    if complete in shell.Completer.custom_matchers:
        shell.Completer.custom_matchers.remove(complete)
    if _session is not None:
        _session.close()
        _session = None
