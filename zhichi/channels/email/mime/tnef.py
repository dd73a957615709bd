"""What Outlook packs into `winmail.dat` (MS-OXTNEF): files, and the letter's text where the mail has no other.

Bounded by the bytes that are there; a length that promises more ends the reading. Never raises.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from zhichi.channels.email.mime import charsets
from zhichi.channels.email.mime.notes import Notes
from zhichi.channels.email.mime.rtf import read_compressed

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILES = 500
MAX_DEPTH = 3  # of letters packed into each other
_MAX_VALUES = 20_000
_SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD = struct.Struct("<BII")  # level, name of the attribute, length
_NEW_FILE, _TITLE, _DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_BODY, _PROPERTIES, _CODE_PAGE = 0x0002800C, 0x00069003, 0x00069007
_SUBJECT = 0x00018004
# Names of MAPI properties (MS-OXPROPS).
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _CONTENT, _MIME_TYPE, _CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x3701, 0x370E, 0x3712
_TEXT, _HTML, _TOPIC, _RICH = 0x1000, 0x1013, 0x0037, 0x1009
_LONG_SIZES = {0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}  # all other fixed values take four bytes
_OBJECT, _STRING, _UNICODE, _BINARY = 0x0D, 0x1E, 0x1F, 0x0102
_STRINGS = frozenset((_OBJECT, _STRING, _UNICODE, _BINARY))
_SEVERAL = 0x1000
_NAMED = 0x8000


@dataclass(slots=True)
class Packed:
    """A file in it. `content_id` is bare."""

    name: str = ""
    content_type: str = ""
    content_id: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Box:
    """What was found. `is_whole` is False where the bytes end early: then the box itself is worth keeping."""

    files: list[Packed] = field(default_factory=list)
    subject: str = ""
    text: str = ""
    html: str = ""
    is_whole: bool = True


class _Property(NamedTuple):
    name: int
    kind: int
    value: bytes


class _Damaged(ValueError):
    """The bytes end early."""


def is_tnef(data: bytes) -> bool:
    """Whether it begins as such a box does."""
    return data.startswith(_SIGNATURE)


def unpack(data: bytes, depth: int = 0) -> Box:
    """Everything in the box; boxes in it are unpacked into the same one."""
    box = Box()
    if not is_tnef(data):
        box.is_whole = False
        return box
    page = "cp1252"
    try:
        for name, content in _attributes(data):
            if name == _CODE_PAGE:
                page = _page_of(content)
            elif name == _SUBJECT:
                box.subject = _words(content, page)
            elif name == _BODY:
                box.text = box.text or _words(content, page)
            elif name == _PROPERTIES:
                _read_letter(box, content, page)
            elif len(box.files) < MAX_FILES:
                _read_file(box, name, content, page, depth)
    except _Damaged:
        box.is_whole = False
    box.files = [each for each in box.files if each.content]
    return box


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = len(_SIGNATURE) + 2
    while position + _HEAD.size <= len(data):
        level, name, size = _HEAD.unpack_from(data, position)
        position += _HEAD.size
        if level not in (1, 2) or position + size > len(data):
            raise _Damaged
        yield name, data[position : position + size]
        position += size + 2  # a checksum of the transport, which mail has no use for


def _read_letter(box: Box, content: bytes, page: str) -> None:
    for name, kind, value in _properties(content):
        if name == _TEXT:
            box.text = _said(kind, value, page)
        elif name == _HTML:
            box.html = charsets.decode(value, "", Notes()) if kind == _BINARY else _said(kind, value, page)
        elif name == _TOPIC:
            box.subject = _said(kind, value, page)
        elif name == _RICH:
            rich = read_compressed(value)
            box.text, box.html = box.text or rich.text, box.html or rich.html


def _read_file(box: Box, name: int, content: bytes, page: str, depth: int) -> None:
    if name == _NEW_FILE:
        box.files.append(Packed())
    elif not box.files:
        return
    elif name == _TITLE:
        box.files[-1].name = box.files[-1].name or _words(content, page)
    elif name == _DATA:
        box.files[-1].content = content
    elif name == _FILE_PROPERTIES:
        _read_properties(box, content, page, depth)


def _read_properties(box: Box, content: bytes, page: str, depth: int) -> None:
    file = box.files[-1]
    names: dict[int, str] = {}
    for name, kind, value in _properties(content):
        if name in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME):
            names[name] = _said(kind, value, page)
        elif name == _MIME_TYPE:
            file.content_type = _said(kind, value, page).lower()
        elif name == _CONTENT_ID:
            file.content_id = _said(kind, value, page).strip("<> ")
        elif name == _CONTENT and kind == _OBJECT:
            _read_inner(box, value[16:], depth)
        elif name == _CONTENT and not file.content:
            file.content = value
    file.name = next((names[each] for each in (_LONG_NAME, _SHOWN_NAME, _SHORT_NAME) if names.get(each)), file.name)


def _read_inner(box: Box, data: bytes, depth: int) -> None:
    """A letter in the letter: its words as a file, and its files."""
    if not is_tnef(data) or depth + 1 >= MAX_DEPTH:
        box.files[-1].content = box.files[-1].content or data
        return
    inner = unpack(data, depth + 1)
    words = inner.text or inner.html
    if words:
        ending, kind = ("txt", "text/plain") if inner.text else ("html", "text/html")
        box.files[-1] = Packed(f"{inner.subject or 'message'}.{ending}", kind, "", words.encode("utf-8", "replace"))
    room = MAX_FILES - len(box.files)
    box.files += inner.files[:room]
    box.is_whole = box.is_whole and inner.is_whole


def _properties(data: bytes) -> Iterator[_Property]:
    """The MAPI properties of an attribute; of several values of one the first."""
    reader = _Reader(data)
    for _ in range(min(reader.number(), _MAX_VALUES)):
        tag = reader.number()
        kind, name = tag & 0xFFFF, tag >> 16
        if name >= _NAMED:
            reader.take(16)
            reader.take(_padded(reader.number()) if reader.number() else 4)
        plain = kind & ~_SEVERAL
        count = reader.number() if kind & _SEVERAL or plain in _STRINGS else 1
        if count > _MAX_VALUES:
            raise _Damaged
        values = [reader.value(plain) for _ in range(count)]
        if values:
            yield _Property(name, plain, values[0])


class _Reader:
    """Takes values from the front of some bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def take(self, size: int) -> bytes:
        end = self.position + size
        if end > len(self.data):
            raise _Damaged
        found = self.data[self.position : end]
        self.position = end
        return found

    def number(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def value(self, kind: int) -> bytes:
        if kind not in _STRINGS:
            return self.take(_LONG_SIZES.get(kind, 4))
        size = self.number()
        return self.take(_padded(size))[:size]


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4


def _page_of(content: bytes) -> str:
    return f"cp{int.from_bytes(content[:4], 'little')}"


def _said(kind: int, value: bytes, page: str) -> str:
    if kind == _UNICODE:
        return value.decode("utf-16-le", "replace").replace("\0", "").strip()
    return _words(value, page)


def _words(content: bytes, page: str) -> str:
    return charsets.decode(content.rstrip(b"\0"), page, Notes()).replace("\0", "").strip()
