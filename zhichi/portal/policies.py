"""What customers may do on their pages; which requests they see is said by tickets.policies."""

from __future__ import annotations

from typing import Any

from zhichi.core.rights import define
from zhichi.tickets.policies import VIEW


def contact_of(person: Any) -> Any:
    """The active contact that signs in as `person`, or None for guests, staff and closed files."""
    if not person.is_authenticated or not person.is_active or person.is_staff_member:
        return None
    contact = getattr(person, "contact", None)
    return contact if contact is not None and contact.is_active else None


def _may_use(person: Any, _row: Any) -> bool:
    return contact_of(person) is not None


def _may_answer(person: Any, ticket: Any) -> bool:
    """One's own requests, and those of colleagues where the organisation shares them."""
    return contact_of(person) is not None and (ticket is None or bool(VIEW.allows(person, ticket)))


def _may_confirm(person: Any, ticket: Any) -> bool:
    """Only whose request it is says whether it is solved (2.4); colleagues add information."""
    contact = contact_of(person)
    return contact is not None and (ticket is None or ticket.contact_id == contact.pk)


USE = define("portal.use", _may_use)
ANSWER = define("portal.answer", _may_answer)
CONFIRM = define("portal.confirm", _may_confirm)

SIGN_IN = "portal:sign-in-link"  # customers seldom have a password; the page leads to the other way too
