"""The text of PDF files, page by page."""

from __future__ import annotations

import html
import io
import re

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from zhichi.core.errors import DomainError

MOST_PAGES = 500


def to_html(content: bytes) -> tuple[str, str]:
    """Title and HTML. Raises DomainError for damaged, encrypted and scanned files, with what to do."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DomainError("encrypted", _("It is encrypted."), _("Save it without a password."))
        pages = [page.extract_text() for page in reader.pages[:MOST_PAGES]]
        title = str((reader.metadata and reader.metadata.title) or "")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise DomainError("broken", _("It is no PDF, or it is damaged."), _("Save it as PDF again.")) from error
    if not any(page.strip() for page in pages):
        raise DomainError(
            "scanned", _("It holds pictures of pages and no text."), _("Read its text with OCR first, then save it.")
        )
    return title, "\n".join(_page(text) for text in pages if text.strip())


def _page(text: str) -> str:
    """Lines that belong together become paragraphs: a line ends one when it is short, or ends a sentence."""
    paragraphs: list[str] = []
    current = ""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    usual = max((len(line) for line in lines), default=0)
    for line in lines:
        if not line:
            paragraphs, current = [*paragraphs, current], ""
            continue
        glue = "" if not current or _is_han(current[-1]) or _is_han(line[0]) else " "
        current += glue + line
        if len(line) < usual * 0.7 or re.search(r"[。．！？.!?：:]$", line):
            paragraphs, current = [*paragraphs, current], ""
    return "\n".join(f"<p>{html.escape(one, quote=False)}</p>" for one in [*paragraphs, current] if one)


def _is_han(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"
