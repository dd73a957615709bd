"""The links of the record's chains: what is hashed, and how. Free of Django, part of every exported bundle."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from zhichi.core.canonical import dumps, sha256

GENESIS = "0" * 64  # stands before the first link of a chain


def payload_hash(salt: str, actor_label: str, data: bytes) -> str:
    """The salted hash that stands for a payload in the chain; `data` is canonical JSON."""
    return sha256(salt.encode(), actor_label.encode("utf-8", "surrogatepass"), data)


def instant(at: datetime) -> str:
    """An aware time as it is hashed: UTC with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def link_hash(
    stream: str, number: int, code: str, at: str, who: tuple[int | None, str], payload: str, previous: str
) -> str:
    """The hash of one link: everything but the payload itself, and the hash of the link before. `at` as `instant`."""
    body: dict[str, Any] = {
        "stream": stream,
        "number": number,
        "code": code,
        "at": at,
        "actor": who[0],
        "kind": who[1],
        "payload": payload,
    }
    return sha256(previous.encode(), dumps(body))
