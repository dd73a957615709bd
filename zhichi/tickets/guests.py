"""Guests: who holds the link of a request may follow that one request. The session remembers the links it opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.records.choices import LinkKind
from zhichi.records.selectors import links_of
from zhichi.tickets.models import Message, Ticket
from zhichi.tickets.policies import VIEW

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSION_KEY = "guest_requests"
KEPT = 50


def remember(request: Any, public_id: str) -> None:
    """Note in the session that this visitor opened a request by its link."""
    known = [item for item in request.session.get(SESSION_KEY, []) if item != public_id]
    request.session[SESSION_KEY] = [*known, public_id][-KEPT:]


def knows(request: Any, public_id: str) -> bool:
    """Whether this visitor opened the request by its link."""
    return public_id in request.session.get(SESSION_KEY, ())


def may_follow(request: Any, ticket: Ticket) -> bool:
    """Whether this visitor, signed in or not, may read the public side of a ticket."""
    return knows(request, ticket.public_id) or bool(VIEW.allows(request.user, ticket))


def may_hear(request: Any, key: str) -> bool:
    """Gate of live pages: the stream "ticket:<id>" is heard by those who may follow the ticket."""
    if not key.isdecimal():
        return False
    ticket = Ticket.objects.select_related("contact__organisation").filter(pk=int(key)).first()
    return ticket is not None and may_follow(request, ticket)


def may_read_file(request: Any, attachment: Any) -> bool:
    """Gate of files on messages: staff who see the ticket; customers and guests only what was said in the open."""
    message = Message.objects.select_related("ticket__contact__organisation").filter(pk=attachment.holder_id).first()
    if message is None:
        return False
    if getattr(request.user, "is_staff_member", False):
        return any(VIEW.allows(request.user, ticket) for ticket in _shown_on(message))
    return message.is_public and any(may_follow(request, ticket) for ticket in _shown_on(message))


def _shown_on(message: Message) -> Iterator[Ticket]:
    """The tickets on whose pages a message stands: its own, those it was merged into, those that a split made of it.

    To customers it is shown there only when it is the same customer's ticket.
    """
    yield message.ticket
    ticket = message.ticket
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
        if ticket.contact_id == message.ticket.contact_id:
            yield ticket
    for bond in links_of(message.ticket.stream).filter(kind=LinkKind.FOLLOWS):
        key = bond.source.partition(":")[2]
        found = Ticket.objects.filter(pk=int(key)).first() if key.isdigit() else None
        if found is not None and message.pk in found.taken:
            yield found
