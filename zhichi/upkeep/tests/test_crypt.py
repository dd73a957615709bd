"""Encryption of backups: keys, passphrases, damage, full disks."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import TYPE_CHECKING

import pyrage
import pytest

from zhichi.core.errors import DomainError
from zhichi.upkeep.archive import crypt

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

CONTENT = b"secret " * 50_000


def sealed(lock: crypt.Lock) -> bytes:
    target = BytesIO()
    crypt.encrypt(BytesIO(CONTENT), target, lock)
    return target.getvalue()


def opened(content: bytes, keys: list[object]) -> bytes:
    target = BytesIO()
    crypt.decrypt(BytesIO(content), target, keys, name="a.age")
    return target.getvalue()


def test_gives_back_what_was_encrypted() -> None:
    identity, recipient = crypt.new_identity()
    content = sealed(crypt.Lock((recipient,)))
    assert b"secret" not in content
    assert opened(content, [pyrage.x25519.Identity.from_str(identity)]) == CONTENT


def test_is_read_by_other_programs_of_the_format() -> None:
    identity, recipient = crypt.new_identity()
    content = sealed(crypt.Lock((recipient,)))
    assert content.startswith(b"age-encryption.org/v1\n")
    assert pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(identity)]) == CONTENT


@pytest.mark.parametrize("place", [30, 150, 100_000, -1])
def test_refuses_a_changed_byte(place: int) -> None:
    identity, recipient = crypt.new_identity()
    content = bytearray(sealed(crypt.Lock((recipient,))))
    content[place] ^= 1
    with pytest.raises(DomainError) as refused:
        opened(bytes(content), [pyrage.x25519.Identity.from_str(identity)])
    assert refused.value.code in {"damaged", "wrong-key"}


def test_refuses_a_cut_file() -> None:
    identity, recipient = crypt.new_identity()
    content = sealed(crypt.Lock((recipient,)))[: 65_536 * 2]
    with pytest.raises(DomainError) as refused:
        opened(content, [pyrage.x25519.Identity.from_str(identity)])
    assert refused.value.code == "damaged"


def test_refuses_the_key_of_another() -> None:
    content = sealed(crypt.Lock((crypt.new_identity()[1],)))
    with pytest.raises(DomainError) as refused:
        opened(content, [pyrage.x25519.Identity.generate()])
    assert refused.value.code == "wrong-key"


def test_asks_for_a_key() -> None:
    content = sealed(crypt.Lock((crypt.new_identity()[1],)))
    with pytest.raises(DomainError) as refused:
        opened(content, [])
    assert refused.value.code == "no-key"


def test_says_that_the_disk_is_full() -> None:
    class Full:
        def write(self, piece: bytes) -> int:
            raise OSError(crypt.NO_SPACE, "No space left on device")

        def flush(self) -> None:
            """Nothing."""

    for lock in (crypt.Lock(), crypt.Lock((crypt.new_identity()[1],))):
        with pytest.raises(DomainError) as refused:
            crypt.encrypt(BytesIO(CONTENT), Full(), lock)
        assert refused.value.code == "no-room"


def test_leaves_nothing_when_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused, crypt.written_whole(tmp_path / "a") as target:
        target.write(b"half")
        raise OSError(crypt.NO_SPACE, "No space left on device")
    assert refused.value.code == "no-room"
    assert not list(tmp_path.iterdir())


def test_packs_in_pieces() -> None:
    packed = crypt.Gzipped(BytesIO(CONTENT))
    pieces = []
    while piece := packed.read(1000):
        pieces.append(piece)
    assert gzip.decompress(b"".join(pieces)) == CONTENT


@pytest.mark.parametrize("text", ["AGE-SECRET-KEY-1AAAA", "age1short", "hello"])
def test_refuses_what_is_no_public_key(settings: Settings, tmp_path: Path, text: str) -> None:
    settings.BACKUP_RECIPIENTS = [text]
    with pytest.raises(DomainError) as refused:
        crypt.lock_of(tmp_path)
    assert refused.value.code == "backup-recipient"
    assert "SECRET-KEY-1AAAA" not in str(refused.value)


def test_guards_the_key_by_a_passphrase(settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_RECIPIENTS, settings.BACKUP_PASSPHRASE, settings.BACKUP_IDENTITY = [], "correct horse", ""
    lock = crypt.lock_of(tmp_path)
    assert crypt.lock_of(tmp_path) == lock
    (key,) = crypt.keys_of(tmp_path, passphrase="correct horse")
    assert opened(sealed(lock), [key]) == CONTENT
    with pytest.raises(DomainError) as refused:
        crypt.keys_of(tmp_path, passphrase="wrong horse")
    assert refused.value.code == "wrong-passphrase"


def test_begins_a_new_pool_with_new_keys() -> None:
    first, second = crypt.Lock((crypt.new_identity()[1],)), crypt.Lock((crypt.new_identity()[1],))
    assert len({first.pool, second.pool, crypt.Lock().pool}) == 3
