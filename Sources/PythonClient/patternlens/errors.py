"""What goes wrong, as exceptions."""
from __future__ import annotations

from typing import NamedTuple, Optional


class Place(NamedTuple):
    """Where in the commands an error is: lines and columns are counted from 1, columns in code points."""

    source: Optional[str]
    line: int
    column: int
    length: int


class PatternLensError(Exception):
    """Everything that this package raises of its own."""


class CommandError(PatternLensError):
    """A command that the shell could not do.

    `message` is the shell's sentence, `status` its exit status, `place` where in the commands it stands,
    if that is known, and `notes` what the shell adds to the message.
    """

    status = 1

    def __init__(self, message: str, status: Optional[int] = None, place: Optional[Place] = None,
                 notes: tuple[str, ...] = ()) -> None:
        super().__init__("\n  ".join((message, *notes)))
        self.message = message
        self.status = type(self).status if status is None else status
        self.place = place
        self.notes = notes


class UsageError(CommandError, ValueError):
    """A command that the shell does not understand (status 2)."""

    status = 2


class NotFoundError(CommandError, LookupError):
    """A model, prompt, head, hook or name that there is not (status 3)."""

    status = 3


class BadFileError(CommandError):
    """A file that is broken (status 4)."""

    status = 4


class CancelledError(CommandError):
    """A command that was cancelled at the shell's end (status 130)."""

    status = 130


class SessionError(PatternLensError, ConnectionError):
    """There is no shell to speak with, or it may not be spoken with."""


class ProtocolError(SessionError):
    """The other end speaks another version of the protocol, or none."""


class SessionEndedError(SessionError):
    """The shell has ended, or the connection to it."""


class TooLargeError(PatternLensError, MemoryError):
    """What was asked for does not fit: the message says what it would take, and the way in parts."""


class UnsendableError(PatternLensError, TypeError):
    """A value of Python's, or a name for one, that the shell can't hold."""


def command_error(message: str, status: int, place: Optional[Place] = None,
                  notes: tuple[str, ...] = ()) -> CommandError:
    """The exception for one of the shell's exit statuses."""
    kinds = {kind.status: kind for kind in (UsageError, NotFoundError, BadFileError, CancelledError)}
    return kinds.get(status, CommandError)(message, status, place, notes)
