"""Attention patterns of language models as NumPy arrays, from a PatternLens shell.

>>> import patternlens as pl
>>> s = pl.start("demo")
>>> p = s.capture("When Mary and John went to the store, John gave a drink to")
>>> p["L3H4"].shape
(19, 19)

`attach` joins a shell that is open; `Session.run` runs any command of its language.
"""
from __future__ import annotations

from importlib import metadata as _metadata
from typing import Any as _Any

from .errors import (
    BadFileError, CancelledError, CommandError, NotFoundError, PatternLensError, Place, ProtocolError,
    SessionEndedError, SessionError, TooLargeError, UnsendableError, UsageError)
from .session import Captured, Completion, Prompts, Session, SessionInfo, Streamed, attach, sessions, start
from .values import Figure, Heads, Model, Pattern, Patterns, Results, Table, Text

try:
    __version__ = _metadata.version("patternlens")
except _metadata.PackageNotFoundError:
    __version__ = "0+unknown"

__all__ = [
    "BadFileError", "CancelledError", "Captured", "CommandError", "Completion", "Figure", "Heads", "Model",
    "NotFoundError", "Pattern", "PatternLensError", "Patterns", "Place", "Prompts", "ProtocolError", "Results", "Session",
    "SessionEndedError", "SessionError", "SessionInfo", "Streamed", "Table", "Text", "TooLargeError",
    "UnsendableError", "UsageError", "attach", "sessions", "start",
]


def load_ipython_extension(shell: _Any) -> None:
    """What `%load_ext patternlens` does."""
    from .magics import load

    load(shell)


def unload_ipython_extension(shell: _Any) -> None:
    """What `%unload_ext patternlens` does."""
    from .magics import unload

    unload(shell)
