"""One ticket for one person; the tickets around it; whose mail is whose."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhichi.core.prepared import Prepared
from zhichi.tickets import policies
from zhichi.tickets.choices import State
from zhichi.tickets.clocks import reading
from zhichi.tickets.models import Draft, FollowUp, Presence, Ticket
from zhichi.tickets.numbers import id_of
from zhichi.tickets.said import home_of
from zhichi.ui.paging import first_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhichi.sla.selectors import Reading

PRESENT = timedelta(seconds=45)
# What stands in the header: the ticket's own columns and the names around it, nothing else of those rows.
NAMES = (
    "contact__display_name", "organisation__name", "team__name", "team__name_en", "owner__display_name",
    "duty_role__name", "duty_role__name_en",
)  # fmt: skip
AROUND = tuple(dict.fromkeys(name.partition("__")[0] for name in NAMES))
OWN = tuple(field.attname for field in Ticket._meta.concrete_fields)
FULL = ("contact__organisation", "organisation", "product", "asset", "team", "owner", "duty_role")


def for_person(person: Any) -> QuerySet[Ticket]:
    """The tickets `person` may see."""
    return policies.visible_to(person, Ticket.objects.all())


def by_number(person: Any, number: str) -> Ticket | None:
    """The ticket with this number, if `person` may see it; with all that its page shows. One query."""
    ticket_id = id_of(number)
    if ticket_id is None:
        return None
    return for_person(person).select_related(*FULL).filter(pk=ticket_id).first()


def for_page(person: Any, number: str) -> Ticket | None:
    """Like `by_number` with only the names of what is around it: for the header and most forms. One to three queries.

    The row is judged by the right's predicate, which costs less than its scope when there is only one.
    """
    ticket_id = id_of(number)
    if ticket_id is None:
        return None
    ticket = _for_page.first(ticket_id)
    return ticket if ticket is not None and policies.VIEW.allows(person, ticket) else None


_for_page = Prepared(lambda key: Ticket.objects.select_related(*AROUND).only(*OWN, *NAMES).filter(pk=key))


def by_public_id(public_id: str) -> Ticket | None:
    """The ticket behind a guest's link. Who holds the link may follow this one request."""
    return Ticket.objects.select_related(*FULL).filter(public_id=public_id).first()


def home_for(person: Any, ticket: Ticket) -> Ticket:
    """Where a ticket's matter goes on, as far as `person` may see it: the ticket that it was merged into, or itself."""
    if ticket.merged_into_id is None:
        return ticket
    home = home_of(ticket)
    return home if policies.VIEW.allows(person, home) else ticket


def by_id(ticket_id: int) -> Ticket | None:
    """The ticket with this id, whoever asks; for channels that decide where a message belongs."""
    return Ticket.objects.select_related("contact").filter(pk=ticket_id).first()


def follow_up_by_public_id(public_id: str) -> FollowUp | None:
    """The follow-up behind the links in a solution mail."""
    return FollowUp.objects.select_related("ticket__contact__organisation").filter(public_id=public_id).first()


def for_contact(contact: Any, *, with_colleagues: bool) -> QuerySet[Ticket]:
    """A customer's own requests, or those of their organisation, newest change first."""
    rows = Ticket.objects.select_related("product", "contact", "owner")
    if with_colleagues and contact.organisation_id:
        return rows.filter(organisation_id=contact.organisation_id).order_by("-updated_at", "-id")
    return rows.filter(contact=contact).order_by("-updated_at", "-id")


def related(person: Any, ticket: Ticket, *, limit: int = 5) -> list[Ticket]:
    """Other tickets of the same contact or organisation, newest first."""
    others = Ticket.objects.exclude(pk=ticket.pk)
    same = []
    if ticket.contact_id:
        same += policies.branches(person, others.filter(contact_id=ticket.contact_id))
    if ticket.organisation_id:
        same += policies.branches(person, others.filter(organisation_id=ticket.organisation_id))
    return first_of(Ticket.objects.all(), order=("-updated_at", "-id"), limit=limit, within=same) if same else []


def promise_of(ticket: Ticket, *, at: datetime) -> Reading | None:
    """What the chip of a ticket shows of its nearest promise; None when nothing is promised any more."""
    if not ticket.is_open or ticket.state == State.RESOLVED:
        return None
    return reading(ticket.clock, ticket.due_at, at=at)


def drafts_of(person: Any, ticket: Ticket) -> dict[str, Draft]:
    """This person's unsent texts on this ticket, by tab."""
    return {draft.kind: draft for draft in _drafts.rows(ticket.pk, person.pk)}


_drafts = Prepared(lambda ticket, user: Draft.objects.filter(ticket_id=ticket, user_id=user))


def present_people(person: Any, ticket: Ticket, *, at: datetime) -> list[Presence]:
    """Colleagues who have this ticket open now."""
    rows = Presence.objects.filter(ticket=ticket, seen_at__gt=at - PRESENT).exclude(user=person)
    return list(rows.select_related("user").order_by("user_id"))
