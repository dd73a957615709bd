"""Versions of the handbook and of its numbers, and who has read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.accounts import selectors as accounts
from zhichi.core.remembered import Remembered
from zhichi.handbook.models import HandbookVersion
from zhichi.handbook.wording import label_words, value_words
from zhichi.records.registry import policies
from zhichi.records.selectors import policy_history

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

VERSION_CACHE_SECONDS = 2.0


@dataclass(frozen=True)
class ChangeView:
    """One number that a version changed, in words."""

    version: int
    at: datetime
    author: str
    reason: str
    clause: str
    label: str
    before: str
    after: str


def value_versions(key: str) -> list[ChangeView]:
    """All versions of one policy value, newest first."""
    definition = policies.get(key)
    rows = list(policy_history(key))
    before = [*(row.value for row in rows[1:]), definition.default][: len(rows)]
    return [
        ChangeView(
            version=row.version,
            at=row.at,
            author=row.author.display_name if row.author else "",
            reason=row.reason,
            clause=definition.clause,
            label=label_words(definition.label),
            before=value_words(old, definition.unit),
            after=value_words(row.value, definition.unit),
        )
        for row, old in zip(rows, before, strict=True)
    ]


def current_version() -> int:
    """The number of the handbook in force; 1 is the shipped one. Up to two seconds old in other processes."""
    return _newest()[0]


def current_since() -> datetime | None:
    """Since when the version in force is in force; None for the shipped one. As old as `current_version`."""
    return _newest()[1]


def _read_newest() -> tuple[int, datetime | None]:
    return HandbookVersion.objects.order_by("-number").values_list("number", "at").first() or (1, None)


_newest = Remembered(_read_newest, seconds=VERSION_CACHE_SECONDS)


def forget_version() -> None:
    """Drop this process's cache of the version's number."""
    _newest.forget()


def versions() -> QuerySet[HandbookVersion]:
    """All versions that somebody made, newest first."""
    return HandbookVersion.objects.order_by("-number")


def changes_since(version: int, *, limit: int = 200) -> list[ChangeView]:
    """What the versions after `version` changed, newest first, in words."""
    found: list[ChangeView] = []
    for row in HandbookVersion.objects.filter(number__gt=version).order_by("-number")[:limit]:
        found += [_change_view(row, change) for change in row.changes]
    return found


def _change_view(row: HandbookVersion, change: dict[str, Any]) -> ChangeView:
    definition = policies.find(change["key"])
    unit = definition.unit if definition else ""
    return ChangeView(
        version=row.number,
        at=row.at,
        author=row.author_label,
        reason=row.reason,
        clause=change["clause"],
        label=label_words(definition.label) if definition else change["key"],
        before=value_words(change["before"], unit),
        after=value_words(change["after"], unit),
    )


# Account (id and time of joining: ids start anew in a new database) → newest version read. Never undone.
_acknowledged: dict[tuple[int, datetime], int] = {}


def unread_version(user: Any) -> int | None:
    """The version in force when `user` is staff and has not acknowledged it (1.2); None otherwise.

    Asked on every page of the desk: it costs no query for those who have read it.
    """
    if not getattr(user, "post", ""):
        return None
    current, key = current_version(), (user.pk, user.joined_at)
    if _acknowledged.get(key, 0) < current:
        _acknowledged[key] = accounts.acknowledged_version(user.pk)
    return current if _acknowledged[key] < current else None
