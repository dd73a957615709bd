"""Reads of the outgoing queue: how it fares, what went out about an object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Count, Min, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from zhichi.core.remembered import Remembered
from zhichi.outbound.answers import Meaning, meaning
from zhichi.outbound.choices import LEAST_URGENT, URGENCY, State
from zhichi.outbound.fates import RecipientFate, pending
from zhichi.outbound.fates import of_mail as fates_of
from zhichi.outbound.models import LetterWords, MailHold, OutboundMail, Suppression
from zhichi.outbound.words import in_force as words_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "SUPPRESSED_AS_TEXT",
    "Health",
    "Meaning",
    "RecipientFate",
    "by_ids",
    "due",
    "failed",
    "fates_of",
    "health",
    "log",
    "mail",
    "mail_hold",
    "mails_to",
    "meaning",
    "of_stream",
    "pending",
    "released",
    "rests",
    "returned",
    "stopped",
    "streams_of",
    "suppressed",
    "suppression",
    "suppressions",
    "unsettled",
    "words_in_force",
    "words_versions",
]

LATE_AFTER = timedelta(minutes=15)
# The suppression of an address (lower case) as text, for the one statement that every incoming mail asks.
SUPPRESSED_AS_TEXT = "SELECT CAST(id AS text) FROM outbound_suppression WHERE address = %s AND released_at IS NULL"
# Written out, not as parameters: only so does SQLite see that the partial index answers it.
IS_OPEN = RawSQL("state IN ('queued', 'sending')", (), output_field=BooleanField())
RARE = {
    (State.QUEUED, State.SENDING): IS_OPEN,
    (State.FAILED,): RawSQL("state = 'failed'", (), output_field=BooleanField()),
    (State.WITHHELD, State.WITHDRAWN): RawSQL("state IN ('withheld', 'withdrawn')", (), output_field=BooleanField()),
}
BY_URGENCY = Case(
    *(When(purpose=purpose, then=Value(place)) for purpose, place in URGENCY.items()), default=Value(LEAST_URGENT)
)


@dataclass(frozen=True)
class Health:
    """How the queue fares at one moment. Times are aware UTC or None."""

    waiting: int  # not sent yet, those held back for undo included
    due: int  # could be sent now
    sending: int  # a worker has them in hand
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
        sending=Count("pk", filter=~is_due & Q(state=State.SENDING)),
        stuck=Count("pk", filter=is_due & Q(state=State.SENDING)),
        retrying=Count("pk", filter=~Q(last_error="")),
        oldest_due=Min("created_at", filter=is_due | ~Q(last_error="")),
    )
    newest = OutboundMail.objects.filter(state=State.SENT).order_by("-pk").values_list("sent_at", flat=True)[:1]
    return Health(
        **sums,
        failed=failed().count(),
        last_sent=newest[0] if newest else None,
    )


def stopped() -> tuple[int, int]:
    """How many mails were not sent since their address takes none, and how many such addresses there are."""
    return log(state=State.WITHHELD).count(), suppressions().count()


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


def mail(key: int) -> OutboundMail | None:
    """One mail."""
    return OutboundMail.objects.filter(pk=key).first()


def log(*, state: str = "") -> QuerySet[OutboundMail]:
    """Everything that was queued, to be read newest first by ("-created_at", "-id"); `state` is a choices.State."""
    rows = OutboundMail.objects.filter(state=state) if state else OutboundMail.objects.all()
    # The rare states have partial indexes, so that no list is walked to its end for them; see IS_OPEN.
    rare = next((condition for states, condition in RARE.items() if state in states), None)
    return rows.filter(rare) if rare is not None else rows


def suppressions(*, query: str = "") -> QuerySet[Suppression]:
    """Addresses to which nothing is sent, to be read newest first by ("-since", "-id")."""
    rows = Suppression.objects.filter(released_at=None)
    return rows.filter(address__contains=query.strip().lower()) if query.strip() else rows


def released(*, limit: int) -> list[Suppression]:
    """Addresses that were released last, newest first."""
    return list(Suppression.objects.filter(released_at__isnull=False).order_by("-released_at", "-id")[:limit])


def suppression(key: int) -> Suppression | None:
    """One suppressed address, released ones too."""
    return Suppression.objects.filter(pk=key).first()


def suppressed(addresses: Iterable[str]) -> dict[str, Suppression]:
    """Which of these addresses take no mail: address in lower case → row. One query, none for no address."""
    wanted = {address.lower() for address in addresses}
    if not wanted:
        return {}
    return {row.address: row for row in Suppression.objects.filter(address__in=wanted, released_at=None)}


def words_versions(kind: str, language: str) -> list[LetterWords]:
    """What somebody wrote for a kind of letter, newest first."""
    return list(LetterWords.objects.filter(kind=kind, language=language).order_by("-version"))


def mail_hold() -> MailHold | None:
    """Why mail rests; None while it goes."""
    return MailHold.objects.filter(released_at=None).first()


REST_SECONDS = 3.0  # for which a process may go on as before
rests = Remembered(lambda: mail_hold() is not None, seconds=REST_SECONDS)  # whether nothing is sent and fetched


def mails_to(addresses: Iterable[str]) -> list[OutboundMail]:
    """All mails to, or in copy to, one of these addresses (lower case), the oldest first. Reads the whole table."""
    wanted = set(addresses)
    said = Q(pk__in=[])
    for address in wanted:
        said |= Q(to__icontains=address) | Q(cc__icontains=address)
    rows = OutboundMail.objects.filter(said).order_by("pk")
    return [row for row in rows if any(parseaddr(to)[1].lower() in wanted for to in [*row.to, *row.cc])]
