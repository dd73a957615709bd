"""An article begun from a ticket: type by the ticket's type, parts from symptom, cause and solution, customers' data
replaced by marked words (6.2.2, 6.3.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, override, pgettext_lazy

from zhichi.customers import selectors as customers
from zhichi.guidance.scrubbing import traces
from zhichi.tickets import selectors as tickets
from zhichi.tickets import services as ticket_words
from zhichi.tickets.choices import SolutionState, TicketType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from zhichi.tickets.models import Ticket

LONGEST = 20_000  # characters of one part
KINDS = {TicketType.FAULT: "fault", TicketType.INQUIRY: "faq", TicketType.ENHANCEMENT: "how_to"}
# Which of what the ticket knows goes into which part of a type.
PARTS: Mapping[str, Mapping[str, str]] = {
    "fault": {"symptom": "symptom", "where": "where", "cause": "cause", "fix": "fix"},
    "faq": {"answer": "fix", "more": "cause"},
    "how_to": {"purpose": "symptom", "before": "where", "steps": "fix"},
    "reference": {"overview": "symptom", "details": "fix"},
    "procedure": {"purpose": "symptom", "procedure": "fix"},
}
WORDS: Mapping[str, StrOrPromise] = {
    "name": pgettext_lazy("left out", "name"),
    "address": gettext_lazy("mail address"),
    "phone": gettext_lazy("phone number"),
    "paper": gettext_lazy("long number"),
    "secret": gettext_lazy("secret"),
    "network": gettext_lazy("network address"),
    "link": pgettext_lazy("left out", "link"),
}
MARK = re.compile(r"〔[^〔〕\n]{1,40}〕")
_TITLES = "先生|女士|小姐|老师|经理|主任|工|总"


@dataclass(frozen=True)
class Piece:
    """One text for the article: `text` with marks in it, and what they stand for: (kind in words, what was there)."""

    text: str
    left_out: Sequence[tuple[str, str]] = ()


def kind_for(ticket: Ticket) -> str:
    """The type of article that fits the type of ticket."""
    return KINDS.get(TicketType(ticket.type), "fault") if ticket.type else "fault"


def pieces(ticket: Ticket, kind: str) -> dict[str, Piece]:
    """The texts of an article of this type from the ticket: "title", and parts by code."""
    names = names_of(ticket)
    with override(ticket.language):
        known = _known(ticket)
        found = {code: _marked(known[source], names) for code, source in PARTS.get(kind, {}).items()}
        return {"title": _marked(ticket.subject, names), **found}


def _known(ticket: Ticket) -> dict[str, str]:
    said = tickets.said_by_customer(ticket.pk)
    causes = tickets.confirmations(ticket)
    good = [one for one in tickets.solutions(ticket) if one.state != SolutionState.REJECTED]
    fix = "\n".join(filter(None, [ticket_words.describe(good[0]), good[0].explanation])) if good else ""
    where = " ".join(filter(None, [ticket.product.title if ticket.product else "", ticket.version]))
    return {
        "symptom": said[0][:LONGEST] if said else "",
        "cause": causes[0].cause[:LONGEST] if causes else "",
        "fix": fix[:LONGEST],
        "where": where,
    }


def names_of(ticket: Ticket) -> list[str]:
    """What people of this ticket are called: customer, company, their machines, and who of us signs below letters."""
    found = [ticket.number]
    contact, company = ticket.contact, ticket.organisation
    if contact is not None:
        found += [contact.display_name, contact.family_name + contact.given_name]
        found += [contact.given_name, *customers.mail_addresses(contact)]
        found += [row.number for row in customers.phone_rows(contact)]
        found += [part for part in contact.display_name.split() if len(part) > 1]
        family = contact.family_name or contact.display_name[:1]
        found += [family + title for title in _TITLES.split("|")] if not family.isascii() else []
    if company is not None:
        found.append(company.name)
    if ticket.asset is not None:
        found.append(ticket.asset.serial)
    return [name for name in found if name and name.strip()]


def _marked(text: str, names: Sequence[str]) -> Piece:
    made, left_out, end = [], [], 0
    for trace in traces(text, names):
        made += [text[end : trace.start], f"〔{WORDS[trace.kind]}〕"]
        left_out.append((str(WORDS[trace.kind]), text[trace.start : trace.end]))
        end = trace.end
    return Piece("".join([*made, text[end:]]), left_out)


def as_html(text: str) -> str:
    """Typed text as paragraphs; marks that still stand in it can be seen in the editor."""
    lines = [line.strip() for line in text.splitlines()]
    return "".join(f"<p>{MARK.sub(_mark, escape(line))}</p>" for line in lines if line)


def _mark(match: re.Match[str]) -> str:
    return f"<mark>{match[0]}</mark>"


def marks_in(text: str) -> list[str]:
    """The marks that still stand in a text."""
    return MARK.findall(text)
