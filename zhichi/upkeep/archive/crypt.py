"""Encryption of backups in the age format (age-encryption.org/v1): authenticated chunks of 64 KiB, X25519 keys.

Whoever makes a backup needs the recipients' public keys only. A passphrase guards an identity that lies beside the
backups (`key.age`), so that both ways are one: what is encrypted never depends on which of them a site chose. Anybody
with the `age` program and the key reads a backup without Zhichi.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

import pyrage
from django.conf import settings
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

WRAPPED_KEY = "key.age"
SUFFIX = ".age"
CHUNK = 256 * 1024
NO_SPACE = 28  # errno.ENOSPC; the library hands it on as text
AGE_ERRORS = (pyrage.DecryptError, pyrage.EncryptError, pyrage.IdentityError, pyrage.RecipientError)


@dataclass(frozen=True)
class Lock:
    """For whom backups are encrypted. Empty: not at all, and no keys go into them."""

    recipients: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """What names of encrypted files end with."""
        return SUFFIX if self.recipients else ""

    @property
    def pool(self) -> str:
        """The folder of contents that were encrypted for these recipients: a change of keys begins a new one."""
        named = hashlib.sha256(" ".join(sorted(self.recipients)).encode()).hexdigest()[:8]
        return f"pool-{named}" if self.recipients else "pool-plain"


def lock_of(place: Path) -> Lock:
    """The lock that the settings ask for. With a passphrase its key is made in `place` when it has none yet."""
    if settings.BACKUP_RECIPIENTS:
        for one in settings.BACKUP_RECIPIENTS:
            recipient(one)
        return Lock(tuple(settings.BACKUP_RECIPIENTS))
    if settings.BACKUP_PASSPHRASE:
        return Lock((str(_own_key(place).to_public()),))
    return Lock()


def keys_of(place: Path, *, identity: str = "", passphrase: str = "") -> list[Any]:
    """The keys that may open what lies in `place`: those given, else those of the settings. May be none."""
    found = []
    if identity or (not passphrase and settings.BACKUP_IDENTITY):
        found += _identities(identity or settings.BACKUP_IDENTITY)
    passphrase = passphrase or ("" if identity else settings.BACKUP_PASSPHRASE)
    wrapped = place / WRAPPED_KEY
    if passphrase and wrapped.exists():
        found.append(_unwrap(wrapped.read_bytes(), passphrase))
    return found


def new_identity() -> tuple[str, str]:
    """A fresh pair: the secret identity to be kept elsewhere, and the recipient for the setting."""
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def recipient(text: str) -> Any:
    """The public key `age1…`. Raises DomainError for anything else, above all for a secret one in the wrong place."""
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise DomainError(
            "backup-recipient",
            _("ZHICHI_BACKUP_RECIPIENTS holds no public key: “%s…”.") % text[:8],
            _("It begins with age1. “zhichi backup --new-key FILE” makes a pair and prints it."),
        ) from None


def encrypt(source: Any, target: Any, lock: Lock) -> None:
    """Copy `source` to `target`, encrypted where the lock asks for it. Raises OSError and DomainError "no-room"."""
    try:
        if lock.recipients:
            pyrage.encrypt_io(source, target, [recipient(one) for one in lock.recipients])
        else:
            while piece := source.read(CHUNK):
                target.write(piece)
    except (*AGE_ERRORS, OSError) as error:
        raise _explained(error) from error


def decrypt(source: Any, target: Any, keys: Sequence[Any], *, name: str) -> None:
    """The way back. Raises DomainError: "no-key", "wrong-key", "damaged" or "no-room". `name` says which file it is."""
    if not name.endswith(SUFFIX):
        while piece := source.read(CHUNK):
            target.write(piece)
        return
    if not keys:
        raise DomainError(
            "no-key",
            _("The backup is encrypted, and there is no key to open it."),
            _("Give the key (--identity FILE) or the passphrase."),
        )
    try:
        pyrage.decrypt_io(source, target, list(keys))
    except pyrage.DecryptError as error:
        if _is_no_space(error):
            raise _explained(error) from error
        if "atching keys" in str(error):
            raise DomainError(
                "wrong-key",
                _("The backup was encrypted for another key."),
                _("Use the key that belongs to %s.") % name,
            ) from error
        raise damaged(name) from error
    except OSError as error:
        if _is_no_space(error):
            raise _explained(error) from error
        raise damaged(name) from error


def damaged(name: str) -> DomainError:
    """A file of a backup is not as it was written."""
    return DomainError(
        "damaged",
        _("%s is damaged: it is not what was written.") % name,
        _("Take an older backup, or the copy in the second place."),
    )


def no_room(place: Path | str) -> DomainError:
    """A disk is full."""
    return DomainError(
        "no-room", _("The disk is full: %s") % place, _("Make room there; nothing half was left behind.")
    )


class Measured:
    """A target that counts, hashes and tells how far it is; `write` may raise Cancelled."""

    def __init__(self, target: BinaryIO | None, told: Callable[[int], None] | None = None) -> None:
        self._target, self._told = target, told
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Pass on."""
        self._hash.update(piece)
        self.size += len(piece)
        if self._target is not None:
            self._target.write(piece)
        if self._told is not None:
            self._told(self.size)
        return len(piece)

    def flush(self) -> None:
        """Pass on."""
        if self._target is not None:
            self._target.flush()

    @property
    def sha256(self) -> str:
        """The hash of what was written so far."""
        return self._hash.hexdigest()


