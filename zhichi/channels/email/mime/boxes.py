"""Files inside files of old programs (`winmail.dat`, uuencode) in their place among the parts of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.channels.email.mime import tnef
from zhichi.channels.email.mime.attachments import declared_name, type_of_name
from zhichi.channels.email.mime.content import content_of
from zhichi.channels.email.mime.headers import Headers
from zhichi.channels.email.mime.structure import Part

if TYPE_CHECKING:
    from zhichi.channels.email.mime.notes import Notes
    from zhichi.channels.email.mime.structure import Tree

_TYPES = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
_NAMES = frozenset(("winmail.dat", "win.dat"))
_MAX_BOXES = 5


def unpack_boxes(tree: Tree, notes: Notes) -> None:
    """Put the files of each box in its place, and its text where the message has no other.

    A box that could not be read to its end stays beside what was found in it.
    """
    if not any(_may_be_box(part) for part in tree.parts):
        return
    has_text = any(part.content_type in ("text/plain", "text/html") for part in tree.parts)
    unpacked: list[Part] = []
    left = _MAX_BOXES
    for part in tree.parts:
        content = content_of(part, notes) if left and _is_box(part, notes) else b""
        if not tnef.is_tnef(content):
            unpacked.append(part)
            continue
        left -= 1
        box = tnef.unpack(content)
        if not has_text and (box.text or box.html):
            unpacked.append(_text_part(box))
        unpacked += [file_part(each.name, each.content, each.content_type, each.content_id) for each in box.files]
        if not box.is_whole or not (box.files or box.text or box.html):
            unpacked.append(part)
    tree.parts = unpacked


def file_part(name: str, content: bytes, content_type: str = "", content_id: str = "") -> Part:
    """A file as if it were a part of its own."""
    headers = Headers({"content-id": [content_id.encode("utf-8", "replace")]} if content_id else {})
    kind = content_type or type_of_name(name)
    return Part(headers, kind, {"name": name or "file"}, content, 0, len(content))


def _text_part(box: tnef.Box) -> Part:
    kind, words = ("text/html", box.html) if box.html else ("text/plain", box.text)
    data = words.encode("utf-8", "replace")
    return Part(Headers({}), kind, {"charset": "utf-8"}, data, 0, len(data))


def _may_be_box(part: Part) -> bool:
    return part.content_type in _TYPES or part.content_type == "application/octet-stream"


def _is_box(part: Part, notes: Notes) -> bool:
    if part.content_type in _TYPES:
        return True
    return _may_be_box(part) and declared_name(part, notes).lower() in _NAMES
