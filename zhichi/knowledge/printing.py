"""An article as a PDF document: what one reader may see of it, with its pictures inside (6.3.2)."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from zhichi.core import pdf
from zhichi.core.errors import DomainError
from zhichi.files import selectors as files
from zhichi.knowledge.html import INTERNAL
from zhichi.knowledge.registry import types

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhichi.files.models import Attachment
    from zhichi.knowledge.models import Article
    from zhichi.knowledge.selectors import Shown

STYLE = Path(__file__).parent / "static" / "knowledge" / "css" / "pdf.css"
MOST_BYTES = 20_000_000  # of all pictures of one document; further ones are named only
_PICTURE = re.compile(r'<img\b[^>]*?src="/files/([A-Za-z0-9_-]{1,32})/[^"]*"[^>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')


def as_pdf(article: Article, shown: Shown, may_see: Callable[[Attachment], bool]) -> bytes:
    """The document in the language of the article. Raises core.pdf.NoPdf where PDF cannot be made."""
    with translation.override(article.language):
        has_internal = any(f"<{INTERNAL}" in part.html for part in shown.parts)
        context = {"row": article, "shown": shown, "kind": _kind(article), "has_internal": has_internal}
        html = render_to_string("knowledge/pdf.html", context)
    return pdf.make(_with_pictures(html, may_see), _style())


def _kind(article: Article) -> str:
    kind = types.find(article.kind)
    return str(kind.label) if kind else ""


@lru_cache(maxsize=1)
def _style() -> str:
    return STYLE.read_text("utf-8")


def _with_pictures(html: str, may_see: Callable[[Attachment], bool]) -> str:
    """Pictures become part of the document; one that cannot be shown leaves its name."""
    left = MOST_BYTES

    def put_in(match: re.Match[str]) -> str:
        nonlocal left
        named = _ALT.search(match[0])
        words = named[1] if named else ""
        attachment = files.find(match[1])
        content = _content(attachment) if attachment is not None and may_see(attachment) else b""
        if attachment is None or not content or len(content) > left:
            return f'<span class="lost">[{words or "…"}]</span>'
        left -= len(content)
        data = base64.b64encode(content).decode("ascii")
        return f'<img alt="{words}" src="data:{escape(attachment.content_type)};base64,{data}">'

    return _PICTURE.sub(put_in, html)


def _content(attachment: Attachment) -> bytes:
    try:
        with files.read(attachment) as content:
            return content.read()
    except (DomainError, FileNotFoundError):
        return b""
