"""Read and acknowledge notices; let them rest when what they are about is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from zhichi.notices.events import Acknowledged, InboxCleared, Withdrawn
from zhichi.notices.models import OPEN, UNREAD, WAITING, Notice
from zhichi.notices.services._write import TELLER, lock, recount
from zhichi.records import services as records
from zhichi.records.services.storing import lock_stream

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from zhichi.core.actors import Actor


def acknowledge(*, notice_id: int, by: Actor, at: datetime) -> int:
    """Confirm one of one's own notices; 0 when it is not one's own or waits no more.

    Appends notices.acknowledged to what it is about, and notices.inbox_cleared to the inbox.
    """
    return _acknowledge(Notice.objects.filter(pk=notice_id), by=by, at=at)


def acknowledge_all(*, by: Actor, at: datetime) -> int:
    """Confirm everything that waits in one's own inbox; returns how many. Events as for one."""
    return _acknowledge(Notice.objects.all(), by=by, at=at)


def acknowledge_matter(*, stream: str, by: Actor, at: datetime) -> int:
    """Confirm what waits in one's own inbox about one object; returns how many. Events as for one."""
    return _acknowledge(Notice.objects.filter(stream=stream), by=by, at=at)


def acknowledge_key(*, key: str, by: Actor, at: datetime) -> int:
    """Confirm what waits in one's own inbox and was told with this dedupe key: the deed itself was the answer."""
    return _acknowledge(Notice.objects.filter(dedupe_key=key), by=by, at=at)


@transaction.atomic
def _acknowledge(rows: QuerySet[Notice], *, by: Actor, at: datetime) -> int:
    mine = rows.filter(WAITING, person_id=by.person_id)
    # Locks are taken in one order everywhere: what notices are about, the notices, the inbox.
    for stream in sorted(set(mine.exclude(stream="").values_list("stream", flat=True))):
        lock_stream(stream)
    waiting = list(mine.select_for_update(of=("self",)).order_by("pk"))
    if not waiting:
        return 0
    found = Notice.objects.filter(pk__in=[row.pk for row in waiting])
    found.update(acknowledged_at=at, acknowledged_by=by.person_id, read_at=Coalesce(F("read_at"), at))
    for row in waiting:
        if row.stream:
            records.append(row.stream, Acknowledged(notice=row.pk, kind=row.kind), by=by, at=at)
    inboxes = lock([by.person_id])
    recount(inboxes.values())
    records.append(inboxes[by.person_id].stream, InboxCleared(count=len(waiting)), by=by, at=at)
    return len(waiting)


def read(*, notice_id: int, by: Actor, at: datetime) -> None:
    """Note that one of one's own notices was opened. Appends nothing: reading is no promise."""
    _read(Notice.objects.filter(pk=notice_id), by=by, at=at)


def read_all(*, by: Actor, at: datetime) -> int:
    """Note that all of one's own notices were seen; those that wait for an acknowledgement go on waiting."""
    return _read(Notice.objects.all(), by=by, at=at)


@transaction.atomic
def _read(rows: QuerySet[Notice], *, by: Actor, at: datetime) -> int:
    keys = _locked(rows.filter(UNREAD, person_id=by.person_id))
    inboxes = lock([by.person_id])
    if keys:
        Notice.objects.filter(pk__in=keys).update(read_at=at)
        recount(inboxes.values())
    return len(keys)


def settle(*, stream: str, kinds: Iterable[str], at: datetime) -> int:
    """What notices of these kinds asked for about `stream` is done: they neither wait nor are mailed any more.

    Returns how many rest now. Appends nothing: the deed did.
    """
    return _settle(Notice.objects.filter(OPEN, stream=stream, kind__in=list(kinds)), at=at)


def settle_keys(*, streams: Collection[str], keys: Collection[str], at: datetime) -> int:
    """The same for notices about any of `streams` that were told with one of these dedupe keys."""
    return _settle(Notice.objects.filter(OPEN, stream__in=streams, dedupe_key__in=keys), at=at)


@transaction.atomic
def withdraw(*, stream: str, keys: Collection[str], keep: Collection[int], whose: str, at: datetime) -> int:
    """Notices about `stream` with these dedupe keys are for others now: whoever is not in `keep` need not act on them.

    What was confirmed, or read and asks for nothing, stays as it was. `whose` is the name that the page gives as the
    reason. Appends notices.withdrawn to each inbox; returns how many were withdrawn. `tell` with the same key brings
    one back.
    """
    rows = Notice.objects.filter(UNREAD | WAITING, stream=stream, dedupe_key__in=keys).exclude(person_id__in=keep)
    found = Notice.objects.filter(pk__in=_locked(rows))
    people = set(found.values_list("person_id", flat=True))
    if not people:
        return 0
    inboxes = lock(people)
    gone = list(found.order_by("pk"))
    found.update(ended_at=at, withdrawn_for=whose[:150])
    recount(inboxes.values())
    for row in gone:
        event = Withdrawn(notice=row.pk, kind=row.kind, matter=stream, whose=whose)
        records.append(inboxes[row.person_id].stream, event, by=TELLER, at=at)
    return len(gone)


@transaction.atomic
def _settle(rows: QuerySet[Notice], *, at: datetime) -> int:
    keys = _locked(rows)
    if not keys:
        return 0
    found = Notice.objects.filter(pk__in=keys)
    inboxes = lock(set(found.values_list("person_id", flat=True)))
    found.update(ended_at=at)
    recount(inboxes.values())
    return len(keys)


def _locked(rows: QuerySet[Notice]) -> list[int]:
    """The keys of these notices, locked in their order."""
    return list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
