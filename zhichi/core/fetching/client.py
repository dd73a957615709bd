"""Reads one address: bounded in bytes, time, redirects and what it unpacks to; each redirect is checked anew."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urldefrag, urljoin

from django.utils.translation import gettext as _

from zhichi import __version__
from zhichi.core.fetching.guard import Resolver, Target, Unreachable, system_resolver, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CHUNK = 64 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
NOT_MODIFIED = 304
AGENT = f"Zhichi/{__version__}"
OWN_HEADERS = ("accept", "accept-encoding", "user-agent", "if-none-match", "if-modified-since")
UNPACKED = {"": False, "identity": False, "gzip": True, "x-gzip": True, "deflate": True}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one address may cost: bytes on the wire and unpacked, seconds in all, redirects."""

    most_bytes: int = 10 * MEGABYTE
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True)
class Answer:
    """What came. `url` is where it came from in the end; names of headers are in small letters."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        """The plain type, like "text/html"."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass
class Client:
    """Reads addresses. `headers` go to the first host only: a redirect to another one never carries a secret along."""

    limits: Limits = field(default_factory=Limits)
    resolver: Resolver = system_resolver
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer (200 or 304). Raises Unreachable with words for people for everything else."""
        ends = time.monotonic() + self.limits.seconds
        sent = {"accept": "*/*", "accept-encoding": "gzip", "user-agent": AGENT}
        sent |= {name.lower(): value for name, value in {**self.headers, **(headers or {})}.items()}
        here = _quoted(url)
        first: Target | None = None
        for _turn in range(self.limits.redirects + 1):
            target = target_of(here, self.resolver)
            first = first or target
            if _site(target) != _site(first):
                sent = {name: value for name, value in sent.items() if name in OWN_HEADERS}
            answer = self._ask(here, target, sent, ends)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return _checked(answer)
            here = _quoted(urljoin(here, answer.headers["location"]))
        raise Unreachable("redirects", _("“%s” sends us on again and again.") % url[:200])

    def _ask(self, url: str, target: Target, headers: Mapping[str, str], ends: float) -> Answer:
        last: Exception | None = None
        for address in target.addresses:
            try:
                with _connected(target, address, ends) as connection:
                    connection.request("GET", target.path, headers=dict(headers))
                    return self._read(url, connection.getresponse(), ends)
            except TimeoutError as error:
                last = error
            except (OSError, http.client.HTTPException, ValueError) as error:
                last = error
            if time.monotonic() >= ends:
                raise _too_slow(url) from last
        if isinstance(last, TimeoutError):
            raise _too_slow(url) from last
        raise Unreachable(
            "broken", _("“%(url)s” could not be read: %(reason)s") % {"url": url[:200], "reason": _reason(last)},
            _("Try again later."),
        ) from last  # fmt: skip

    def _read(self, url: str, response: http.client.HTTPResponse, ends: float) -> Answer:
        headers = {name.lower(): value for name, value in response.getheaders()}
        if response.status in REDIRECTS:
            return Answer(url, response.status, headers, b"")
        coding = headers.get("content-encoding", "").strip().lower()
        if coding not in UNPACKED:
            raise Unreachable("coding", _("“%(url)s” is packed as “%(coding)s”, which is not read.")
                              % {"url": url[:200], "coding": coding[:20]})  # fmt: skip
        unpack = zlib.decompressobj(wbits=47) if UNPACKED[coding] else None
        most, parts, size, raw = self.limits.most_bytes, [], 0, 0
        while chunk := response.read1(CHUNK):
            if time.monotonic() >= ends:
                raise _too_slow(url)
            raw += len(chunk)
            try:
                piece = unpack.decompress(chunk, most - size + 1) if unpack else chunk
            except zlib.error as error:
                raise Unreachable("broken", _("What “%s” sent is damaged.") % url[:200]) from error
            size += len(piece)
            parts.append(piece)
            if max(size, raw) > most:
                words = _("“%(url)s” is larger than %(most)s MB.")
                raise Unreachable("too-large", words % {"url": url[:200], "most": most // MEGABYTE})
        if time.monotonic() >= ends:  # cut in the middle: what looks like an end is none
            raise _too_slow(url)
        if response.length:
            raise Unreachable("broken", _("What “%s” sent is damaged.") % url[:200], _("Try again later."))
        return Answer(url, response.status, headers, b"".join(parts))


class _Plain(http.client.HTTPConnection):
    """Connects to an address that was checked, and names the host in the request only."""

    def __init__(self, target: Target, address: str, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Secure(_Plain):
    """The same over TLS; the certificate has to be the host's."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


@contextmanager
def _connected(target: Target, address: str, ends: float) -> Iterator[_Plain]:
    """A connection that is cut at `ends`: a server that sends a byte now and then holds nobody up."""
    left = max(0.1, ends - time.monotonic())
    kind = _Secure if target.scheme == "https" else _Plain
    connection = kind(target, address, left)
    knife = threading.Timer(left, _cut, [connection])
    knife.daemon = True
    knife.start()
    try:
        yield connection
    finally:
        knife.cancel()
        connection.close()


def _cut(connection: _Plain) -> None:
    held = connection.sock
    if held is not None:
        try:
            held.shutdown(socket.SHUT_RDWR)
        except OSError:  # closed already
            return


def _site(target: Target) -> tuple[str, str, int]:
    return target.scheme, target.host, target.port


def _quoted(url: str) -> str:
    """The address without its fragment, other than ASCII characters as browsers send them."""
    plain = urldefrag(url.strip()).url
    head, sep, rest = plain.partition("://")
    host, slash, path = rest.partition("/")
    return f"{head}{sep}{host}{slash}{quote(path, safe=';/?:@&=+$,%!*()~-._[]' + chr(39))}"


def _checked(answer: Answer) -> Answer:
    if answer.status in {200, NOT_MODIFIED}:
        return answer
    if answer.status in {401, 403, 407}:
        raise Unreachable(
            "refused", _("“%(url)s” asks for a sign-in or refuses us (%(status)s).")
            % {"url": answer.url[:200], "status": answer.status},
            _("Give the source an address that everybody may read, or a key."), answered=answer.status,
        )  # fmt: skip
    if answer.status in {404, 410}:
        raise Unreachable("gone", _("“%s” is not there any more.") % answer.url[:200], answered=answer.status)
    words = _("“%(url)s” answered %(status)s.") % {"url": answer.url[:200], "status": answer.status}
    raise Unreachable("status", words, _("Try again later."), answered=answer.status)


def _too_slow(url: str) -> Unreachable:
    return Unreachable("too-slow", _("“%s” did not answer in time.") % url[:200], _("Try again later."))


def _reason(error: Exception | None) -> str:
    """Why a connection failed, in words where it is one of the usual ways."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("its certificate is not valid")
    if isinstance(error, ConnectionRefusedError):
        return _("nothing answers at this address and port")
    if isinstance(error, ConnectionResetError | BrokenPipeError | http.client.RemoteDisconnected):
        return _("the connection was cut")
    return str(error)[:200]
