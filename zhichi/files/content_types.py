"""What a file really is, told from its bytes; and whether its name or its sender say otherwise."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

HEAD_BYTES = 16 * 1024
BINARY = "application/octet-stream"
PLAIN = "text/plain"
SAFE_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PROGRAMS = frozenset({"application/x-msdownload", "application/x-executable", "application/x-mach-binary"})
ACTIVE = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml"}) | PROGRAMS

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"{\\rtf", "application/rtf"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<script", "text/html"),
    (b"<head", "text/html"),
    (b"<body", "text/html"),
    (b"<iframe", "text/html"),
    (b"<svg", "image/svg+xml"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_INSIDE_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/", f"{_OFFICE}wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}presentationml.presentation"),
    (_OPEN_DOCUMENT.encode() + b"text", f"{_OPEN_DOCUMENT}text"),
    (_OPEN_DOCUMENT.encode() + b"spreadsheet", f"{_OPEN_DOCUMENT}spreadsheet"),
    (_OPEN_DOCUMENT.encode() + b"presentation", f"{_OPEN_DOCUMENT}presentation"),
    (b"AndroidManifest.xml", "application/vnd.android.package-archive"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
# Not the machine's own table, so that a file is judged alike everywhere.
_NAMES = mimetypes.MimeTypes()
_NAMES.add_type("image/webp", ".webp")
_TEXT_LIKE = ("application/json", "application/xml", "application/x-yaml", "application/sql", "message/rfc822")
_TEXT_EXTENSIONS = frozenset(
    ".txt .log .csv .tsv .json .xml .yaml .yml .ini .conf .cfg .md .sql .eml .ics .vcf .py .js .css .sh .bat .ps1 .c "
    ".h .cpp .java .go .rs .ts .reg .patch .diff .srt .toml .properties .pem .crt .key .ovpn .rdp .tex .rst .po "
    ".pot".split()
)
_CONTAINER_EXTENSIONS = {
    "application/zip": frozenset(
        ".zip .docx .xlsx .pptx .odt .ods .odp .jar .epub .xps .vsdx .wps .et .dps .kmz".split()
    ),
    "application/x-ole-storage": frozenset(".doc .xls .ppt .msg .vsd .wps .et .dps .msi .mpp .pub".split()),
    "application/gzip": frozenset(".gz .tgz".split()),
    "application/x-msdownload": frozenset(".exe .dll .sys .scr .com .ocx .cpl".split()),
    "application/x-executable": frozenset(".so .elf .bin .run .o".split()),
    "application/java-archive": frozenset(".jar .war .ear".split()),
}
_SAME = {
    "application/x-zip-compressed": "application/zip",
    "application/x-rar-compressed": "application/vnd.rar",
    "application/x-rar": "application/vnd.rar",
    "application/x-gzip": "application/gzip",
    "application/x-pdf": "application/pdf",
    "text/rtf": "application/rtf",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "application/msword": "application/x-ole-storage",
    "application/vnd.ms-excel": "application/x-ole-storage",
    "application/vnd.ms-powerpoint": "application/x-ole-storage",
    "application/vnd.ms-outlook": "application/x-ole-storage",
    "application/vnd.microsoft.portable-executable": "application/x-msdownload",
    "application/x-dosexec": "application/x-msdownload",
}


def detect(head: bytes, tail: bytes, *, filename: str, claimed_type: str) -> str:
    """The MIME type that the bytes show. `head` holds the first 16 KB, `tail` the last (of a long file).

    Texts have no signature, so for them the claim or the name decides which text it is, but never away from markup
    that a browser would run.
    """
    if not head:
        return PLAIN
    known = _by_signature(head)
    if known == "application/zip":
        return _inside_zip(head + tail)
    if known:
        return known
    if is_text(head):
        return _which_text(head, filename, claimed_type)
    return _by_library(head)


def is_text(head: bytes) -> bool:
    """Whether the bytes read as text: UTF-8, UTF-16 with a mark, or GB 18030, without control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if head.translate(None, delete=bytes(range(32, 256)) + b"\t\n\r\f\b\x1b"):
        return False
    # The cut at the end of the head may fall inside a character.
    return any(_decodes(head[: len(head) - cut], name) for name in ("utf-8", "gb18030") for cut in range(4))


def differs(*, content_type: str, claimed_type: str, filename: str) -> bool:
    """Whether the name's ending or the sender's claim say something else than the bytes do."""
    ending = PurePosixPath(filename.lower()).suffix
    if not _ending_fits(content_type, ending):
        return True
    claimed = _SAME.get(claimed_type, claimed_type)
    if claimed in {"", BINARY, content_type} or content_type == BINARY:
        return False
    if content_type in ACTIVE or claimed in SAFE_PICTURES:
        return True
    return _family(claimed) != _family(content_type)


def plain_claim(claimed_type: str) -> str:
    """A claimed type without parameters, lower case, at most 120 characters."""
    return claimed_type.partition(";")[0].strip().lower()[:120]


def _by_signature(head: bytes) -> str:
    for mark, name in _SIGNATURES:
        if head.startswith(mark):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return ""


def _inside_zip(sample: bytes) -> str:
    return next((name for mark, name in _INSIDE_ZIP if mark in sample), "application/zip")


def _which_text(head: bytes, filename: str, claimed_type: str) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if claimed_type == "message/rfc822":
        return claimed_type
    for mark, name in _MARKUP:
        if start.startswith(mark):
            return name
    if start.startswith((b"<?xml", b"<!--", b"<!doctype")):
        found = next((name for mark, name in _MARKUP if mark in start[:4096]), "")
        return found or "application/xml"
    guessed = _NAMES.guess_type(filename)[0] or ""
    for name in (claimed_type, guessed):
        if name in ACTIVE:
            return name  # a browser that trusted the name would run it, so treat it as what it wants to be
        if name.startswith("text/") or name in _TEXT_LIKE:
            return name
    return PLAIN


def _by_library(head: bytes) -> str:
    import puremagic  # noqa: PLC0415 - reads its table of signatures; most files are known without it

    try:
        found = str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return BINARY
    return BINARY if not found or found in ACTIVE or found.startswith("text/") else _SAME.get(found, found)[:120]


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _ending_fits(content_type: str, ending: str) -> bool:
    if ending in _CONTAINER_EXTENSIONS.get(content_type, ()):
        return True
    expected = _NAMES.guess_type(f"x{ending}")[0] if ending else None
    if ending in _TEXT_EXTENSIONS:
        return _family(content_type) == "text"
    if expected is None:
        return content_type not in PROGRAMS or not ending
    expected = _SAME.get(expected, expected)
    if content_type == BINARY:
        return expected not in SAFE_PICTURES
    return expected == content_type or _family(expected) == _family(content_type) not in {"picture", "active"}


def _family(name: str) -> str:
    if name in ACTIVE:
        return "active"
    if name.startswith("text/") or name in _TEXT_LIKE:
        return "text"
    if name in {"application/zip", "application/java-archive"} or name.startswith((_OFFICE, _OPEN_DOCUMENT)):
        return f"zip:{name}"
    return "picture" if name.startswith("image/") else name.partition("/")[0] + ":" + name
