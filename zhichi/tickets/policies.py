"""Who may see a ticket and what they may do to it: predicates and scopes, kept equal by a property test."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhichi.accounts.choices import Post
from zhichi.accounts.policies import by_post, has_post
from zhichi.accounts.selectors import team_ids_of
from zhichi.core.rights import define
from zhichi.tickets.models import Ticket, Watch

SEES_ALL = (
    Post.MANAGER,
    Post.SUPERVISOR,
    Post.ASSISTANT,
    Post.CUSTOMER_SERVICE,
    Post.KNOWLEDGE_EDITOR,
    Post.AUDITOR,
    Post.ADMINISTRATOR,
)
WORKERS = (Post.MANAGER, Post.SUPERVISOR, Post.SENIOR, Post.JUNIOR, Post.ASSISTANT, Post.CUSTOMER_SERVICE)


def sees_all(person: Any) -> bool:
    """Whether `person`'s post sees every ticket."""
    return has_post(person, *SEES_ALL)


def _may_see(person: Any, row: Any) -> bool:
    if row is None:
        return has_post(person) or bool(person.is_authenticated)
    if has_post(person, *SEES_ALL):
        return True
    if has_post(person):
        return bool(
            row.owner_id == person.pk or row.team_id in team_ids_of(person) or row.watches.filter(user=person).exists()
        )
    return _customer_may_see(person, row)


def _customer_may_see(person: Any, row: Any) -> bool:
    if not person.is_authenticated or not person.is_active:
        return False
    contact = getattr(person, "contact", None)
    return contact is not None and contact_may_see(contact, row)


def contact_may_see(contact: Any, row: Any) -> bool:
    """Whether a customer's contact may read a ticket: their own, or a colleague's where their company shares them."""
    if not contact.is_active:
        return False
    shared = contact.organisation is not None and contact.organisation.shares_requests
    return bool(row.contact_id == contact.pk or (shared and row.organisation_id == contact.organisation_id))


def visible_to(person: Any, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The tickets that `person` may see."""
    if has_post(person, *SEES_ALL):
        return tickets
    if has_post(person):
        watched = Watch.objects.filter(ticket=OuterRef("pk"), user=person)
        return tickets.filter(Q(team_id__in=team_ids_of(person)) | Q(owner=person) | Exists(watched))
    contact = getattr(person, "contact", None) if person.is_authenticated and person.is_active else None
    if contact is None or not contact.is_active:
        return tickets.none()
    allowed = Q(contact=contact)
    if contact.organisation is not None and contact.organisation.shares_requests:
        allowed |= Q(organisation_id=contact.organisation_id)
    return tickets.filter(allowed)


def branches(person: Any, tickets: QuerySet[Ticket]) -> list[QuerySet[Ticket]]:
    """`visible_to` in parts that may overlap, so that a list can walk each part by an index of its own."""
    if has_post(person, *SEES_ALL) or not has_post(person):
        return [visible_to(person, tickets)]
    watched = Watch.objects.filter(user=person).values("ticket")
    return [
        *(tickets.filter(team_id=team) for team in team_ids_of(person)),
        tickets.filter(owner=person),
        tickets.filter(pk__in=watched),
    ]


def _may_work(person: Any, row: Any) -> bool:
    return has_post(person, *WORKERS) and (row is None or _may_see(person, row))


def _workable(person: Any, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return visible_to(person, tickets) if has_post(person, *WORKERS) else tickets.none()


def _may_comment(person: Any, row: Any) -> bool:
    return has_post(person) and not has_post(person, Post.AUDITOR) and (row is None or _may_see(person, row))


VIEW = define("tickets.view", _may_see, visible_to)
DESK_VIEW = define("tickets.desk", lambda person, row: has_post(person) and _may_see(person, row))
WORK = define("tickets.work", _may_work, _workable)  # reply, confirm, propose, follow up
NOTE = define("tickets.note", _may_comment)
REGISTER = define("tickets.register", by_post(*WORKERS))
SHARE_VIEWS = define("tickets.share_views", by_post(Post.MANAGER, Post.SUPERVISOR))
MARK_SPAM = define("tickets.mark_spam", by_post(Post.MANAGER, Post.SUPERVISOR, Post.ADMINISTRATOR))
EDIT_TEMPLATES = define("tickets.edit_templates", by_post(Post.MANAGER, Post.SUPERVISOR))  # words of progress reports
