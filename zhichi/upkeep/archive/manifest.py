"""What a backup says about itself: version, migrations, counts, the head of the record, its pieces by hash; signed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = 1
NAME, SIGNATURE = "manifest.json", "manifest.sig"
LONGEST = 8 * 1024 * 1024  # bytes; a longer one is not ours


@dataclass(frozen=True)
class Piece:
    """One file of a backup as it lies there."""

    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One backup. Times are ISO 8601 in UTC; `files` are contents, `lost` those that the disk had lost before."""

    format: int
    product: str
    version: str
    name: str
    made_at: str
    database: str  # "sqlite" or "postgresql"
    database_version: str
    migrations: list[str]
    counts: dict[str, int]  # rows of each table
    events: int
    last_event: int
    last_hash: str
    files: int
    files_bytes: int
    pool: str
    pieces: dict[str, Piece]
    recipients: list[str] = field(default_factory=list)
    has_keys: bool = False
    lost: list[str] = field(default_factory=list)
    signed_by: str = ""

    @property
    def at(self) -> datetime:
        """When the database was copied."""
        return datetime.fromisoformat(self.made_at)

    @property
    def size(self) -> int:
        """Bytes of its own pieces; contents in the pool are shared with other backups."""
        return sum(piece.size for piece in self.pieces.values())

    @property
    def suffix(self) -> str:
        """What names of its contents end with."""
        return ".age" if self.recipients else ""


def write(folder: Path, manifest: Manifest) -> str:
    """Write and sign the manifest; returns the key that signed, in hexadecimal."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - a large library

    key = _signing_key()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    text = json.dumps(asdict(manifest) | {"signed_by": public}, ensure_ascii=False, indent=1, sort_keys=True).encode()
    (folder / NAME).write_bytes(text)
    (folder / SIGNATURE).write_text(key.sign(text).hex() + "\n", "ascii")
    return public


def read(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`. Raises DomainError for what is none, is damaged or is too new."""
    try:
        text = (folder / NAME).read_bytes()[:LONGEST]
        values: dict[str, Any] = json.loads(text)
        is_ours = values["product"] == "zhichi"
    except FileNotFoundError:
        raise DomainError(
            "no-backup",
            _("%s is no backup.") % folder,
            _("Name the folder of one backup; “zhichi backup --list” shows them."),
        ) from None
    except (ValueError, KeyError, TypeError):
        raise _unreadable(folder) from None
    if not is_ours or not isinstance(values.get("format"), int) or values["format"] > FORMAT:
        raise DomainError(
            "foreign-format",
            _("This backup was made by a newer version (%s).") % str(values.get("version", "?"))[:20],
            _("Install that version and restore with it."),
        )
    _check_signature(folder, text, str(values.get("signed_by", "")))
    try:
        pieces = {name: Piece(**piece) for name, piece in values.pop("pieces").items()}
        return Manifest(**values, pieces=pieces)
    except (TypeError, AttributeError, KeyError):
        raise _unreadable(folder) from None


def is_signed_here(manifest: Manifest) -> bool:
    """Whether the key that signed it belongs to the secret key of this installation."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - a large library

    own = _signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    return manifest.signed_by == own


def _check_signature(folder: Path, text: bytes, signed_by: str) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - a large library
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - a large library

    try:
        signature = bytes.fromhex((folder / SIGNATURE).read_text("ascii").strip())
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed_by)).verify(signature, text)
    except (OSError, ValueError, InvalidSignature):
        raise _unreadable(folder) from None


def _unreadable(folder: Path) -> DomainError:
    return DomainError(
        "damaged",
        _("The description of the backup in %s was changed or is damaged.") % folder,
        _("Take another backup; do not use this one."),
    )


def _signing_key() -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - a large library
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - a large library
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - a large library

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"zhichi backup manifest")
    return Ed25519PrivateKey.from_private_bytes(derived.derive(settings.SECRET_KEY.encode()))
