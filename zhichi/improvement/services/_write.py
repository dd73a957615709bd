"""What the services of ideas share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.improvement.models import Comment, Idea
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.core.rights import Right


def allow(right: Right, by: Actor, row: Any = None) -> None:
    """Raise Refused when `by` is a person without the right."""
    if not by.is_system:
        right.check(by.user, row)


def lock(idea_id: int) -> Idea:
    """The idea, locked until the transaction ends. Raises Idea.DoesNotExist."""
    return Idea.objects.select_for_update(of=("self",)).select_related("author").get(pk=idea_id)


def record(idea: Idea, event: Event, *, by: Actor, at: datetime, is_new: bool = False) -> None:
    """Append one event to the idea's history."""
    records.append(idea.stream, event, by=by, at=at, is_new=is_new)


def line(text: str, field: str, message: str, *, most: int) -> str:
    """A text on one line; raises DomainError naming `field` when it is empty or longer than `most` characters."""
    return _checked(" ".join(clean(text).split()), field, message, most)


def prose(text: str, field: str, message: str, *, most: int) -> str:
    """The same for a text of several lines."""
    return _checked(clean(text).strip(), field, message, most)


def _checked(text: str, field: str, message: str, most: int) -> str:
    if not text:
        raise DomainError(f"{field}-missing", message, fields={field: message})
    if len(text) > most:
        long = _("At most %s characters.") % most
        raise DomainError(f"{field}-long", long, fields={field: long})
    return text


def idea_digest(row: Idea) -> str:
    """The digest by which the record proves the words of an idea."""
    return sha256(dumps([row.title, row.now, row.better, row.effect, row.direction, row.author_id]))


def comment_digest(row: Comment) -> str:
    """The digest by which the record proves a comment."""
    return sha256(dumps([row.text, row.author_id]))
