"""One byte form for each JSON value, so that a hash means the same on every machine."""

from __future__ import annotations

import hashlib
import json
from typing import Any

# json.dumps would make an encoder for each call.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def dumps(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no white space, UTF-8, no NaN. Raises ValueError or TypeError otherwise."""
    return _encode(value).encode("utf-8", "surrogatepass")


def sha256(*parts: bytes) -> str:
    """Hex SHA-256 over the parts, each preceded by its length so that no two lists of parts collide."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
