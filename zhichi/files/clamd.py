"""A client for ClamAV's daemon: two commands of its protocol, over TCP or a socket of this machine (6.4.1).

The content is sent along (INSTREAM), so that the daemon needs no right to read our folder and may run elsewhere.
Why no library: docs/decisions/0021-scanning-files.md.
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from zhichi.files.choices import Unscannable

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 180.0  # the daemon gives up a scan by itself after two minutes
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
DEFAULT_PORT = 3310
_ABOUT = re.compile(r"ClamAV (?P<engine>[^/\s]+)(?:/(?P<signatures>\d+)/(?P<dated>.+))?")
_LIMITS = "Heuristics.Limits.Exceeded"
_ENCRYPTED = "Heuristics.Encrypted"


class Away(Exception):
    """The daemon cannot be reached: whatever is to be scanned waits."""


class Unclear(Exception):
    """The daemon was reached and gave no verdict about this content: worth another try later."""


@dataclass(frozen=True)
class About:
    """What the daemon says of itself. `signatures` is "" and `dated` None for a database without ClamAV's own."""

    engine: str
    signatures: str = ""
    dated: datetime | None = None

    @property
    def version(self) -> str:
        """Changes whenever a content may be judged otherwise, as far as the daemon tells."""
        return f"{self.engine}/{self.signatures}" if self.signatures else self.engine


@dataclass(frozen=True)
class Answer:
    """A verdict: the name of what was found, or why the content could not be scanned; both "" for clean."""

    found: str = ""
    why_not: str = ""


class Clamd:
    """The daemon at `tcp://host:port` or `unix:///path`. Raises ValueError for another address."""

    def __init__(self, address: str) -> None:
        self.place = urlsplit(address)
        is_tcp = self.place.scheme == "tcp" and bool(self.place.hostname)
        is_local = self.place.scheme == "unix" and not self.place.netloc and len(self.place.path) > 1
        if not (is_tcp or is_local):
            raise ValueError(address)

    def about(self) -> About:
        """Version of the engine and of the signatures. Raises Away, or Unclear for an answer of something else."""
        with self._line(CONNECT_SECONDS) as line:
            answer = _ask(line, b"zVERSION\0")
        found = _ABOUT.match(answer)
        if found is None:
            raise Unclear(answer[:200])
        return About(found["engine"], found["signatures"] or "", _moment(found["dated"] or ""))

    def scan(self, content: BinaryIO) -> Answer:
        """The verdict about a content. Raises Away when nobody answers, Unclear when no verdict comes."""
        with self._line(ANSWER_SECONDS) as line:
            # A daemon that has read enough closes the line while we still write; what it said can be read all the same.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(b"zINSTREAM\0")
                while piece := content.read(PIECE):
                    line.sendall(struct.pack("!L", len(piece)) + piece)
                line.sendall(struct.pack("!L", 0))
            return _verdict(_answer(line))

    @contextlib.contextmanager
    def _line(self, seconds: float) -> Iterator[socket.socket]:
        try:
            line = self._connect()
        except OSError as error:
            raise Away(str(error)) from error
        try:
            line.settimeout(seconds)
            yield line
        except OSError as error:
            raise Unclear(str(error) or type(error).__name__) from error
        finally:
            line.close()

    def _connect(self) -> socket.socket:
        if self.place.scheme == "tcp":
            host, port = self.place.hostname or "", self.place.port or DEFAULT_PORT
            return socket.create_connection((host, port), timeout=CONNECT_SECONDS)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(CONNECT_SECONDS)
            line.connect(self.place.path)
        except OSError:
            line.close()
            raise
        return line


def _ask(line: socket.socket, command: bytes) -> str:
    line.sendall(command)
    return _answer(line)


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Answer:
    words = answer.removeprefix("stream: ")
    if words == "OK":
        return Answer()
    if words.endswith(" FOUND"):
        name = words.removesuffix(" FOUND")
        if name.startswith(_LIMITS):
            return Answer(why_not=Unscannable.TOO_LARGE)
        return Answer(why_not=Unscannable.ENCRYPTED) if name.startswith(_ENCRYPTED) else Answer(found=name)
    if "size limit exceeded" in words:
        return Answer(why_not=Unscannable.TOO_LARGE)
    raise Unclear(words[:200] or "no answer")


def _moment(text: str) -> datetime | None:
    """When the signatures were made; the daemon tells local time without a zone, good enough for their age."""
    try:
        return datetime.strptime(text.strip(), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
