"""The header block of a message or part: found, unfolded and bounded, whatever stands in it."""

from __future__ import annotations

import re

from zhichi.channels.email.mime.notes import MAX_HEADER_BYTES, MAX_HEADERS, MAX_VALUE_BYTES, Notes, Problem

_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_KNOWN = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|reply-to|sender|x-[a-z-]+)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


class Headers:
    """Unfolded raw values by lower-case name, in order of appearance."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, list[bytes]]) -> None:
        self._values = values

    def first(self, name: str) -> bytes:
        """First value of a field, b"" when absent."""
        values = self._values.get(name)
        return values[0] if values else b""

    def every(self, name: str) -> list[bytes]:
        """All values of a field."""
        return self._values.get(name, [])

    def __contains__(self, name: str) -> bool:
        return name in self._values


def read_headers(raw: bytes, start: int, end: int, notes: Notes) -> tuple[Headers, int]:
    """Headers of the entity in raw[start:end] and the offset where its body begins."""
    if raw.startswith((b"\n", b"\r\n"), start):
        return Headers({}), raw.index(b"\n", start) + 1
    stop, body = _blank_line(raw, start, end, notes)
    block = raw[start:stop]
    fields, used = _fields(block, notes)
    if used < len(block):  # a line that is no header ended the block early: it is already text
        body = start + used
    values: dict[str, list[bytes]] = {}
    for name, lines in fields:
        value = lines[0] if len(lines) == 1 else b"".join(lines)
        if len(value) > MAX_VALUE_BYTES:
            notes.add(Problem.HEADER_CUT)
            value = value[:MAX_VALUE_BYTES]
        values.setdefault(name.decode("ascii").lower(), []).append(value.strip())
    return Headers(values), body


def _blank_line(raw: bytes, start: int, end: int, notes: Notes) -> tuple[int, int]:
    """Where the header block stops and where the body starts; the block is bounded."""
    limit = min(end, start + MAX_HEADER_BYTES)
    crlf = raw.find(b"\n\r\n", start, limit)
    lf = raw.find(b"\n\n", start, limit if crlf < 0 else crlf + 1)
    if lf >= 0:
        return lf, lf + 2
    if crlf >= 0:
        return crlf, crlf + 3
    if limit < end:
        notes.add(Problem.HEADERS_CUT)
        line = raw.rfind(b"\n", start, limit) + 1
        rest = raw[line:limit]
        stop = limit if rest[:1] in (b" ", b"\t") or _NAME.match(rest) else line
        later = [found for mark in (b"\n\n", b"\n\r\n") if (found := raw.find(mark, limit, end)) >= 0]
        return stop, (min(later) + 2 if later else end)
    return end, end


def _fields(block: bytes, notes: Notes) -> tuple[list[tuple[bytes, list[bytes]]], int]:
    """(name, lines of the value) for each field, and how much of the block was header."""
    fields: list[tuple[bytes, list[bytes]]] = []
    last_known: int | None = None
    offset = 0
    for line in block.split(b"\n"):
        content = line.rstrip(b"\r")
        if content[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(content)
        elif match := _NAME.match(content):
            if len(fields) >= MAX_HEADERS:
                notes.add(Problem.HEADERS_CUT)
                return fields, len(block)
            fields.append((match[1], [content[match.end() :]]))
        elif offset or not content.startswith((b"From ", b">From ")):  # mbox separator
            if content:
                notes.add(Problem.HEADER_MALFORMED)
            if last_known is None:
                last_known = max((found.start() for found in _KNOWN.finditer(block)), default=-1)
            if offset > last_known:
                return fields, offset
            if fields:  # folded without indentation, as some Chinese gateways do
                fields[-1][1].append(content)
        offset += len(line) + 1
    return fields, len(block)
