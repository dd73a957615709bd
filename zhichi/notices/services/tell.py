"""Tell people something: the door for every other part."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from zhichi.accounts import selectors as accounts
from zhichi.notices import registry, selectors
from zhichi.notices.definitions import DIGEST, URGENT_DIGEST
from zhichi.notices.events import Told
from zhichi.notices.models import Inbox, Notice
from zhichi.notices.services._write import TELLER, lock
from zhichi.records import services as records
from zhichi.records.selectors import policy, stream_label
from zhichi.records.services.append import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.notices.registry import NoticeKind


@transaction.atomic
def tell(
    people: Iterable[int],
    *,
    kind: str,
    at: datetime,
    stream: str = "",
    data: Mapping[str, Any] | None = None,
    dedupe_key: str = "",
    by: Actor = TELLER,
) -> list[Notice]:
    """Give a notice to each of these people (ids); returns those that are new.

    `stream` is what it is about ("ticket:17"), `data` plain values that the kind's wording names. Whoever was told with
    the same `dedupe_key` before is not told again, unless that notice was withdrawn: it comes back. Who is no active
    member of staff is left out. Appends notices.told to the inbox of each. Raises KeyError for a kind that nobody
    registered.
    """
    known = registry.kinds.get(kind)
    wanted = accounts.active_staff_ids(people)
    inboxes = lock(wanted) if wanted else {}
    if dedupe_key:
        told = Notice.objects.filter(person_id__in=wanted, dedupe_key=dedupe_key)
        for row in told.exclude(withdrawn_for=""):
            _bring_back(row, inboxes[row.person_id], known, at)
        wanted -= set(told.values_list("person_id", flat=True))
    label = stream_label(stream)[:200] if stream and wanted else ""
    values = storable(dict(data or {}))
    rows = [
        Notice(
            person_id=person_id,
            kind=kind,
            stream=stream,
            label=label,
            data=values,
            severity=known.severity,
            needs_acknowledgement=known.needs_acknowledgement,
            wants_mail=known.mails and inboxes[person_id].mails,
            dedupe_key=dedupe_key or None,
            made_at=at,
        )
        for person_id in sorted(wanted)
    ]
    Notice.objects.bulk_create(rows)
    for row in rows:
        _count(inboxes[row.person_id], row, known, at)
        event = Told(notice=row.pk, kind=kind, matter=stream)
        records.append(f"inbox:{row.person_id}", event, by=by, at=at)
    keys = [row.person_id for row in rows]
    transaction.on_commit(lambda: selectors.forget(keys))
    return rows


def _bring_back(row: Notice, inbox: Inbox, kind: NoticeKind, at: datetime) -> None:
    """What was withdrawn waits again, as if it had just been told."""
    row.ended_at, row.withdrawn_for, row.read_at, row.mailed_at = None, "", None, None
    row.save(update_fields=["ended_at", "withdrawn_for", "read_at", "mailed_at"])
    _count(inbox, row, kind, at)
    transaction.on_commit(lambda: selectors.forget([row.person_id]))


def _count(inbox: Inbox, row: Notice, kind: NoticeKind, at: datetime) -> None:
    """One more in the inbox; its mail leaves when the time for collecting is over, never sooner after the last one."""
    changes: dict[str, Any] = {"unread": F("unread") + 1, "waiting": F("waiting") + int(row.needs_acknowledgement)}
    if row.wants_mail:
        collect = timedelta(minutes=policy(URGENT_DIGEST if kind.severity == "urgent" else DIGEST))
        due = max(at, inbox.last_mailed_at or at) + collect
        changes["mail_due_at"] = min(due, inbox.mail_due_at or due)
    Inbox.objects.filter(pk=inbox.pk).update(**changes)
