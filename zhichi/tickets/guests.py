"""Guests: who holds the link of a request may follow that one request. The session remembers the links it opened."""

from __future__ import annotations

from typing import Any

from zhichi.tickets.models import Message, Ticket
from zhichi.tickets.policies import VIEW

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
        return bool(VIEW.allows(request.user, message.ticket))
    return message.is_public and may_follow(request, message.ticket)
