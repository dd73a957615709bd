"""Tags of ticket pages: rows of a list, icons of channels, words for ages. `{% load tickets %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.tickets.choices import Channel, State, Urgency
from zhichi.ui import glyphs, icons, people, timing

if TYPE_CHECKING:
    from datetime import datetime

register = template.Library()

CHANNEL_ICONS = {Channel.MAIL: "mail", Channel.WEB: "globe", Channel.PHONE: "phone", Channel.API: "braces"}
ROW = (
    '<a class="row{unread}" id="row-{pk}" href="{url}" hx-get="{url}" hx-target="#main" hx-push-url="true"{attributes}>'
    '<span class="row-top">{channel}<span class="who">{who}</span>{age}</span>'
    '<span class="row-title">{subject}</span>'
    '<span class="row-foot">{urgency}<span class="id">#{number}</span>'
    '<span class="state">{glyph}{state}</span><span class="push"></span>{when}{owner}</span></a>'
)


@register.filter
def channel_icon(channel: str) -> str:
    """Name of the icon that stands for a channel."""
    return CHANNEL_ICONS.get(Channel(channel), "inbox") if channel in Channel.values else "inbox"


@register.filter
def age(moment: datetime | None) -> str:
    """How long ago, in words: 2 天 4 小时."""
    return timing.duration_words(clock.now() - moment) if moment else ""


@register.simple_tag
def ticket_row(ticket: Any, query: str, current: int | None = None, swap: str = "") -> SafeString:
    """One row of the list, written in Python because a page holds 25 of them; `swap` makes it replace its old self."""
    number = ticket.number
    name = ticket.organisation or ticket.contact
    attributes = ' aria-current="true"' if ticket.pk == current else ""
    return format_html(
        ROW,
        unread=" unread" if ticket.needs_reply and ticket.is_open else "",
        pk=ticket.pk,
        url=f"{reverse('tickets:detail', args=[number])}?{query}",
        attributes=SafeString(f"{attributes}{' hx-swap-oob=true' if swap else ''}"),
        channel=icons.icon(channel_icon(ticket.channel), 14),
        who=name or _("Unknown customer"),
        age=_age(ticket),
        subject=ticket.subject,
        urgency=urgency_glyph(ticket.urgency),
        number=number,
        glyph=glyphs.status_glyph(ticket.state, 14),
        state=State(ticket.state).label,
        when=timing.time_tag(ticket.updated_at, now=clock.now(), style="short"),
        owner=owner_avatar(ticket.owner),
    )


def _age(ticket: Any) -> SafeString | str:
    if not ticket.is_open:
        return ""
    words = timing.duration_words(clock.now() - ticket.received_at)
    if ticket.needs_reply:
        title = _("The customer waits for an answer. Open for %s.") % words
        return format_html('<span class="sla strong" title="{}">{}{}</span>', title, icons.icon("reply", 14), words)
    return format_html('<span class="sla" title="{}">{}</span>', _("Open for %s") % words, words)


@register.simple_tag
def urgency_glyph(urgency: str, size: int = 14) -> SafeString:
    """The drawing of an urgency with its word for readers."""
    label = Urgency(urgency).label if urgency in Urgency.values else urgency
    glyph = glyphs.priority_glyph(urgency, size)
    return format_html('<span title="{0}">{1}<span class="sr">{0}</span></span>', label, glyph)


@register.simple_tag
def owner_avatar(owner: Any, size: int = 20) -> SafeString:
    """The circle of the accountable person with the name for readers; dashed when nobody has taken it."""
    name = owner.display_name if owner else _("Nobody yet")
    return format_html('<span title="{0}">{1}<span class="sr">{0}</span></span>', name, people.avatar(owner, size))
