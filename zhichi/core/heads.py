"""Signed heads of the record's Merkle log: what is signed, and whether it was. Free of Django, part of every bundle."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from zhichi.core.canonical import dumps

HEAD_FORMAT = "zhichi-head/1"
# `at` as chain.instant, `last_event` the id of the newest event in the log, `previous` the digest of the head before.
HEAD_FIELDS = ("number", "at", "size", "last_event", "root", "previous", "key")


def statement(head: Mapping[str, Any]) -> bytes:
    """What the signature of a head covers. Raises KeyError when a field is missing."""
    return dumps({"format": HEAD_FORMAT, **{name: head[name] for name in HEAD_FIELDS}})


def digest(head: Mapping[str, Any]) -> str:
    """What the next head says about this one."""
    return hashlib.sha256(statement(head)).hexdigest()


def fingerprint(public: str) -> str:
    """The name of a public key (32 bytes in hex): their SHA-256. Raises ValueError for what is no hex."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()


def is_signed(text: bytes, signature: str, public: str) -> bool:
    """Whether `signature` over `text` was made with the private half of `public` (both hex; Ed25519)."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - a large library
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - a large library

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
