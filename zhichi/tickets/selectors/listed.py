"""Records behind a figure put into cells: tickets, promises, solutions, follow-ups. A few statements a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from zhichi.calendars import selectors as calendars
from zhichi.core import clock
from zhichi.handbook.registry import Column, Row
from zhichi.sla import selectors as sla
from zhichi.sla.choices import PauseReason
from zhichi.tickets.choices import Channel, FollowUpMethod, FollowUpOutcome, SolutionKind, SolutionState, Urgency
from zhichi.tickets.models import Ticket
from zhichi.tickets.numbers import number_of
from zhichi.ui.timing import duration_words, when_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhichi.sla.models import Clock, Pause

Measure = Callable[[Any], Any]
NAMES = ("contact", "organisation", "owner")
ABOUT = tuple(f"ticket__{name}" for name in NAMES)  # what `record` reads of the ticket that a record is about
TICKET = (
    Column(gettext_lazy("Ticket"), "link"),
    Column(pgettext_lazy("ticket", "Subject")),
    Column(gettext_lazy("Customer")),
    Column(pgettext_lazy("ticket", "Owner")),
)
MICROSECOND = timedelta(microseconds=1)


def tickets(rows: Sequence[Any], asked: Mapping[str, str]) -> list[Row]:
    """Tickets that were registered in a period; the last cell is what was counted."""
    measure: Measure = MEASURES.get(asked.get("what", ""), _channel)
    return [record(row, row.registered_at, measure(row)) for row in rows]


def closed(rows: Sequence[Any], asked: Mapping[str, str]) -> list[Row]:
    """Tickets that were closed in a period, or are nobody's; the last cell is what was counted."""
    measure: Measure = CLOSED_MEASURES.get(asked.get("what", ""), _rounds)
    return [record(row, row.closed_at, measure(row)) for row in rows]


def solutions(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    """Solutions with their end."""
    return [
        record(
            row.ticket,
            row.at,
            row.settled_at,
            str(SolutionKind(row.kind).label),
            row.by.display_name,
            str(SolutionState(row.state).label),
        )
        for row in rows
    ]


def follow_ups(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    """Follow-ups with their outcome."""
    return [
        record(
            row.ticket,
            row.due_at,
            row.done_at,
            str(FollowUpOutcome(row.outcome).label),
            str(FollowUpMethod(row.method).label) if row.method else "",
            row.by.display_name if row.by else row.by_label,
        )
        for row in rows
    ]


def promises(rows: Sequence[Clock], _asked: Mapping[str, str]) -> list[Row]:
    """Promises with their times, pauses and calendar. Three statements, and what an open one needs of its calendar."""
    found = by_ids(_ticket_id(row) for row in rows)
    prefetch_related_objects(list(rows), "pauses")
    names, now = calendars.names(), clock.now()
    return [
        record(
            found[_ticket_id(row)],
            str(Urgency(row.group).label) if row.group in Urgency.values else row.group,
            row.started_at,
            row.due_at or row.breached_at,
            row.ended_at,
            row.elapsed if row.elapsed is not None else sla.used_at(row, now),
            row.target,
            _pauses(list(row.pauses.all())),
            names.get(row.calendar_id or 0, _("around the clock")),
        )
        for row in rows
    ]


def by_ids(keys: Iterable[int]) -> dict[int, Ticket]:
    """Tickets by their keys with what `record` reads of them. One query."""
    return Ticket.objects.select_related(*NAMES).in_bulk(set(keys))


def record(ticket: Ticket, *cells: Any, url: str = "") -> Row:
    """A record about a ticket: the columns TICKET, then `cells`; it leads to the ticket, or to `url`."""
    number = number_of(ticket.pk)
    customer = (
        ticket.organisation.name if ticket.organisation else ticket.contact.display_name if ticket.contact else ""
    )
    owner = ticket.owner.display_name if ticket.owner else _("Nobody yet")
    return Row(url or reverse("tickets:detail", args=[number]), [f"#{number}", ticket.subject, customer, owner, *cells])


def _ticket_id(row: Clock) -> int:
    return int(row.stream.partition(":")[2])


def _pauses(rows: Sequence[Pause]) -> str:
    now = clock.now()
    return "; ".join(_pause(row, now) for row in sorted(rows, key=lambda row: (row.since, row.pk)))


def _pause(row: Pause, now: Any) -> str:
    reason = str(PauseReason(row.reason).label) if row.reason in PauseReason.values else row.reason
    since = when_words(row.since, now=now, style="full")
    if row.until is None:
        return _("%(reason)s since %(since)s") % {"reason": reason, "since": since}
    length = duration_words(row.until - row.since)
    return _("%(reason)s from %(since)s for %(length)s") % {"reason": reason, "since": since, "length": length}


def _channel(row: Any) -> Any:
    return str(Channel(row.channel).label) if row.channel in Channel.values else row.channel


def _took(row: Any) -> Any:
    return row.took * MICROSECOND


def _lacking_at_intake(row: Any) -> Any:
    lacking = [
        (_("customer"), row.contact_id is None),
        (_("product"), row.product_id is None),
        (_("model or version"), not row.version and row.asset_id is None),
    ]
    return _(", ").join(name for name, is_lacking in lacking if is_lacking)


def _lacking(row: Any) -> Any:
    lacking = [
        (_("type of request"), not row.type),
        (_("customer"), row.contact_id is None),
        (_("product"), row.product_id is None),
        (_("accountable person"), row.owner_id is None),
        (_("answer to the customer"), row.responded_at is None),
        (_("confirmed cause"), row.confirmed_at is None),
        (_("follow-up with the customer's feedback"), not row.has_final),
    ]
    return _(", ").join(str(name) for name, is_lacking in lacking if is_lacking)


def _rounds(row: Any) -> Any:
    return ngettext("%(count)s round", "%(count)s rounds", row.round) % {"count": row.round}


def _followed_up(row: Any) -> Any:
    return _("recorded") if row.has_outcome else _("none")


def _transfers(row: Any) -> Any:
    return row.transfers


MEASURES = {
    "complete": _lacking_at_intake,
    "register": _took,
    "assign": _took,
    "confirm": _took,
    "transfers": _transfers,
    "passed": _transfers,
}
CLOSED_MEASURES = {"complete": _lacking, "followed": _followed_up}
