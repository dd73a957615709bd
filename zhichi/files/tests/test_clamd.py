"""The client of ClamAV's daemon, with a real daemon and with bad ones."""

from __future__ import annotations

import io
import socket
import threading
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from zhichi.files.clamd import Away, Clamd, Unclear
from zhichi.files.tests.daemon import EICAR, FIRST_VERSION, SIGNATURE, STREAM_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.files.tests.daemon import Daemon

pytestmark = pytest.mark.one_database


def scan(address: str, content: bytes) -> tuple[str, str]:
    answer = Clamd(address).scan(io.BytesIO(content))
    return answer.found, answer.why_not


@contextmanager
def answering(words: bytes | None) -> Iterator[str]:
    """A server that answers the first bytes with `words` and hangs up; None hangs up at once."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _address = server.accept()
            with line:
                if words is not None:
                    line.recv(1000)
                    line.sendall(words)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


def test_finds_what_the_signatures_name(clamd: Daemon) -> None:
    assert scan(clamd.address, EICAR) == (SIGNATURE, "")
    assert scan(clamd.address, b"harmless") == ("", "")
    assert scan(clamd.address, b"") == ("", "")


def test_finds_it_inside_an_archive(clamd: Daemon) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.txt", EICAR)
    assert scan(clamd.address, packed.getvalue()) == (SIGNATURE, "")


def test_works_over_a_socket_of_this_machine(clamd: Daemon) -> None:
    assert scan(clamd.local_address, EICAR) == (SIGNATURE, "")


def test_tells_versions(clamd: Daemon) -> None:
    about = Clamd(clamd.address).about()
    assert about.engine[0].isdigit()
    assert about.signatures == str(FIRST_VERSION)
    assert about.dated is not None
    assert about.version == f"{about.engine}/{FIRST_VERSION}"


def test_says_that_a_content_is_larger_than_the_daemon_takes(clamd: Daemon) -> None:
    assert scan(clamd.address, bytes(STREAM_LIMIT + 1)) == ("", "too-large")
    assert scan(clamd.address, bytes(4 * STREAM_LIMIT)) == ("", "too-large")  # it hangs up while we write


def test_says_that_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Away):
        scan(f"tcp://127.0.0.1:{port}", b"x")
    with pytest.raises(Away):
        scan("unix:///nowhere/clamd.sock", b"x")


@pytest.mark.parametrize(
    "words", [b"stream: Can't allocate memory ERROR\0", b"220 mail ready\r\n", b"\xff\xfe", b"", None]
)
def test_takes_no_other_answer_for_a_verdict(words: bytes | None) -> None:
    with answering(words) as address, pytest.raises(Unclear):
        scan(address, b"x")
    with answering(words) as address, pytest.raises(Unclear):
        Clamd(address).about()


def test_understands_versions_without_signatures_of_clamavs_own() -> None:
    with answering(b"ClamAV 1.4.3\0") as address:
        about = Clamd(address).about()
    assert (about.engine, about.signatures, about.dated) == ("1.4.3", "", None)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", ("", "too-large")),
        (b"stream: Heuristics.Encrypted.Zip FOUND\0", ("", "encrypted")),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", ("Win.Test.EICAR_HDB-1", "")),
    ],
)
def test_tells_limits_from_viruses(said: bytes, expected: tuple[str, str]) -> None:
    with answering(said) as address:
        assert scan(address, b"x") == expected


@pytest.mark.parametrize("bad", ["clamd", "127.0.0.1:3310", "tcp://", "unix://", "unix://host/path", "http://x:1"])
def test_refuses_addresses_that_are_none(bad: str) -> None:
    with pytest.raises(ValueError, match=r"\S|^$"):
        Clamd(bad)
