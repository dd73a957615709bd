"""Address lists: quoted names, comments, groups, encoded words with commas, and what people type by hand."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhichi.channels.email.mime.notes import MAX_ADDRESSES, Notes, Problem
from zhichi.channels.email.mime.words import ENCODED_WORD, header_text


class Address(NamedTuple):
    """Display name (may be empty) and address as written."""

    name: str
    address: str


# Values come stripped. Every pattern is linear: no two neighbouring repeats can match the same byte.
_SIMPLE = re.compile(
    rb'(?:"([^"<>@,;()\\=]*)"\s*|([^"<>@,;():=]*))<([^\x00-\x20\x7f<>@,;()":]+@[^\x00-\x20\x7f<>@,;()":]+)>'
)
_BARE = re.compile(rb'[^\x00-\x20\x7f<>@,;()":]+@[^\x00-\x20\x7f<>@,;()":]+')
_QUOTED_LOCAL = rb'"[^\x00-\x1f\x7f"\\<>@]{1,64}"@[^\x00-\x20\x7f<>"(),;:@]+'
_TOKEN = re.compile(
    ENCODED_WORD.pattern
    + rb"|(?P<full>"
    + _QUOTED_LOCAL
    + rb")"
    + rb'|(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<angle><[^<>]*>)|(?P<special>[,;:()])|[^,;:()<>"=]+|.',
    re.DOTALL,
)
_BALANCED = re.compile(rb'(?:[^"]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_QUOTED_FULL = re.compile(_QUOTED_LOCAL)
_PIECE = re.compile(rb'[^\x00-\x20\x7f<>"(),;:]+')
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
# An address that stands somewhere in a text, as people and servers write it there.
SHOWN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


def parse_addresses(values: list[bytes], notes: Notes) -> list[Address]:
    """Every mailbox of all values of a field, in order; groups are opened, empty entries dropped."""
    found: list[Address] = []
    for value in values:
        if match := _SIMPLE.fullmatch(value):
            found.append(Address(header_text(match[1] or match[2] or b"", notes), match[3].decode("utf-8", "replace")))
        elif match := _BARE.fullmatch(value):
            found.append(Address("", match[0].decode("utf-8", "replace")))
        elif value.strip():
            found.extend(_parse_list(value, notes))
    if len(found) > MAX_ADDRESSES:
        notes.add(Problem.ADDRESSES_CUT)
        del found[MAX_ADDRESSES:]
    return found


class _Entry:
    """One list entry while its tokens are collected."""

    __slots__ = ("angle", "comment", "words")

    def __init__(self) -> None:
        self.words: list[bytes] = []
        self.comment: list[bytes] = []
        self.angle = b""


def _parse_list(value: bytes, notes: Notes) -> list[Address]:
    found: list[Address] = []
    if not _BALANCED.fullmatch(value):
        value = value.replace(b'"', b" ")  # an open quote would swallow every address after it
    entry, depth = _Entry(), 0
    for match in _TOKEN.finditer(value):
        token, special = match[0], match["special"]
        if special == b"(" or (depth and special == b")"):
            depth += 1 if special == b"(" else -1
        elif depth:
            entry.comment.append(token)
        elif special in (b",", b";"):
            entry = _close(entry, found, notes, is_last=False)
        elif special == b":" and not entry.angle:
            entry = _Entry()  # the name of a group
        elif match["angle"] is not None or match["full"] is not None:
            entry.angle = entry.angle or token.strip(b"<>")
        elif special is None:
            entry.words.append(_ESCAPED.sub(rb"\1", token[1:-1]) if match["quoted"] is not None else token)
        if len(found) > MAX_ADDRESSES:
            break
    _close(entry, found, notes, is_last=True)
    return found


def _close(entry: _Entry, found: list[Address], notes: Notes, *, is_last: bool) -> _Entry:
    """Add the finished entry; an unquoted "Zhang, San <a@b>" hands its first half to the next entry."""
    words = b"".join(entry.words)
    address = _address_in(entry.angle)
    name = words.strip()
    if not address and (address := _address_in(words)):
        name = words.replace(address, b"", 1).strip() or b"".join(entry.comment).strip()
    if not address and not is_last and name:
        following = _Entry()
        following.words = [words, b","]
        return following
    if address or name:
        found.append(Address(header_text(name, notes), address.decode("utf-8", "replace")))
    return _Entry()


def _address_in(text: bytes) -> bytes:
    """The first thing in `text` that can be an address, b"" when there is none."""
    if b"@" not in text:
        return b""
    if _QUOTED_FULL.fullmatch(text):
        return text
    for piece in _PIECE.findall(text.removeprefix(b"mailto:")):
        local, _, domain = piece.partition(b"@")
        if local and domain and b"@" not in domain:
            return bytes(piece)
    return b""
