"""HTML as PDF, by WeasyPrint and system libraries that a site may lack (docs/decisions/0023-pdf.md)."""

from __future__ import annotations

import ctypes
import ctypes.util
from functools import lru_cache
from importlib.util import find_spec

from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError

LIBRARIES = ("gobject-2.0", "pango-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig", "pangoft2-1.0")
MEDIA = "application/pdf"


class NoPdf(DomainError):
    """This machine cannot make PDF files."""

    status = 503


@lru_cache(maxsize=1)
def is_there() -> bool:
    """Whether PDF can be made here. Looks for the libraries by name and loads nothing of WeasyPrint."""
    return find_spec("weasyprint") is not None and all(_is_loadable(name) for name in LIBRARIES)


def _is_loadable(name: str) -> bool:
    try:
        ctypes.CDLL(ctypes.util.find_library(name) or f"lib{name}.so.0")
    except OSError:
        return False
    return True


def make(html: str, css: str) -> bytes:
    """A document as PDF. Pictures are data: addresses; nothing else is fetched, from no disk and no network.

    Raises NoPdf where the libraries are missing.
    """
    if not is_there():
        raise NoPdf(
            "no-pdf",
            _("This server cannot make PDF files: it lacks libraries for that."),
            _("Print the page with your browser instead; whoever runs the server installs them."),
        )
    from weasyprint import CSS, HTML  # noqa: PLC0415 - large, and fails where the libraries are missing
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above

    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    document = HTML(string=html, url_fetcher=fetcher)
    return bytes(document.write_pdf(stylesheets=[CSS(string=css, url_fetcher=fetcher)]))
