"""Servers on the loopback for the tests of the connections."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zhichi.channels.email.tests.certificates import write_certificate
from zhichi.channels.email.tests.dovecot import Dovecot
from zhichi.channels.email.tests.kit import PostOffice
from zhichi.files.tests.conftest import clamd

__all__ = ["clamd"]

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def certificate() -> Iterator[tuple[Path, Path]]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    with tempfile.TemporaryDirectory(prefix="zhichi-tls-") as folder:
        yield write_certificate(Path(folder))


@pytest.fixture(scope="session")
def dovecot(certificate: tuple[Path, Path]) -> Iterator[Dovecot]:
    """One running Dovecot; every user name has a mailbox of its own in it."""
    server = Dovecot(*certificate)
    yield server
    server.stop()


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """A mail server that takes what we send."""
    office = PostOffice()
    office.open()
    yield office
    office.close()
