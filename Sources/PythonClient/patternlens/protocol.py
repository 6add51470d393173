"""The attach protocol (docs/attach.md), client's end: frames over a socket."""
from __future__ import annotations

import json
import os
import queue
import socket
import struct
import threading
import time
import weakref
from typing import Any, Callable, Optional

import numpy as np

from .errors import ProtocolError, SessionEndedError, SessionError, TooLargeError

#: The version of the protocol that this client speaks.
VERSION = 1

#: Bytes of a frame's payload, at most; values of the shell may be longer.
LIMIT = 1 << 28

#: Seconds in which a shell has to greet.
GREETING_SECONDS = 5.0

#: Gives the memory for an array of a value: from its header and shape.
Placement = Callable[["dict[str, Any]", "tuple[int, ...]"], np.ndarray]


class Value:
    """A value as it came: its header, and an array or bytes."""

    __slots__ = ("header", "array", "data")

    def __init__(self, header: dict[str, Any], array: Optional[np.ndarray], data: bytes) -> None:
        self.header, self.array, self.data = header, array, data


class _Exchange:
    """A request with what has come of it so far; shared by the thread that waits and the one that reads."""

    def __init__(self, place: Optional[Placement]) -> None:
        self.place = place
        self.events: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self.result: Optional[dict[str, Any]] = None
        self.problem: Optional[BaseException] = None

    @property
    def is_over(self) -> bool:
        return self.result is not None or self.problem is not None


class _Wire:
    """What the reading thread needs; it does not hold the connection, so that one that nobody uses ends."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.lock = threading.Lock()
        self.exchange: Optional[_Exchange] = None
        self.is_closed = False

    def fill(self, memory: memoryview) -> None:
        while len(memory):
            try:
                count = self.socket.recv_into(memory)
            except socket.timeout:
                raise ProtocolError("the other end does not answer: it is suspended, or no PatternLens shell") from None
            except OSError:
                count = 0
            if count == 0:
                raise SessionEndedError("the shell has ended")
            memory = memory[count:]

    def take(self, count: int) -> bytes:
        data = bytearray(count)
        self.fill(memoryview(data))
        return bytes(data)

    def frame_head(self) -> tuple[bytes, int]:
        kind, count = struct.unpack("<cI", self.take(5))
        if count > LIMIT and kind != b"V":
            raise ProtocolError(f"the other end speaks no attach protocol: a frame of {count} bytes")
        return kind, count

    def read(self) -> None:
        """Reads frames until the connection ends."""
        problem: BaseException = SessionEndedError("the shell has ended")
        try:
            while True:
                kind, count = self.frame_head()
                with self.lock:
                    exchange = self.exchange
                if kind == b"V":
                    event = self.value(count, exchange)
                elif kind == b"D":
                    result = json.loads(self.take(count))
                    if exchange is not None:
                        exchange.result = result
                    event = ("done", result)
                elif kind in (b"O", b"E", b"P"):
                    event = ({b"O": "output", b"E": "errors", b"P": "progress"}[kind], self.take(count))
                else:
                    raise ProtocolError(f"the other end speaks no attach protocol: a frame of kind {kind!r}")
                if exchange is not None:
                    exchange.events.put(event)
        except BaseException as error:  # what it is is told to who waits
            problem = error
        if self.is_closed:
            problem = SessionEndedError("the session is closed")
        with self.lock:
            self.is_closed = True
            exchange = self.exchange
        self.socket.close()
        if exchange is not None:
            exchange.problem = problem
            exchange.events.put(("problem", problem))

    def value(self, count: int, exchange: Optional[_Exchange]) -> tuple[str, Any]:
        """A value, or what is wrong with the memory that was asked for it."""
        length = struct.unpack("<I", self.take(4))[0]
        if length + 4 > count:
            raise ProtocolError("a value whose header is longer than its frame")
        header = json.loads(self.take(length))
        rest = count - 4 - length
        if header.get("encoding") != "npy":
            return "value", Value(header, None, self.take(rest))
        left = rest
        try:
            place = None if exchange is None else exchange.place
            shape = tuple(int(n) for n in header["shape"])
            array = place(header, shape) if place else np.empty(shape, np.float32)
        except Exception as error:
            while left:
                left -= len(self.take(min(left, 1 << 20)))
            return "failure", error
        self.array(array, rest)
        return "value", Value(header, array, b"")

    def array(self, array: np.ndarray, rest: int) -> None:
        """An npy file (format 1.0) of float32, read straight into the array's memory."""
        head = self.take(10)
        length = struct.unpack("<H", head[8:])[0]
        if head[:6] != b"\x93NUMPY" or length + 10 > rest:
            raise ProtocolError("an array that is no npy file")
        self.take(length)  # its header says the shape again
        if array.dtype != np.float32 or array.nbytes != rest - 10 - length or not array.flags.c_contiguous:
            raise ProtocolError(f"an array of {rest - 10 - length} bytes for the shape {array.shape}")
        if array.nbytes:
            self.fill(array.reshape(-1).view(np.uint8).data)


