"""Secrets that must be used again (passwords of mailboxes), encrypted at rest with a key derived from SECRET_KEY."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEY_BYTES = 32


class BrokenSeal(ValueError):
    """The sealed text cannot be opened: it was changed, or sealed under another secret key or for another purpose."""


def seal(text: str, *, purpose: str) -> str:
    """Encrypt `text`; only `unseal` with the same purpose and secret key gives it back. An empty text stays empty."""
    return _box(purpose, _secrets()).encrypt(text.encode("utf-8")).decode("ascii") if text else ""


def unseal(sealed: str, *, purpose: str) -> str:
    """The text behind `seal`; keys of SECRET_KEY_FALLBACKS open too, so that the key can change. Raises BrokenSeal."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see _box

    if not sealed:
        return ""
    try:
        return _box(purpose, _secrets()).decrypt(sealed.encode("utf-8")).decode("utf-8")
    except (InvalidToken, UnicodeError) as error:
        raise BrokenSeal(purpose) from error


def is_fresh(sealed: str, *, purpose: str) -> bool:
    """Whether it opens with SECRET_KEY itself: what only SECRET_KEY_FALLBACKS open should be sealed anew."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see _box

    try:
        _box(purpose, _secrets()[:1]).decrypt(sealed.encode("utf-8"))
    except InvalidToken:
        return False
    return True


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=32)
def _box(purpose: str, secrets: tuple[str, ...]) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - a large library; few processes open seals

    return MultiFernet([Fernet(_key(purpose, secret)) for secret in secrets])


def _key(purpose: str, secret: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - see _box
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - see _box

    # One key for each purpose: a sealed text moved into another place does not open there.
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"zhichi {purpose}".encode())
    return base64.urlsafe_b64encode(derived.derive(secret.encode("utf-8")))
