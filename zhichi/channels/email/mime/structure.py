"""The parts of a message, found without recursion and without copying.

The standard library's parser recurses once per level (RecursionError at 1,000), tests every line against every
open boundary and needs 8.7 times a 25 MB message in memory; this one keeps offsets into the raw bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhichi.channels.email.mime.headers import Headers, read_headers
from zhichi.channels.email.mime.notes import MAX_DEPTH, MAX_PARTS, Notes, Problem
from zhichi.channels.email.mime.params import parse_parameters

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_DELIMITER_END = re.compile(rb"(--)?[ \t]*\r?(?:\n|\Z)")
_FIRST_DASHES = re.compile(rb"(?:\A|\n)--([^\r\n]{1,70})\r?\n")
_GUESS_WINDOW = 8_192
# Lines that merely look like a boundary are worth a second look only so often.
_MAX_CANDIDATES = 50_000

Span = tuple[int, int]


@dataclass(slots=True)
class Part:
    """A leaf: one piece of content, and the place in `source` where it stands."""

    headers: Headers
    content_type: str
    params: dict[str, str]
    source: bytes
    start: int
    end: int
    alternative: int = 0  # outermost multipart/alternative around it; 0 for none
    is_root: bool = False
    around: str = ""  # content type of the multipart that it is a part of


@dataclass(slots=True)
class Tree:
    """All leaves in order, and the headers and type of the message itself."""

    headers: Headers
    content_type: str
    params: dict[str, str]
    parts: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class _Entity:
    start: int
    end: int
    depth: int
    alternative: int
    default_type: str
    around: str = ""


def read_tree(raw: bytes, notes: Notes) -> Tree:
    """Walk the message; bounded in depth and number of parts, what is beyond is named in `notes`."""
    return _Walker(raw, notes).walk()


class _Walker:
    """One walk over one message."""

    def __init__(self, raw: bytes, notes: Notes) -> None:
        self.raw = raw
        self.notes = notes
        self.candidates = _MAX_CANDIDATES
        self.alternatives = 0

    def walk(self) -> Tree:
        tree: Tree | None = None
        parts: list[Part] = []
        pending = [_Entity(0, len(self.raw), 0, 0, "text/plain")]
        while pending:
            entity = pending.pop()
            headers, body = read_headers(self.raw, entity.start, entity.end, self.notes)
            content_type, params = _content_type(headers, entity.default_type, self.notes)
            tree = tree or Tree(headers, content_type, params, parts)
            children: list[Span] = []
            if content_type.startswith("multipart/"):
                children = self._open(body, entity, params.get("boundary", ""))
            if children:
                pending.extend(reversed(self._entities(children, entity, content_type)))
                continue
            is_root = entity.depth == 0
            parts.append(
                Part(
                    headers=headers,
                    content_type=content_type,
                    params=params,
                    source=self.raw,
                    start=body,
                    end=entity.end,
                    alternative=entity.alternative,
                    is_root=is_root,
                    around=entity.around,
                )
            )
            if len(parts) >= MAX_PARTS and pending:
                self.notes.add(Problem.PARTS_CUT)
                break
        return tree or Tree(Headers({}), "text/plain", {}, parts)

    def _entities(self, spans: list[Span], parent: _Entity, content_type: str) -> list[_Entity]:
        alternative = parent.alternative
        if content_type == "multipart/alternative" and not alternative:
            self.alternatives += 1
            alternative = self.alternatives
        default = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
        depth = parent.depth + 1
        return [_Entity(start, end, depth, alternative, default, content_type) for start, end in spans]

    def _open(self, body: int, entity: _Entity, declared: str) -> list[Span]:
        """Spans of the parts of a multipart; empty when it cannot be opened, which makes it a leaf."""
        if entity.depth >= MAX_DEPTH:
            self.notes.add(Problem.DEPTH_CUT)
            return []
        boundary = declared.encode("utf-8", "replace") or _guessed_boundary(self.raw, body, entity.end)
        spans = self._split(body, entity.end, boundary) if boundary else []
        if not spans or not declared:
            self.notes.add(Problem.BOUNDARY_MISSING)
        return spans

    def _split(self, start: int, end: int, boundary: bytes) -> list[Span]:
        """Spans between the delimiter lines; text before the first and after the closing one is no part (RFC 2046)."""
        raw, delimiter = self.raw, b"\n--" + boundary
        found: list[Span] = []
        opened = -1
        # The line break that ends one line may begin the next delimiter, hence start - 1.
        position = raw.find(delimiter, max(start - 1, 0), end)
        while position >= 0 and self.candidates > 0:
            self.candidates -= 1
            after = _DELIMITER_END.match(raw, position + len(delimiter), end)
            if after is None:
                position = raw.find(delimiter, position + 1, end)
                continue
            if opened >= 0:
                stop = position - 1 if raw[position - 1 : position] == b"\r" else position
                found.append((opened, max(opened, stop)))
            if after[1]:
                return found or [(position, position)]  # empty, but not what a person should read
            if len(found) > MAX_PARTS:
                self.notes.add(Problem.PARTS_CUT)
                return found
            opened = after.end()
            position = raw.find(delimiter, opened - 1, end)
        if opened >= 0:
            self.notes.add(Problem.MULTIPART_UNCLOSED)
            found.append((opened, end))
        return found


def _content_type(headers: Headers, default: str, notes: Notes) -> tuple[str, dict[str, str]]:
    value = headers.first("content-type")
    if not value:
        return default, {}
    token, params = parse_parameters(value, notes)
    if _TYPE.fullmatch(token):
        return token, params
    # RFC 2045 5.2: an unreadable type is plain text, unless it names a file.
    return ("application/octet-stream" if "name" in params else "text/plain"), params


def _guessed_boundary(raw: bytes, start: int, end: int) -> bytes:
    match = _FIRST_DASHES.search(raw[start : min(end, start + _GUESS_WINDOW)])
    return match[1].rstrip() if match else b""
