"""Rows of the list as markup. A page holds twenty-five, so they are written in Python, with remembered parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.core.actors import spoken
from zhichi.tickets.chips import chip
from zhichi.tickets.choices import Channel, State, Urgency
from zhichi.tickets.clocks import reading
from zhichi.tickets.numbers import number_of
from zhichi.ui import glyphs, icons, people, timing
from zhichi.ui.registry import address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.tickets.models import Message
    from zhichi.tickets.selectors import QueueRow
    from zhichi.tickets.views.desk import ViewLink

CHANNEL_ICONS: dict[str, str] = {
    Channel.MAIL: "mail",
    Channel.WEB: "globe",
    Channel.PHONE: "phone",
    Channel.API: "braces",
}
MEMORY = 4096


def channel_icon(channel: str) -> str:
    """Name of the icon that stands for a channel."""
    return CHANNEL_ICONS.get(channel, "inbox")


def rows(tickets: Iterable[QueueRow], *, query: str, current: int | None = None, swaps: bool = False) -> SafeString:
    """The rows of the list; with `swaps` each takes the place of its old self. `query` keeps the list in the links."""
    writer = _Writer(query, current, swaps=swaps)
    return mark_safe("".join([writer.row(ticket) for ticket in tickets]))  # noqa: S308 - every foreign text is escaped


def view_links(links: Iterable[ViewLink]) -> SafeString:
    """Entries of the views column with their counts."""
    parts = [
        f'<a class="view" href="{escape(link.url)}"{" aria-current=page" if link.is_current else ""}>'
        f'<span class="txt">{escape(link.label)}</span>'
        f'<span class="num" id="count-{link.view.name}">{escape(link.count)}</span></a>'
        for link in links
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every foreign text is escaped


def urgency(code: str, size: int = 14) -> SafeString:
    """The drawing of an urgency with its word for readers."""
    return _urgency(code, size, get_language() or "")


def owner(person: Any, size: int = 20) -> SafeString:
    """The circle of the accountable person with the name for readers; dashed when nobody has taken it."""
    if person is None:
        return _nobody(size, get_language() or "")
    return _person(person.pk, person.display_name, size)


@dataclass(frozen=True)
class _Named:
    """As much of an account as an avatar needs."""

    pk: int | str
    display_name: str


def speaker(message: Message) -> SafeString:
    """The circle beside a message: whoever wrote it, by the label that was kept with it."""
    return _speaker(message.author_id or message.contact_id or 0, spoken(message.author_label), get_language() or "")


class _Writer:
    """What all rows of one page share, looked up once."""

    def __init__(self, query: str, current: int | None, *, swaps: bool) -> None:
        self.base, self.query = address("tickets:queue"), escape(query)
        self.current, self.swap = current, " hx-swap-oob=true" if swaps else ""
        self.language = get_language() or ""
        self.now, self.zone = clock.now(), timezone.get_current_timezone()
        self.today = self.now.astimezone(self.zone).date()

    def row(self, ticket: QueueRow) -> str:
        number = number_of(ticket.id)
        url = f"{self.base}{number}/?{self.query}"
        name = escape(ticket.organisation__name or ticket.contact__display_name or _("Unknown customer"))
        unread = " unread" if ticket.needs_reply and ticket.is_open else ""
        here = ' aria-current="true"' if ticket.id == self.current else ""
        return (
            f'<a class="row{unread}" id="row-{ticket.id}" href="{url}" hx-get="{url}" hx-target="#main" '
            f'hx-push-url="true"{here}{self.swap}><span class="row-top">{icons.icon(channel_icon(ticket.channel), 14)}'
            f'<span class="who">{name}</span>{self._promise(ticket)}</span>'
            f'<span class="row-title">{escape(ticket.subject)}</span>'
            f'<span class="row-foot">{_urgency(ticket.urgency, 14, self.language)}<span class="id">#{number}</span>'
            f'{_state(ticket.state, self.language)}{self._asleep(ticket)}<span class="push"></span>'
            f"{self._when(ticket.updated_at)}{self._owner(ticket)}</span></a>"
        )

    def _owner(self, ticket: QueueRow) -> str:
        if ticket.owner_id is None:
            return _nobody(20, self.language)
        return _person(ticket.owner_id, ticket.owner__display_name or "", 20)

    def _promise(self, ticket: QueueRow) -> str:
        """The nearest promise; how long the request has been open when there is none."""
        if not ticket.is_open:
            return ""
        shown = reading(ticket.clock, ticket.due_at, at=self.now)
        if shown is not None and ticket.state != State.RESOLVED:
            return chip(shown, ticket_id=ticket.id, now=self.now)
        minutes = int((self.now - ticket.received_at).total_seconds() // 60)
        return _age(minutes, ticket.needs_reply, self.language)

    def _asleep(self, ticket: QueueRow) -> str:
        """The mark of a ticket that was put off, with the time of its return for readers."""
        if ticket.snoozed_until is None:
            return ""
        title = escape(_("Snoozed until %s") % timing.when_words(ticket.snoozed_until, now=self.now, style="full"))
        return (
            f'<span class="state" title="{title}">{icons.icon("alarm-clock", 14)}<span class="sr">{title}</span></span>'
        )

    def _when(self, moment: datetime) -> str:
        """The same as `{% when moment "short" %}`."""
        local = moment.astimezone(self.zone)
        full, words = _day(local.date(), self.today, self.language)
        clock_words = f"{local:%H:%M}"
        return (
            f'<time datetime="{moment.isoformat(timespec="seconds")}" title="{full} {local:%H:%M:%S}"'
            ' data-when="short">'
            f"{words or clock_words}</time>"
        )


# The language is part of each key below, because what is remembered holds translated words.


@lru_cache(MEMORY)
def _day(day: date, today: date, _language: str) -> tuple[str, str]:
    """The full date, and how a list calls that day: empty for today, which shows the clock instead."""
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    now = timezone.make_aware(datetime.combine(today, time(12)))
    full = timing.when_words(noon, now=now, style="full").rpartition(" ")[0]
    return full, "" if day == today else timing.when_words(noon, now=now, style="short")


@lru_cache(MEMORY)
def _age(minutes: int, is_waiting: bool, _language: str) -> str:  # noqa: FBT001 - a key of the memory
    words = timing.duration_words(timedelta(minutes=minutes))
    if not is_waiting:
        said = escape(_("Open for %s") % words)  # the bare time would read as what is left
        return f'<span class="sla quiet">{said}</span>'
    title = escape(_("The customer waits for an answer. Open for %s.") % words)
    return f'<span class="sla strong" title="{title}">{icons.icon("reply", 14)}{words}</span>'


@lru_cache(MEMORY)
def _state(code: str, _language: str) -> str:
    label = State(code).label if code in State.values else code
    return f'<span class="state">{glyphs.status_glyph(code, 14)}{escape(label)}</span>'


@lru_cache(MEMORY)
def _urgency(code: str, size: int, _language: str) -> SafeString:
    label = escape(Urgency(code).label if code in Urgency.values else code)
    glyph = glyphs.priority_glyph(code, size)
    return mark_safe(f'<span title="{label}">{glyph}<span class="sr">{label}</span></span>')  # noqa: S308 - escaped above


@lru_cache(MEMORY)
def _person(key: int, name: str, size: int) -> SafeString:
    shown = escape(name)
    circle = people.avatar(_Named(key, name), size)
    return mark_safe(f'<span title="{shown}">{circle}<span class="sr">{shown}</span></span>')  # noqa: S308 - escaped above


@lru_cache(MEMORY)
def _speaker(key: int, name: str, _language: str) -> SafeString:
    return people.avatar(_Named(key or name, name), 32)


@lru_cache(MEMORY)
def _nobody(size: int, _language: str) -> SafeString:
    words = escape(_("Nobody yet"))
    return mark_safe(f'<span title="{words}">{people.avatar(None, size)}<span class="sr">{words}</span></span>')  # noqa: S308
