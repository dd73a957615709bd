"""Dates and message ids of a header."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from typing import TYPE_CHECKING

from zhichi.channels.email.mime.notes import MAX_MESSAGE_ID_CHARS, MAX_REFERENCES, Notes, Problem

if TYPE_CHECKING:
    from zhichi.channels.email.mime.headers import Headers

_ANGLE = re.compile(rb"<([^<>]*)>")
_SPACE = re.compile(rb"\s+")


def sent_at(headers: Headers, notes: Notes) -> datetime | None:
    """The Date field in UTC; None when absent or unreadable. A missing zone counts as UTC."""
    value = headers.first("date")
    if not value:
        notes.add(Problem.DATE_MISSING)
        return None
    text = value[:100].decode("ascii", "replace")
    moment = _rfc_date(text) or _iso_date(text)
    if moment is None:
        notes.add(Problem.DATE_INVALID)
    return moment


def _rfc_date(text: str) -> datetime | None:
    try:
        parsed = parsedate_tz(text)
        if parsed is None:
            return None
        year, month, day, hour, minute, second = parsed[:6]
        local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return local - timedelta(seconds=parsed[9] or 0)
    except (ValueError, TypeError, IndexError, OverflowError):  # parsedate_tz trips over some broken dates
        return None


def _iso_date(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def message_ids(value: bytes) -> list[str]:
    """Message ids of a field in order, each once, always in angle brackets; folded ids are mended."""
    found: dict[str, None] = {}
    candidates: list[bytes] = _ANGLE.findall(value) or value.split()[:1]
    for candidate in candidates:
        inner = _SPACE.sub(b"", candidate).decode("utf-8", "replace").replace("\x00", "")
        if inner and len(inner) <= MAX_MESSAGE_ID_CHARS - 2:
            found[f"<{inner}>"] = None
    return list(found)


def message_id(headers: Headers, notes: Notes) -> str:
    """The message's own id, "" when it has none that can be used."""
    ids = message_ids(headers.first("message-id"))
    if not ids:
        notes.add(Problem.MESSAGE_ID_MISSING)
        return ""
    return ids[0]


def references(headers: Headers, notes: Notes) -> tuple[str, ...]:
    """References in order, oldest first; a very long chain keeps its first id and its last ones."""
    value = headers.first("references")
    ids = message_ids(value) if value else []
    if len(ids) > MAX_REFERENCES:
        notes.add(Problem.REFERENCES_CUT)
        ids = [ids[0], *ids[1 - MAX_REFERENCES :]]
    return tuple(ids)
