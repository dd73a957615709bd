"""What one ticket takes over from another that is merged into it, and what undoing it restores."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.customers import selectors as customers
from zhichi.sla import services as sla
from zhichi.tickets import clocks, levels
from zhichi.tickets.choices import WAITING, ClockCode, Urgency
from zhichi.tickets.models import FollowUp, Message, Tag, Ticket, Watch
from zhichi.tickets.services._write import advance

if TYPE_CHECKING:
    from zhichi.core.actors import Actor
    from zhichi.core.events import Event

# Columns that a merge changes, of the one that is closed and of the one that goes on.
OF_SOURCE = ("state", "needs_reply", "closed_at", "snoozed_until")
OF_TARGET = (
    "contact_id", "organisation_id", "urgency", "state", "needs_reply", "cc", "carried", "agreed_at", "agreed_for",
    "responded_at", "absorbed", "taken", "snoozed_until", "level",
)  # fmt: skip


def kinship(source: Ticket, target: Ticket) -> str:
    """Whose the two are: "same" (also when one of them is nobody's yet), "colleagues", or "strangers"."""
    if None in {source.contact_id, target.contact_id} or source.contact_id == target.contact_id:
        return "same"
    is_one_house = source.organisation_id is not None and source.organisation_id == target.organisation_id
    return "colleagues" if is_one_house else "strangers"


def absorb(
    source: Ticket, target: Ticket, events: list[Event], *, carries: bool, by: Actor, at: datetime
) -> dict[str, Any]:
    """Let the locked target take over what the locked source had (not saved here); returns what undoing it needs."""
    facts: dict[str, Any] = {
        "source": _values(source, OF_SOURCE),
        "target": _values(target, OF_TARGET),
        "kinds": [],
        "tags": _take_tags(source, target),
        "watchers": _take_watchers(source, target, at),
        "follow_up": _end_follow_up(source, by, at),
    }
    if target.contact_id is None:
        target.contact, target.organisation = source.contact, source.organisation
    elif source.contact is not None and source.contact_id != target.contact_id:
        target.cc = [*target.cc, *customers.mail_addresses(source.contact)[:1]]
    own = customers.mail_addresses(target.contact) if target.contact is not None else []
    target.cc = [address for address in dict.fromkeys([*target.cc, *source.cc]) if address not in own]
    target.absorbed = [*target.absorbed, source.pk, *source.absorbed]
    if not carries:
        return facts
    elsewhere = Message.objects.filter(pk__in=source.taken).exclude(ticket_id__in=[target.pk, *target.absorbed])
    target.taken = list(dict.fromkeys([*target.taken, *elsewhere.values_list("pk", flat=True)]))
    target.needs_reply = target.needs_reply or source.needs_reply
    if Urgency.URGENT in {source.urgency, target.urgency}:
        target.urgency = Urgency.URGENT
    if target.state in WAITING and source.state != target.state:
        events.append(advance(target, "start", reason=_("merged")))
    events.extend(levels.decide_again(target))
    facts["kinds"] = _carry(source, target, events, at)
    return facts


def _carry(source: Ticket, target: Ticket, events: list[Event], at: datetime) -> list[str]:
    """Let the source's stricter clocks go on on the target; returns their kinds."""
    stricter = sla.stricter(source=source.stream, target=target.stream, at=at)
    copies, moved = sla.take_over(clocks=stricter, stream=target.stream, at=at)
    events.extend(moved)
    for clock in copies:
        if clock.kind == ClockCode.RESPONSE:
            target.responded_at = None  # the older question has had no answer yet
        if clock.kind == ClockCode.PROGRESS and clock.started_at == source.agreed_at:
            target.agreed_at, target.agreed_for = source.agreed_at, source.agreed_for
        clocks.carry(target, ClockCode(clock.kind), clock.started_at, source=source)
    return [clock.kind for clock in copies]


def _take_tags(source: Ticket, target: Ticket) -> list[str]:
    fresh = list(Tag.objects.filter(tickets=source).exclude(tickets=target))
    target.tags.add(*fresh)
    return [tag.name for tag in fresh]


def _take_watchers(source: Ticket, target: Ticket, at: datetime) -> list[int]:
    known = set(Watch.objects.filter(ticket=target).values_list("user_id", flat=True))
    fresh = [key for key in Watch.objects.filter(ticket=source).values_list("user_id", flat=True) if key not in known]
    Watch.objects.bulk_create(Watch(ticket=target, user_id=key, at=at) for key in fresh)
    return fresh


def _end_follow_up(source: Ticket, by: Actor, at: datetime) -> int | None:
    """Nobody asks the customer about a merged ticket; returns the follow-up that lapsed."""
    row = FollowUp.objects.filter(ticket=source, done_at=None).first()
    if row is None:
        return None
    row.done_at, row.by_id, row.by_label, row.opinion = at, by.user_id, by.label, _("merged")
    row.save()
    return row.pk


def _values(ticket: Ticket, names: tuple[str, ...]) -> dict[str, Any]:
    found = {name: getattr(ticket, name) for name in names}
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in found.items()
    }
