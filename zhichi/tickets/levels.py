"""Which service level a ticket runs under: the entitlement read from its customer, the first rule that fits (3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhichi.customers import selectors as customers
from zhichi.sla import selectors as sla
from zhichi.tickets.events import LevelSet

if TYPE_CHECKING:
    from zhichi.sla.selectors import Held
    from zhichi.tickets.models import Ticket

DECISIVE = frozenset({"contact", "organisation", "product", "type", "urgency"})
"""The fields of a ticket on which its level depends."""


def decide(ticket: Ticket, *, version: int | None) -> None:
    """Put the level of a version onto the row (not saved here); None stands for the time before any was published.

    Contracts count as they stood when the request came in. One query where contracts exist, else none.
    """
    agreed = customers.covers(ticket.organisation_id, ticket.product_id, at=ticket.received_at)
    ticket.level_version = version
    rules = sla.rules_of_version(version)
    if not rules and not agreed:
        ticket.level = None
        return
    held = sla.decide(rules, sla.facts_of(_values(ticket), agreed), agreed)
    ticket.level = dict(held) if held is not None else None


def decide_again(ticket: Ticket) -> list[LevelSet]:
    """Decide anew within the ticket's own version (not saved here); the event when the level is another one."""
    return move_to(ticket, ticket.level_version)


def move_to(ticket: Ticket, version: int | None) -> list[LevelSet]:
    """Decide anew by a version (not saved here); the event when the ticket gets something else by it."""
    level, before, before_version = ticket.level, ticket.level_name, ticket.level_version
    decide(ticket, version=version)
    if _without_key(ticket.level) == _without_key(level):
        return []
    contract = ticket.level["contract_label"] if ticket.level else ""
    return [
        LevelSet(
            name=ticket.level_name, version=version, before=before, before_version=before_version, contract=contract
        )
    ]


def _without_key(level: dict[str, Any] | None) -> dict[str, Any]:
    """What a level gives; by which row of the table is no difference to anybody."""
    return {name: value for name, value in (level or {}).items() if name != "key"}


@dataclass(frozen=True)
class Shown:
    """A ticket's level for its clock panel: name, version, where to look it up, and why: conditions in words."""

    name: str
    version: int
    url: str
    why: list[tuple[str, str]]
    because: str  # instead of conditions
    contract: str


def shown(ticket: Ticket) -> Shown | None:
    """The level in words; None for a ticket of the time before any version and without a contract."""
    held, version = held_of(ticket), ticket.level_version
    if held is None and version is None:
        return None
    rule = next((item for item in sla.rules_of_version(version) if held and item.key == held["key"]), None)
    contract = held["contract_label"] if held else ""
    if rule is not None and held is not None:
        agreed = {str(held["contract"]), *sla.contract_facts(is_covered=held["contract"] is not None)}
        facts = {code: {str(value)} for code, value in _values(ticket).items()} | {"contract": agreed}
        rule = rule.narrowed(facts)
        if str(held["contract"]) in rule.conditions.get("contract", ()):
            contract = ""  # the condition names it already
    return Shown(
        name=(rule.said if rule else sla.level_words(ticket.level_name)) or _("Handbook"),
        version=version or 0,
        url=reverse("levels:version", args=[version]) if version else reverse("levels:table"),
        why=sla.Words([rule]).conditions_of(rule) if rule else [],
        because=_("Every request") if rule else _("No rule fits"),
        contract=contract,
    )


def _values(ticket: Ticket) -> dict[str, object]:
    """What rules may ask about a ticket."""
    return {
        "organisation": ticket.organisation_id,
        "product": ticket.product_id,
        "type": ticket.type,
        "urgency": ticket.urgency,
    }


def held_of(ticket: Ticket) -> Held | None:
    """What the ticket keeps of its level."""
    held: Held | None = ticket.level
    return held


def targets_of(ticket: Ticket) -> dict[str, int]:
    """The targets that the level sets itself, in minutes of working time by kind of clock."""
    held = held_of(ticket)
    return held["targets"] if held else {}


def calendar_id_of(ticket: Ticket) -> int | None:
    """The calendar by which the ticket's promises run: the level's or the contract's, else the team's."""
    held = held_of(ticket)
    if held is not None and held["calendar"] is not None:
        return held["calendar"]
    return sla.calendar_id_for(ticket.team_id)
