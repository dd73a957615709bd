"""Rows with named values (a table, JSON) as articles, by a mapping of our fields to their names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.core.canonical import dumps, sha256
from zhichi.gathering.formats.documents import plain_html
from zhichi.gathering.registry import Failed, Found, Loader, Option, Read, Values, no_picture

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = (
    ("plain", pgettext_lazy("format", "Plain text")),
    ("markdown", pgettext_lazy("format", "Markdown")),
    ("html", pgettext_lazy("format", "HTML")),
)
OPTIONS = (
    Option("title_field", gettext_lazy("Title is in"), is_required=True, default="title"),
    Option("text_field", gettext_lazy("Text is in"), is_required=True, default="text"),
    Option("format", gettext_lazy("The text is"), type="choice", choices=FORMS, default="plain"),
    Option(
        "id_field", gettext_lazy("Identity is in"),
        gettext_lazy("Something that stays the same when the title changes; empty: the title."),
    ),
    Option("summary_field", gettext_lazy("Summary is in")),
    Option("tags_field", gettext_lazy("Tags are in")),
    Option("link_field", gettext_lazy("Address of the page is in")),
)  # fmt: skip


def article_of(
    number: int, value: Callable[[str], Any], options: Values, place: str, load: Loader = no_picture
) -> Read:
    """The article of one row; `value` gives what stands under a name. A row without a title or text is one failed."""
    title = _words(value(options.get("title_field", "")))
    text = _text(value(options.get("text_field", "")))
    identity = _words(value(options.get("id_field", ""))) or title
    link = _words(value(options.get("link_field", "")))
    here = link if link.startswith(("http://", "https://")) else _("%(place)s, row %(number)s") % {
        "place": place, "number": number,
    }  # fmt: skip
    if not title or not text.strip():
        words = _("It has no title.") if not title else _("It has no text.")
        return Failed(identity or f"row:{sha256(dumps([title, text]))[:16]}", words, here)
    made = _html(text, str(options.get("format") or "plain"), link)
    tags = value(options.get("tags_field", ""))
    rows = tags if isinstance(tags, list) else str(tags or "").replace("，", ",").replace(";", ",").split(",")
    _title, summary, tidied = import_module("zhichi.gathering.formats.html").read_fragment(made, link, title)
    return Found(
        external_id=identity,
        title=title,
        html=tidied,
        summary=_words(value(options.get("summary_field", ""))) or summary,
        tags=tuple(word for one in rows if (word := _words(one))),
        address=here,
        load=load,
    )


def _html(text: str, form: str, _base: str) -> str:
    if form == "html":
        return text
    if form == "markdown":
        return str(import_module("zhichi.gathering.formats.markdown").to_html(text))
    return plain_html(text)


def _words(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
