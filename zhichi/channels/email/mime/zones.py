"""Time zones as calendar programs name them: of IANA, of Windows, or only described by their offset."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
_OFFSET = re.compile(r"([+-])(\d{2})[:.]?(\d{2})(?:\d{2})?")
_SHOWN_OFFSET = re.compile(r"\((?:UTC|GMT)([+-]\d{2}[:.]\d{2})\)")


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo | None:
    """The zone of a TZID: "Asia/Shanghai", with a prefix before it, or "China Standard Time"."""
    known = get_global("windows_zone_mapping").get(name, name)
    pieces = [piece for piece in known.split("/") if piece][-3:]
    for start in range(len(pieces)):
        if found := _zone("/".join(pieces[start:])):
            return found
    return None


def _zone(key: str) -> tzinfo | None:
    if not _NAME.fullmatch(key):
        return None
    try:
        return ZoneInfo(key)
    except (LookupError, ValueError, OSError):  # a folder of the zones' database is an OSError
        return None


def zone_of_offset(text: str) -> tzinfo | None:
    """A zone that is always so far from UTC: "+0800"; None for what is no offset."""
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)) if minutes < 24 * 60 else None


def zone_described(name: str) -> tzinfo | None:
    """The zone of a name that shows its offset, as Outlook's "(UTC+08:00) 北京" does."""
    match = _SHOWN_OFFSET.match(name)
    return zone_of_offset(match[1]) if match else None
