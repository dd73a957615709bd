"""Parameters of Content-Type and Content-Disposition: RFC 2231, encoded words in quotes, raw 8-bit, missing quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from zhichi.channels.email.mime import charsets
from zhichi.channels.email.mime.words import header_text

if TYPE_CHECKING:
    from zhichi.channels.email.mime.notes import Notes

_PARAM = re.compile(
    rb""";\s*([^\s=;*"]+)(?:\*(\d{1,3}))?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))""",
    re.DOTALL,
)
_ESCAPED = re.compile(rb'\\(["\\])')
_EXTENDED = re.compile(rb"([^']{0,60})'[^']{0,40}'(.*)", re.DOTALL)

Segments = dict[int, tuple[bytes, bool]]


def parse_parameters(value: bytes, notes: Notes) -> tuple[str, dict[str, str]]:
    """The leading token in lower case and the decoded parameters by lower-case name."""
    head, separator, _ = value.partition(b";")
    token = head.strip().lower().decode("ascii", "replace")
    if not separator:
        return token, {}
    plain: dict[str, bytes] = {}
    segmented: dict[str, Segments] = {}
    for match in _PARAM.finditer(value, len(head)):
        name = match[1].decode("ascii", "replace").lower()
        data = _ESCAPED.sub(rb"\1", match[4]) if match[4] is not None else match[5].strip()
        if match[2] is None and match[3] is None:
            plain.setdefault(name, data)
        else:
            segmented.setdefault(name, {}).setdefault(int(match[2] or 0), (data, match[3] is not None))
    result = {name: header_text(data, notes) for name, data in plain.items()}
    # The RFC 2231 form wins: the plain one beside it is the sender's fallback for old readers.
    result.update((name, _joined(segments, notes)) for name, segments in segmented.items())
    return token, result


def _joined(segments: Segments, notes: Notes) -> str:
    ordered = [segments[index] for index in sorted(segments)]
    first, is_extended = ordered[0]
    charset = b""
    if is_extended and (match := _EXTENDED.fullmatch(first)):
        charset = match[1]
        ordered[0] = (match[2], True)
    data = b"".join(unquote_to_bytes(part) if extended else part for part, extended in ordered)
    if not any(extended for _, extended in ordered):
        return header_text(data, notes)
    return charsets.decode(data, charset.decode("ascii", "replace"), notes)
