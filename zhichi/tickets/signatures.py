"""What stands below a letter: the signature of the ticket's team with the person's own facts in it (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from zhichi.core import phones
from zhichi.tickets import letters, registry

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket


def signature(ticket: Ticket, person: Any) -> str:
    """The signature of a letter by `person` (None: the product itself), in the ticket's language.

    A line whose placeholders are all empty is left out, so nobody signs with “Tel. ” alone.
    """
    template = letters.words(letters.signature_kind(ticket.team_id), ticket.language)
    named = letters.named_in(template)
    values = dict.fromkeys(named, "")
    if "team" in named:
        with override(ticket.language):
            values["team"] = ticket.team.title
    if "sender" in named:
        values["sender"] = registry.sender_of_team(ticket.team_id).address
    if person is not None:
        with override(ticket.language):
            values |= {
                "engineer": person.display_name,
                "post": str(person.get_post_display()),
                "phone": phones.shown(person.phone),
                "own_signature": person.signature.strip(),
            }
    return letters.filled_lines(template, values)
