"""Tags of ticket pages: rows of a list, icons of channels, words for ages. `{% load tickets %}`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from zhichi.core import clock
from zhichi.records.selectors import policy
from zhichi.tickets import registry, rows
from zhichi.tickets.chips import chip
from zhichi.ui import timing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.utils.safestring import SafeString

    from zhichi.sla.selectors import Reading
    from zhichi.tickets.models import Message, Ticket
    from zhichi.tickets.selectors import QueueRow
    from zhichi.tickets.views.desk import ViewLink

register = template.Library()


@register.filter
def channel_icon(channel: str) -> str:
    """Name of the icon that stands for a channel."""
    return rows.channel_icon(channel)


@register.filter
def look_inside(filename: str, public_id: str) -> str:
    """The address of the page that shows what is in a file; "" for files that no page can look into."""
    looker = registry.looker_of(filename)
    return reverse(looker.url_name, args=[public_id]) if looker else ""


@register.filter
def age(moment: datetime | None) -> str:
    """How long ago, in words: 2 天 4 小时."""
    return timing.duration_words(clock.now() - moment) if moment else ""


@register.simple_tag
def ticket_rows(tickets: Iterable[QueueRow], query: str, current: int | None = None) -> SafeString:
    """The rows of the list; `current` is the id of the ticket that is open."""
    return rows.rows(tickets, query=query, current=current)


@register.simple_tag
def swapped_rows(tickets: Iterable[QueueRow], query: str) -> SafeString:
    """Rows that take the place of their old selves."""
    return rows.rows(tickets, query=query, swaps=True)


@register.simple_tag
def report_due(ticket: Ticket) -> str:
    """Whether a progress report is due: "late", "soon" (policy 3.1.3.prompt_minutes before), or "" while it is not."""
    left = ticket.report_at - clock.now() if ticket.report_at else None
    if left is None or left > timedelta(minutes=policy("3.1.3.prompt_minutes")):
        return ""
    return "soon" if left > timedelta() else "late"


@register.simple_tag
def promise_chip(reading: Reading, ticket_id: int) -> SafeString:
    """What a row says of the nearest promise: “Solve 1h 40m”, “12m over”."""
    return chip(reading, ticket_id=ticket_id, now=clock.now())


@register.simple_tag
def speaker_avatar(message: Message) -> SafeString:
    """The circle beside a message."""
    return rows.speaker(message)


@register.simple_tag
def view_links(links: Iterable[ViewLink]) -> SafeString:
    """The entries of one group of the views column."""
    return rows.view_links(links)


@register.simple_tag
def urgency_glyph(urgency: str, size: int = 14) -> SafeString:
    """The drawing of an urgency with its word for readers."""
    return rows.urgency(urgency, size)


@register.simple_tag
def owner_avatar(owner: Any, size: int = 20) -> SafeString:
    """The circle of the accountable person with the name for readers; dashed when nobody has taken it."""
    return rows.owner(owner, size)
