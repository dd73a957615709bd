"""Complete and correct the basics of a request (2.1): type, urgency, product, version, who, when, how many."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.tickets import levels, policies
from zhichi.tickets.choices import TicketType, Urgency
from zhichi.tickets.events import DetailsChanged
from zhichi.tickets.services._write import lock, place, require, store

if TYPE_CHECKING:
    from zhichi.core.actors import Actor
    from zhichi.core.events import Event
    from zhichi.customers.models import Asset, Contact, Organisation, Product
    from zhichi.tickets.models import Ticket


class _Unset(Enum):
    UNSET = "unset"


UNSET = _Unset.UNSET


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The fields to change; those left alone stay as they are."""

    type: str | _Unset = UNSET
    urgency: str | _Unset = UNSET
    subject: str | _Unset = UNSET
    contact: Contact | _Unset | None = UNSET
    organisation: Organisation | _Unset | None = UNSET
    product: Product | _Unset | None = UNSET
    asset: Asset | _Unset | None = UNSET
    version: str | _Unset = UNSET
    occurred_at: datetime | _Unset | None = UNSET
    affected: int | _Unset | None = UNSET
    language: str | _Unset = UNSET


@transaction.atomic
def change(*, ticket_id: int, changes: Changes, by: Actor, at: datetime) -> Ticket:
    """Apply the changes that differ (2.1). Appends one tickets.details_changed naming each field before and after.

    Raises DomainError for an unknown type or urgency, an empty subject, or a negative number of affected users.
    """
    ticket = lock(ticket_id, by=by, right=policies.WORK)
    before = place(ticket)
    wanted = {item.name: getattr(changes, item.name) for item in fields(changes)}
    wanted = {name: value for name, value in wanted.items() if value is not UNSET}
    _check(wanted)
    changed: dict[str, list[str]] = {}
    for name, value in wanted.items():
        old = getattr(ticket, name)
        if old != value:
            changed[name] = [_shown(old), _shown(value)]
            setattr(ticket, name, value)
    if "contact" in changed and "organisation" not in wanted and ticket.contact is not None:
        ticket.organisation = ticket.contact.organisation
    if changed:
        events: list[Event] = [DetailsChanged(names=", ".join(changed), changes=changed)]
        if levels.DECISIVE.intersection(changed):
            events += levels.decide_again(ticket)
        store(ticket, events, by=by, at=at, before=before)
    return ticket


def _check(wanted: dict[str, Any]) -> None:
    if "type" in wanted and wanted["type"] not in TicketType.values:
        raise DomainError("type", _("Choose inquiry, fault or enhancement."), fields={"type": _("Choose one")})
    if "urgency" in wanted and wanted["urgency"] not in Urgency.values:
        raise DomainError("urgency", _("Choose urgent or normal."), fields={"urgency": _("Choose one")})
    if "subject" in wanted:
        wanted["subject"] = clean(require(wanted["subject"], "subject", _("Give the ticket a subject.")))[:300]
    if (wanted.get("affected") or 0) < 0:
        raise DomainError("affected", _("The number of affected users cannot be negative."), fields={"affected": "≥ 0"})


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)
