"""What the services of knowledge share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.knowledge.choices import STEPS
from zhichi.knowledge.html import sanitise
from zhichi.knowledge.models import LONGEST_TITLE, Article
from zhichi.knowledge.registry import types
from zhichi.records import services as records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.core.rights import Right
    from zhichi.knowledge.models import Content

LONGEST_PART = 400_000  # characters of one part's HTML
FIELDS = ("title", "summary", "parts", "search_words", "note")


@dataclass(frozen=True, kw_only=True)
class Text:
    """Content as an author or importer hands it in; `parts` is HTML by the codes of the type's parts."""

    title: str
    summary: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    search_words: str = ""
    note: str = ""


def allow(right: Right, by: Actor, row: Any = None) -> None:
    """Raise Refused when `by` is a person without the right."""
    if not by.is_system:
        right.check(by.user, row)


def lock(article_id: int, revision: int | None = None) -> Article:
    """The article, locked until the transaction ends. Raises Conflict when `revision` is given and another is in force.

    Raises Article.DoesNotExist.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article_id)
    if revision is not None and article.revision != revision:
        raise Conflict(
            "stale",
            _("Somebody changed this article meanwhile."),
            _("Look at it as it is now, then decide again."),
        )
    return article


def step(article: Article, name: str) -> None:
    """Move the article by a step of the flow. Raises Conflict when it does not stand where the step begins."""
    found = STEPS[name]
    if article.state not in found.sources:
        raise Conflict(
            "wrong-state",
            _("The article is not where this step begins: it is “%s” now.") % article.get_state_display(),
            _("Load the page again."),
        )
    article.state = found.target


def save(article: Article, at: datetime) -> None:
    """Write the article's row; its revision grows."""
    article.revision += 1
    article.updated_at = at
    article.save()


def record(article: Article, event: Event, *, by: Actor, at: datetime, is_new: bool = False) -> None:
    """Append one event to the article's stream."""
    records.append(article.stream, event, by=by, at=at, is_new=is_new)


def cleaned(text: Text, kind: str) -> dict[str, Any]:
    """The content as it is stored: one line each, HTML made harmless. Raises DomainError naming fields."""
    title = " ".join(clean(text.title).split())
    faults: dict[str, str] = {}
    if not title:
        faults["title"] = _("Give it a title.")
    elif len(title) > LONGEST_TITLE:
        faults["title"] = _("At most %s characters.") % LONGEST_TITLE
    known = {part.code for part in types.get(kind).parts}
    parts = {}
    for code, html in text.parts.items():
        if len(html) > LONGEST_PART:
            faults[f"part_{code}"] = _("At most %s characters.") % LONGEST_PART
        elif code in known and (found := sanitise(html)):
            parts[code] = found
    found_lines = {}
    for name, most in (("summary", 500), ("search_words", 500), ("note", 300)):
        line = " ".join(clean(getattr(text, name)).split())
        if len(line) > most:
            faults[name] = _("At most %s characters.") % most
        found_lines[name] = line
    if faults:
        raise DomainError("content", _("Something in the text has to change."), fields=faults)
    return {"title": title, "parts": parts, **found_lines}


def digest(content: Content) -> str:
    """The digest by which the record proves what a version says (3.4.2)."""
    return sha256(dumps([content.title, content.summary, content.parts, content.search_words]))


def required_line(text: str, name: str, message: str, most: int = 500) -> str:
    """A text on one line that must be given. Raises DomainError naming the field `name`."""
    found = " ".join(clean(text).split())
    if not found or len(found) > most:
        words = message if not found else _("At most %s characters.") % most
        raise DomainError(f"{name}-missing", words, fields={name: words})
    return found
