"""Stylesheets keep to the tokens; scripts stay small, and so does what a page loads."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

from tests.architecture.tree import hold, shorten, static

pytestmark = pytest.mark.one_database

MAX_MODULE_LINES = 200
MAX_MODULES = 44
MAX_OWN_LINES = 5_000
MAX_PAGE_BYTES = 60 * 1024  # gzipped, on any page without the rich-text editor
OF_THE_EDITOR = {"asking.js", "zc-kb-prose.js", "zc-kb-write.js", "nodes.js"}  # where articles are written

TOKENS = "ui/static/ui/css/tokens.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(r"(?<![\w-])#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(", re.IGNORECASE)
NAMED = re.compile(
    r"(?:color|background|border(?:-\w+)*|outline|fill|stroke|shadow)\s*:[^;{}]*"
    r"(?<![\w-])(?:white|black|red|green|blue|gr[ae]y|silver|orange|yellow|purple|navy|teal|maroon|pink|brown)(?![\w-])",
    re.IGNORECASE,
)

COLOUR_EXEMPTIONS: dict[str, str] = {}
LENGTH_EXEMPTIONS: dict[str, str] = {}
MARKUP_EXEMPTIONS: dict[str, str] = {
    "ui/static/ui/js/zc-palette.js: .innerHTML =": "puts in a fragment the server has rendered, as htmx does",
}


def test_stylesheets_use_tokens_only() -> None:
    found = []
    for path in static(".css"):
        text = COMMENT.sub("", path.read_text("utf-8"))
        if shorten(path) != TOKENS:
            found += [
                f"{shorten(path)}: {hit.group().strip()}" for hit in (COLOUR.search(text), NAMED.search(text)) if hit
            ]
    hold(found, COLOUR_EXEMPTIONS, f"name the colour in {TOKENS}")


def test_modules_are_short() -> None:
    found = [shorten(path) for path in static(".js") if len(path.read_text("utf-8").splitlines()) > MAX_MODULE_LINES]
    hold(found, LENGTH_EXEMPTIONS, f"more than {MAX_MODULE_LINES} lines: one custom element a file")


def test_own_scripts_stay_few() -> None:
    modules = static(".js")
    assert len(modules) <= MAX_MODULES
    assert sum(len(path.read_text("utf-8").splitlines()) for path in modules) <= MAX_OWN_LINES


def test_a_page_loads_little_script() -> None:
    # Counted as if a page loaded every module of ours but the editor's, and the larger htmx: no page can be worse.
    htmx = Path(django_htmx.__file__).parent.glob("static/django_htmx/htmx-?.min.js")
    ours = [path for path in static(".js") if path.name not in OF_THE_EDITOR]
    size = max(map(_packed, htmx)) + sum(map(_packed, ours))
    assert size <= MAX_PAGE_BYTES, f"{size:,} bytes of script gzipped, {MAX_PAGE_BYTES:,} allowed"


def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def test_scripts_run_no_text_as_code() -> None:
    evil = re.compile(r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write|insertAdjacentHTML")
    found = [
        f"{shorten(path)}: {hit.group()}" for path in static(".js") if (hit := evil.search(path.read_text("utf-8")))
    ]
    hold(found, MARKUP_EXEMPTIONS, "let the server render it and htmx swap it in, or build nodes")
