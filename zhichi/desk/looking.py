"""What the reading pane beside search results shows: an article, or a ticket's head and last words (6.3.1)."""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from zhichi.desk.finding import LONGEST
from zhichi.guidance import selectors as guidance
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import selectors as knowledge
from zhichi.search import selectors as search
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from zhichi.knowledge.models import Content

LAST = 3  # messages of a ticket
_TAG = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)')


def look(person: Any, kind: str, key: int, *, at: datetime) -> dict[str, Any] | None:
    """The template and what it shows; None for what is not there, or what this person may not read.

    `url` is the page of the thing, `link` what is handed on: an article's page for readers where customers may read it.
    `markups` are pieces of safe HTML in which the words of a question may be marked.
    """
    make = LOOKS.get(kind)
    return make(person, key, at) if make else None


def _article(person: Any, key: int, _at: datetime) -> dict[str, Any] | None:
    """The published text, as on its page; where there is none yet the newest, for those who see drafts."""
    row = knowledge.find(person, key)
    if row is None:
        return None
    content: Content | None = row.live
    if content is None and knowledge_rights.SEE_WORK.allows(person, row):
        content = knowledge.draft_of(row) or knowledge.newest_of(row)
    shown = knowledge.shown(row, person, content) if content else None
    if shown is None:
        return None
    body = render_to_string("knowledge/_body.html", {"row": row, "shown": shown})
    return {
        "template": "desk/_look_article.html",
        "url": row.get_absolute_url(),
        "link": settings.BASE_URL
        + (row.short_reader_url if row.live and row.is_for_customers else row.get_absolute_url()),
        "row": row,
        "markups": [escape(shown.content.title), body],
    }


def _ticket(person: Any, key: int, at: datetime) -> dict[str, Any] | None:
    ticket = tickets.by_number(person, tickets.number_of(key))
    if ticket is None:
        return None
    entries = tickets.last_said(ticket, limit=LAST)
    url = reverse("tickets:detail", args=[ticket.number])
    return {
        "template": "desk/_look_ticket.html",
        "url": url,
        "link": settings.BASE_URL + url,
        "ticket": ticket,
        "promise": tickets.promise_of(ticket, at=at),
        "entries": entries,
        "markups": [escape(ticket.subject), *(entry.body for entry in entries)],
    }


LOOKS: dict[str, Callable[[Any, int, datetime], dict[str, Any] | None]] = {"article": _article, "ticket": _ticket}


def source(person: Any, number: str) -> Any:
    """The ticket that a search was opened from, if the person sees it."""
    return tickets.by_number(person, number) if number else None


def beside(person: Any, number: str, found: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """What can be done with a shown article for the ticket `number`; nothing without one."""
    ticket, row = source(person, number), found.get("row")
    if ticket is None or row is None:
        return {}
    item = guidance.offer(row, ticket, at=at)
    return {"ticket": ticket, "item": item, "first": row.pk, **guidance.rights_on(person, ticket)}


def marked(markups: Sequence[str], query: str, *, synonyms: bool) -> list[SafeString]:
    """Safe HTML with the words of a question marked where readers see them, never inside a tag."""
    parts = [_TAG.split(str(markup)) for markup in markups]  # text, tag, text, …
    texts = [entities.unescape(text) for row in parts for text in row[::2]]
    found = iter(search.marked(query[:LONGEST], texts, synonyms=synonyms))
    whole = []
    for row in parts:
        row[::2] = ["".join(_piece(text, mark) for text, mark in next(found)) for _text in row[::2]]
        whole.append(mark_safe("".join(row)))  # noqa: S308 - tags are those of safe HTML, and every text is escaped
    return whole


def _piece(text: str, mark: int) -> str:
    said = escape(text)
    return f'<mark class="mark{" near" if mark > 1 else ""}">{said}</mark>' if mark else said
