"""Reads of notices: a person's inbox, what was told about an object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache

from zhichi.notices import policies
from zhichi.notices.models import OPEN, UNREAD, WAITING, Inbox, Notice
from zhichi.ui.paging import KeysetPage, keyset_page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

__all__ = [
    "OPEN",
    "UNREAD",
    "WAITING",
    "Counts",
    "about",
    "all_notices",
    "badge",
    "counts",
    "forget",
    "inbox",
    "open_keys",
    "page",
    "told",
    "waiting_about",
]

PAGE = 25
KEPT_SECONDS = 15  # as long as a page that has just been opened hears what happened before
NEWEST = ("-id",)


@dataclass(frozen=True)
class Counts:
    """How many notices of a person are unread, and how many wait to be acknowledged."""

    unread: int = 0
    waiting: int = 0


def inbox(person_id: int) -> Inbox:
    """The person's inbox; one not stored yet for whoever was never told anything."""
    return Inbox.objects.filter(pk=person_id).first() or Inbox(person_id=person_id)


def counts(person_id: int) -> Counts:
    """The kept counts of a person. One query."""
    row = Inbox.objects.filter(pk=person_id).values_list("unread", "waiting").first()
    return Counts(*row) if row else Counts()


def badge(person_id: int) -> int:
    """The number on the bell: unread notices. Remembered for seconds, because it stands on every page."""
    return int(cache.get_or_set(_key(person_id), lambda: counts(person_id).unread, KEPT_SECONDS) or 0)


def forget(person_ids: Iterable[int]) -> None:
    """Read the number on the bell anew."""
    for person_id in person_ids:
        cache.delete(_key(person_id))


def all_notices() -> QuerySet[Notice]:
    """Every notice, to be narrowed by a policy."""
    return Notice.objects.all()


def page(person: Any, *, only_waiting: bool, cursor: str = "", size: int = PAGE) -> KeysetPage[Notice]:
    """One page of a person's notices, the newest first. One query."""
    rows = policies.own(person, Notice.objects.all())
    if only_waiting:
        rows = rows.filter(WAITING)
    return keyset_page(rows.select_related("acknowledged_by"), order=NEWEST, cursor=cursor, size=size)


def told(start: datetime, end: datetime, *, kinds: Iterable[str]) -> QuerySet[Notice]:
    """The notices of these kinds that were made in a period, to whomever."""
    return Notice.objects.filter(made_at__gte=start, made_at__lt=end, kind__in=list(kinds))


def open_keys(streams: Iterable[str], kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Stream and dedupe key of the notices of these kinds about `streams` that are not done. One query."""
    rows = Notice.objects.filter(OPEN, stream__in=list(streams), kind__in=list(kinds), dedupe_key__isnull=False)
    return [(stream, key or "") for stream, key in rows.values_list("stream", "dedupe_key").distinct()]


def waiting_about(person_id: int, streams: Iterable[str]) -> set[str]:
    """About which of `streams` something waits for the person's acknowledgement. One query."""
    rows = Notice.objects.filter(WAITING, person_id=person_id, stream__in=list(streams))
    return set(rows.values_list("stream", flat=True))


def about(stream: str) -> list[Notice]:
    """What people were told about an object, oldest first. One query."""
    return list(Notice.objects.filter(stream=stream).select_related("person", "acknowledged_by").order_by("id"))


def _key(person_id: int) -> str:
    return f"notices.unread.{person_id}"
