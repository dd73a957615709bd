"""Tags and watchers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.texts import clean
from zhichi.records import services as records
from zhichi.tickets import policies
from zhichi.tickets.events import Tagged, Unwatched, Watched
from zhichi.tickets.models import Tag, Ticket, Watch
from zhichi.tickets.services._write import lock, place, store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.events import Event

TAG_LENGTH = 40


@transaction.atomic
def set_tags(*, ticket_id: int, names: Sequence[str], by: Actor, at: datetime) -> list[str]:
    """Make `names` the ticket's tags. Appends tickets.tagged when something changed; returns the tags in order."""
    ticket = lock(ticket_id, by=by, right=policies.NOTE)
    wanted = {" ".join(clean(name).split())[:TAG_LENGTH] for name in names} - {""}
    present = set(ticket.tags.values_list("name", flat=True))
    if wanted == present:
        return sorted(wanted)
    before = place(ticket)
    Tag.objects.bulk_create([Tag(name=name) for name in wanted - present], ignore_conflicts=True)
    ticket.tags.set(Tag.objects.filter(name__in=wanted))
    event = Tagged(
        added=", ".join(f"+{name}" for name in sorted(wanted - present)),
        removed=", ".join(f"−{name}" for name in sorted(present - wanted)),
    )
    store(ticket, [event], by=by, at=at, before=before)
    return sorted(wanted)


@transaction.atomic
def watch(*, ticket_id: int, by: Actor, at: datetime) -> None:
    """Follow a ticket. Appends tickets.watched the first time."""
    ticket = _visible(ticket_id, by)
    _, is_new = Watch.objects.get_or_create(ticket=ticket, user_id=by.person_id, defaults={"at": at})
    if is_new:
        _append(ticket, Watched(user_id=by.person_id), by, at)


@transaction.atomic
def unwatch(*, ticket_id: int, by: Actor, at: datetime) -> None:
    """Stop following a ticket. Appends tickets.unwatched when it was followed."""
    ticket = _visible(ticket_id, by)
    removed, _ = Watch.objects.filter(ticket=ticket, user_id=by.person_id).delete()
    if removed:
        _append(ticket, Unwatched(user_id=by.person_id), by, at)


def _visible(ticket_id: int, by: Actor) -> Ticket:
    ticket = Ticket.objects.get(pk=ticket_id)
    policies.DESK_VIEW.check(by.user, ticket)
    return ticket


def _append(ticket: Ticket, event: Event, by: Actor, at: datetime) -> None:
    records.append(ticket.stream, event, by=by, at=at)
