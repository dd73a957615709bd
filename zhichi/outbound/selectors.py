"""Reads of the outgoing queue: how it fares, what went out about an object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Count, Min, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from zhichi.outbound.choices import LEAST_URGENT, URGENCY, State
from zhichi.outbound.models import OutboundMail

if TYPE_CHECKING:
    from collections.abc import Iterable

LATE_AFTER = timedelta(minutes=15)
# Written out, not as parameters: only so does SQLite see that the partial index answers it.
IS_OPEN = RawSQL("state IN ('queued', 'sending')", (), output_field=BooleanField())
BY_URGENCY = Case(
    *(When(purpose=purpose, then=Value(place)) for purpose, place in URGENCY.items()), default=Value(LEAST_URGENT)
)


@dataclass(frozen=True)
class Health:
    """How the queue fares at one moment. Times are aware UTC or None."""

    waiting: int  # not sent yet, those held back for undo included
    due: int  # could be sent now
    stuck: int  # claimed by a worker that has not been heard of since
    retrying: int  # failed at least once and will be tried again
    failed: int  # refused for good, nobody has dealt with them
    oldest_due: datetime | None  # since when the longest waiting mail has been waiting
    last_sent: datetime | None


def health(*, at: datetime) -> Health:
    """The queue at `at`. Three queries over small partial indexes."""
    open_rows = OutboundMail.objects.filter(IS_OPEN)
    is_due = Q(not_before__lte=at)
    sums = open_rows.aggregate(
        waiting=Count("pk"),
        due=Count("pk", filter=is_due),
        stuck=Count("pk", filter=is_due & Q(state=State.SENDING)),
        retrying=Count("pk", filter=~Q(last_error="")),
        oldest_due=Min("created_at", filter=is_due | ~Q(last_error="")),
    )
    newest = OutboundMail.objects.filter(state=State.SENT).order_by("-pk").values_list("sent_at", flat=True)[:1]
    return Health(**sums, failed=failed().count(), last_sent=newest[0] if newest else None)


def due(*, at: datetime) -> QuerySet[OutboundMail]:
    """Mails to be sent at `at` (aware): waiting ones, and claimed ones whose worker has not been heard of since."""
    # A claim moves not_before to its own end, so that one index range answers for both.
    return OutboundMail.objects.filter(IS_OPEN, not_before__lte=at)


def failed() -> QuerySet[OutboundMail]:
    """Mails that were refused for good, newest first."""
    return OutboundMail.objects.filter(state=State.FAILED).order_by("-created_at", "-pk")


def unsettled() -> QuerySet[OutboundMail]:
    """Mails that wait for a further try, the longest waiting first, with the reason in last_error."""
    rows = OutboundMail.objects.filter(IS_OPEN).exclude(last_error="")
    return rows.order_by("created_at", "pk")


def of_stream(stream: str) -> QuerySet[OutboundMail]:
    """What was queued about one object, oldest first."""
    return OutboundMail.objects.filter(stream=stream).order_by("pk")


def by_ids(ids: Iterable[int]) -> dict[int, OutboundMail]:
    """Mails by their keys. One query."""
    return OutboundMail.objects.in_bulk(list(ids))


def streams_of(message_ids: Iterable[str]) -> dict[str, str]:
    """Which object our own mails among these Message-IDs were about: Message-ID → stream. One query."""
    rows = OutboundMail.objects.filter(message_id__in=list(message_ids)).exclude(stream="")
    return dict(rows.values_list("message_id", "stream"))


def returned(message_ids: Iterable[str]) -> OutboundMail | None:
    """The newest of our own mails with one of these Message-IDs: what a notice of a server is about. One query."""
    return OutboundMail.objects.filter(message_id__in=list(message_ids)).order_by("pk").last()