class Gzipped:
    """Reads a file compressed; level 1, because a database shrinks to a fifth with it and the rest costs time."""

    def __init__(self, source: BinaryIO, told: Callable[[int], None] | None = None) -> None:
        self._source, self._told = source, told
        self._buffer = bytearray()
        self._packer = gzip.GzipFile(fileobj=self, mode="wb", compresslevel=1, mtime=0)  # type: ignore[call-overload]
        self._is_done = False

    def write(self, piece: bytes) -> int:
        """Called by the packer."""
        self._buffer += piece
        return len(piece)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` compressed bytes."""
        while not self._is_done and (size < 0 or len(self._buffer) < size):
            piece = self._source.read(CHUNK)
            if piece:
                self._packer.write(piece)
                if self._told is not None:
                    self._told(self._source.tell())
            else:
                self._packer.close()
                self._is_done = True
        taken = bytes(self._buffer if size < 0 else self._buffer[:size])
        del self._buffer[: len(taken)]
        return taken


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A new file, readable by its owner only, that is on the disk at the end; nothing stays when the block fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError) and _is_no_space(error):
            raise no_room(path.parent) from error
        raise


def _own_key(place: Path) -> Any:
    """The identity that the passphrase of the settings guards, made when there is none yet."""
    wrapped = place / WRAPPED_KEY
    if wrapped.exists():
        return _unwrap(wrapped.read_bytes(), settings.BACKUP_PASSPHRASE)
    made = pyrage.x25519.Identity.generate()
    with written_whole(wrapped) as target:
        target.write(pyrage.passphrase.encrypt(str(made).encode(), settings.BACKUP_PASSPHRASE))
    return made


@lru_cache(maxsize=4)
def _unwrap(wrapped: bytes, passphrase: str) -> Any:
    try:
        return pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(wrapped, passphrase).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeError):
        raise DomainError(
            "wrong-passphrase",
            _("The passphrase does not open the key of the backups."),
            _("Use the one that was set when the first backup was made there."),
        ) from None


def _identities(text: str) -> list[Any]:
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise DomainError(
            "bad-identity",
            _("This is no key for backups."),
            _("It is a line that begins with AGE-SECRET-KEY-1."),
        )
    return found


def _is_no_space(error: BaseException) -> bool:
    return getattr(error, "errno", None) == NO_SPACE or f"[Errno {NO_SPACE}]" in str(error)


def _explained(error: Exception) -> Exception:
    if _is_no_space(error):
        return no_room("")
    return error
