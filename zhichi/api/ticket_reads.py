"""Reads of requests for the API: lists with filters, one request, what hangs on it; nothing its owner may not see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from zhichi.accounts.models import DutyRole, Team, User
from zhichi.accounts.policies import people_of
from zhichi.api.problems import NotFound
from zhichi.api.schemas.tickets import TicketQuery
from zhichi.core.errors import DomainError
from zhichi.customers import policies as customer_policies
from zhichi.customers.models import Asset, Contact, Organisation, Product
from zhichi.files import selectors as files
from zhichi.files.models import Attachment
from zhichi.tickets import policies
from zhichi.tickets import selectors as tickets
from zhichi.tickets.models import FollowUp, Message, Solution, Ticket
from zhichi.tickets.said import said
from zhichi.tickets.selectors.detail import FULL

Row = TypeVar("Row", bound=Model)
PLAIN_FILTERS = (
    "type",
    "urgency",
    "channel",
    "is_open",
    "owner_id",
    "team_id",
    "contact_id",
    "organisation_id",
    "product_id",
)


def tickets_for(person: Any, query: TicketQuery) -> tuple[QuerySet[Ticket], list[QuerySet[Ticket]]]:
    """Requests with what `shapes.ticket` shows, and the queries that hold those which `person` may see and asks for.

    Open and closed ones have indexes of their own, so each is a query of its own.
    """
    wanted = {name: getattr(query, name) for name in PLAIN_FILTERS if getattr(query, name) is not None}
    if query.state:
        wanted["state__in"] = query.state
    if query.unassigned:
        wanted["owner"] = None
    if query.tag:
        wanted["tags__name"] = query.tag
    if query.updated_since is not None:
        wanted["updated_at__gte"] = query.updated_since
    halves = (True, False) if query.is_open is None else (query.is_open,)
    rows = Ticket.objects.filter(**wanted)
    parts = [part for half in halves for part in policies.branches(person, rows.filter(is_open=half))]
    return Ticket.objects.select_related(*FULL), parts


def ticket_for(person: Any, number: str) -> Ticket:
    """One request by its number. Raises NotFound when there is none that `person` may see."""
    ticket = tickets.by_number(person, number)
    if ticket is None:
        raise NotFound
    return ticket


def keys_of(person: Any, wanted: dict[str, int | None]) -> QuerySet[Any]:
    """The ids of requests that `person` may see with these values; None narrows nothing."""
    given = {name: value for name, value in wanted.items() if value is not None}
    return tickets.for_person(person).filter(**given).values("pk")


def by_keys(keys: Iterable[int]) -> dict[int, Ticket]:
    """Requests by their keys with their owners, whoever asks. One query."""
    return Ticket.objects.select_related("owner").in_bulk(set(keys))


def messages_of(ticket: Ticket) -> QuerySet[Message]:
    """All that was said, notes and calls too: the API is for staff. Of merged tickets and splits as on the page."""
    return said(ticket)


def solution_of(ticket: Ticket, solution_id: int) -> Solution:
    """One solution of this request. Raises NotFound."""
    row = Solution.objects.select_related("by").filter(ticket=ticket, pk=solution_id).first()
    if row is None:
        raise NotFound
    return row


def open_follow_up(ticket: Ticket) -> FollowUp | None:
    """The follow-up that waits for an outcome."""
    return FollowUp.objects.filter(ticket=ticket, done_at=None).first()


def contact(person: Any, contact_id: int | None) -> Contact | None:
    """The contact a body names by id. Raises DomainError when `person` may see none with it."""
    rows = customer_policies.visible_to(person, Contact.objects.select_related("organisation"))
    return _named(rows, "contact_id", contact_id)


def organisation(person: Any, organisation_id: int | None) -> Organisation | None:
    """See `contact`."""
    return _named(customer_policies.visible_to(person, Organisation.objects.all()), "organisation_id", organisation_id)


def product(product_id: int | None) -> Product | None:
    """See `contact`; products are no secret."""
    return _named(Product.objects.all(), "product_id", product_id)


def asset(person: Any, asset_id: int | None) -> Asset | None:
    """See `contact`."""
    rows = customer_policies.visible_to(person, Asset.objects.select_related("product", "organisation"))
    return _named(rows, "asset_id", asset_id)


def colleague(person: Any, user_id: int | None) -> User | None:
    """A member of staff named by id."""
    return _named(people_of(person, User.objects.exclude(post="")), "owner_id", user_id)


def team(team_id: int | None) -> Team | None:
    """A team named by id."""
    return _named(Team.objects.filter(is_active=True), "team_id", team_id)


def duty_role(role_id: int | None) -> DutyRole | None:
    """A duty role named by id."""
    return _named(DutyRole.objects.select_related("team").filter(is_active=True), "duty_role_id", role_id)


def fresh_uploads(person: Any, public_ids: Sequence[str]) -> list[Attachment]:
    """Attachments that `person` uploaded and nothing holds yet. Raises DomainError that names the first unknown one."""
    found = files.uploads(public_ids, user=person)
    unknown = set(public_ids) - {row.public_id for row in found}
    if unknown:
        raise no_such("attachments")
    return found


def no_such(field: str) -> DomainError:
    """The refusal of an id in a body that leads nowhere."""
    return DomainError("unknown-id", _("Some ids lead nowhere."), _("See fields."), fields={field: _("There is none.")})


def _named(rows: QuerySet[Row], field: str, row_id: int | None) -> Row | None:
    if row_id is None:
        return None
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise no_such(field)
    return row
