"""Files of a message: safe names, types and content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.channels.email.mime.content import content_of
from zhichi.channels.email.mime.headers import read_headers
from zhichi.channels.email.mime.notes import MAX_NAME_CHARS, Notes
from zhichi.channels.email.mime.params import parse_parameters
from zhichi.channels.email.mime.words import header_text

if TYPE_CHECKING:
    from zhichi.channels.email.mime.structure import Part

_EXTENSIONS = {
    "application/json": ".json",
    "application/ms-tnef": ".dat",
    "application/pdf": ".pdf",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/zip": ".zip",
    "image/bmp": ".bmp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
}
_TYPES = {ending: name for name, ending in reversed(_EXTENSIONS.items())} | {".txt": "text/plain", ".dat": ""}
_STEMS = {
    "message/delivery-status": "delivery-status",
    "message/disposition-notification": "read-receipt",
    "text/calendar": "invitation",
    "text/rfc822-headers": "headers",
}
# Control characters, and the direction marks that make "exe.fdp" look like "pdf.exe".
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_REPLACED = re.compile(r'[<>:"|?*]')


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; `content_id` is bare, as in a cid: address, and empty when there is none."""

    filename: str
    content_type: str
    size: int
    content_id: str
    content: bytes


def read_attachments(parts: list[Part], notes: Notes) -> tuple[Attachment, ...]:
    """Every file in order; each has a name and keeps all its bytes."""
    return tuple(_attachment(part, index, notes) for index, part in enumerate(parts, start=1))


def _attachment(part: Part, index: int, notes: Notes) -> Attachment:
    content = content_of(part, notes)
    name = declared_name(part, notes) or _inner_subject(part, content)
    content_id = header_text(part.headers.first("content-id"), notes).strip("<> ")
    return Attachment(
        filename=safe_name(name, part.content_type, index),
        content_type=part.content_type,
        size=len(content),
        content_id=content_id[:MAX_NAME_CHARS],
        content=content,
    )


def declared_name(part: Part, notes: Notes) -> str:
    """The name that a part gives its file, or ""."""
    value = part.headers.first("content-disposition")
    params = parse_parameters(value, notes)[1] if value else {}
    return params.get("filename") or params.get("name") or part.params.get("name", "")


def type_of_name(name: str) -> str:
    """The type that a file's name speaks of."""
    _, dot, ending = name.lower().rpartition(".")
    return _TYPES.get(dot + ending) or "application/octet-stream"


def _inner_subject(part: Part, content: bytes) -> str:
    """A forwarded message without a file name is called by its own subject."""
    if part.content_type != "message/rfc822":
        return ""
    inner, _ = read_headers(content, 0, len(content), Notes())
    subject = header_text(inner.first("subject"), Notes())
    return f"{subject[:100]}.eml".replace("/", "_").replace("\\", "_") if subject else ""


def safe_name(name: str, content_type: str, index: int) -> str:
    """A bare file name: no folder, no control or direction marks, bounded, with its extension kept."""
    name = _UNSAFE.sub("", name).replace("\\", "/").rpartition("/")[2]
    name = _REPLACED.sub("_", name).strip(" .")
    extension = _EXTENSIONS.get(content_type, ".bin")
    if not name:
        stem = "image" if content_type.startswith("image/") else _STEMS.get(content_type, "attachment")
        return f"{stem}-{index}{extension}"
    if content_type == "message/rfc822" and "." not in name:
        name += extension
    if len(name) <= MAX_NAME_CHARS:
        return name
    stem, dot, suffix = name.rpartition(".")
    if dot and len(suffix) <= 10:
        return f"{stem[: MAX_NAME_CHARS - len(suffix) - 1]}.{suffix}"
    return name[:MAX_NAME_CHARS]
