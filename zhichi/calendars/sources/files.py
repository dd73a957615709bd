"""Days from a file: which kind it is, how it is encoded, and its rows."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.calendars.choices import SourceKind
from zhichi.calendars.sources import ics, table
from zhichi.core import ical
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from zhichi.calendars.sources.reading import Reading

MAX_BYTES = 1024 * 1024
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OTHERS = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf"}


def read_file(content: bytes) -> tuple[SourceKind, Reading]:
    """The kind of the file and what it says. Raises DomainError where it is no ICS or CSV text, or says nothing."""
    text = _text_of(content)
    kind = SourceKind.ICS if ical.looks_like(text) else SourceKind.CSV
    reading = (ics.read(text) if kind == SourceKind.ICS else table.read(text)).settled()
    if not reading.days and not reading.problems:
        raise _refused("empty", _("There is no day in this file."), _("It needs a row or an event for each day."))
    return kind, reading


def _text_of(content: bytes) -> str:
    if not content.strip():
        raise _refused("empty", _("This file is empty."), "")
    for start, kind in _OTHERS.items():
        if content.startswith(start):
            hint = _("Save it as CSV (UTF-8) or export ICS, and send that.")
            raise _refused("kind", _("This is a file of another kind (%s).") % kind, hint)
    # UTF-16 only with its mark: without it any two bytes are a character. GB 18030 holds all of GBK.
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise _refused("empty", _("This file is empty."), "")
        if "\0" not in text:
            return text
    hint = _("Save it as text in UTF-8 or GBK, and send it again.")
    raise _refused("encoding", _("This file is not text that can be read."), hint)


def _refused(code: str, message: str, hint: str) -> DomainError:
    return DomainError(f"file-{code}", message, hint, fields={"file": f"{message} {hint}".strip()})