class Connection:
    """A connection to a shell: one request at a time, from any thread."""

    def __init__(self, path: str) -> None:
        """Connects to the socket at `path`.

        Raises SessionError where nobody listens there or it is another user's, ProtocolError where who
        listens is no shell of this protocol.
        """
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.settimeout(GREETING_SECONDS)
            sock.connect(path)
        except (OSError, ValueError) as error:
            sock.close()
            reason = getattr(error, "strerror", None) or str(error)
            raise SessionError(f"{path}: {reason}") from None
        user = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1]
        if user != os.geteuid():
            sock.close()
            raise SessionError(f"{path}: the shell there is another user's (uid {user}; this is {os.geteuid()})")
        wire = _Wire(sock)
        try:
            kind, count = wire.frame_head()
            if kind != b"G":
                raise ProtocolError("the other end does not greet: it is no PatternLens shell")
            greeting = json.loads(wire.take(count))
            if not isinstance(greeting, dict):
                raise ValueError
        except SessionError as error:
            sock.close()
            raise type(error)(f"{path}: {error}") from None
        except ValueError:
            sock.close()
            raise ProtocolError(f"{path}: a greeting that is no JSON object") from None
        found = greeting.get("protocol")
        if found != VERSION:
            sock.close()
            raise ProtocolError(
                f"{path}: the shell (version {greeting.get('version', '?')}) speaks version {found} of the attach protocol, "
                f"this client {VERSION}: install the versions that belong together")
        sock.settimeout(None)
        self.greeting: dict[str, Any] = greeting
        self._wire = wire
        self._turn = threading.RLock()
        self._process = os.getpid()
        threading.Thread(target=wire.read, name="patternlens", daemon=True).start()
        self._end = weakref.finalize(self, _end, wire)

    @property
    def is_closed(self) -> bool:
        """Whether it has ended, at this end or the other."""
        return self._wire.is_closed

    def close(self) -> None:
        """Ends the connection; a request that runs is cancelled."""
        self._end()

    def request(self, fields: dict[str, Any], values: "list[tuple[dict[str, Any], bytes]]" = [],
                on_event: Callable[[str, Any], None] = lambda kind, data: None,
                place: Optional[Placement] = None) -> dict[str, Any]:
        """Has the shell do something, and waits until it is done; what comes meanwhile goes to `on_event`.

        Ctrl-C cancels it at the shell's end too. An exception of `on_event` does as well, and is raised.
        """
        if os.getpid() != self._process:
            raise SessionError("a session can't be used in a forked process: attach there again")
        data = _frame(b"R", json.dumps({"protocol": VERSION, "values": len(values), **fields}).encode())
        data += b"".join(_frame(b"V", _value(header, bytes_)) for header, bytes_ in values)
        with self._turn:
            exchange = _Exchange(place)
            with self._wire.lock:
                if self._wire.is_closed:
                    raise SessionEndedError("the shell has ended")
                self._wire.exchange = exchange
            try:
                self._send(data)
                while not exchange.is_over or not exchange.events.empty():
                    kind, event = exchange.events.get()
                    if kind in ("problem", "failure"):
                        raise event
                    if kind != "done":
                        on_event(kind, event)
            except SessionError:
                raise
            except BaseException:
                self._cancel(exchange)
                raise
            finally:
                with self._wire.lock:
                    self._wire.exchange = None
            assert exchange.result is not None
            return exchange.result

    def _send(self, data: bytes) -> None:
        try:
            self._wire.socket.sendall(data)
        except OSError:
            # The reader says why, if it was not this end that closed it.
            raise SessionEndedError("the shell has ended") from None
        except BaseException:
            # A part of a message is no message.
            self.close()
            raise

    def _cancel(self, exchange: _Exchange) -> None:
        """Asks the shell to stop, and waits for that a little; then the connection is cut."""
        end = time.monotonic() + 5
        try:
            if not exchange.is_over and not self.is_closed:
                self._wire.socket.sendall(_frame(b"C", b""))
            while not exchange.is_over and time.monotonic() < end:
                try:
                    exchange.events.get(timeout=0.1)
                except queue.Empty:
                    pass
        except OSError:
            pass
        finally:
            if not exchange.is_over:
                self.close()


def _frame(kind: bytes, payload: bytes) -> bytes:
    if len(payload) > LIMIT:
        raise TooLargeError(f"{len(payload)} bytes don't fit into one message of at most {LIMIT}")
    return kind + struct.pack("<I", len(payload)) + payload


def _value(header: dict[str, Any], data: bytes) -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<I", len(text)) + text + data


def _end(wire: _Wire) -> None:
    wire.is_closed = True
    try:
        wire.socket.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
