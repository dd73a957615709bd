"""Tickets in the search index: what is found, by whom, and how a hit is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from zhichi.search.registry import SearchRow
from zhichi.search.services import Document
from zhichi.tickets import policies
from zhichi.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

KIND = "ticket"
TEXT_LIMIT = 50_000  # characters of one ticket that are indexed


def documents_of(ids: Sequence[int]) -> list[Document]:
    """One document for each ticket: number, subject, people, product, and everything that was said."""
    texts: dict[int, list[str]] = {}
    said = Message.objects.filter(ticket__in=ids, withdrawn_at=None).order_by("at", "pk")
    for ticket_id, trimmed, text, html in said.values_list("ticket_id", "trimmed_text", "text", "html"):
        texts.setdefault(ticket_id, []).append(trimmed or text or html)
    tickets = Ticket.objects.filter(pk__in=ids).select_related("contact", "organisation", "product")
    return [_document(ticket, [*texts.get(ticket.pk, []), *_taken(ticket)]) for ticket in tickets]


def ids(after: int, size: int) -> list[int]:
    """The next tickets, for a rebuild of the index."""
    return list(Ticket.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size])


def _taken(ticket: Ticket) -> list[str]:
    """What a split took over: it was said in another ticket."""
    rows = Message.objects.filter(pk__in=ticket.taken, withdrawn_at=None) if ticket.taken else Message.objects.none()
    found = rows.order_by("at", "pk").values_list("trimmed_text", "text", "html")
    return [trimmed or text or html for trimmed, text, html in found]


def _document(ticket: Ticket, texts: Sequence[str]) -> Document:
    around = [ticket.number, str(ticket.contact or ""), str(ticket.organisation or ""), str(ticket.product or "")]
    body = "\n".join([*around, ticket.version, *texts])[:TEXT_LIMIT]
    return Document(
        kind=KIND, object_id=ticket.pk, title=ticket.subject, text=body, language=ticket.language, visibility="staff",
        at=ticket.updated_at, facets={"state": ticket.state},
    )  # fmt: skip


def visible(person: Any) -> QuerySet[Any] | None:
    """Ids of the tickets `person` may find; None for those who see all."""
    if policies.sees_all(person):
        return None
    return policies.visible_to(person, Ticket.objects.all()).values("pk")


def load(ids: Sequence[int], person: Any) -> dict[int, SearchRow]:
    """How hits are shown on the desk."""
    rows = policies.visible_to(person, Ticket.objects.filter(pk__in=ids)).select_related("contact", "organisation")
    return {
        ticket.pk: SearchRow(
            title=ticket.subject,
            subtitle=f"#{ticket.number} · {ticket.organisation or ticket.contact or ''}",
            url=reverse("tickets:detail", args=[ticket.number]),
            icon="ticket",
        )
        for ticket in rows
    }
