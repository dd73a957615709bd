"""Filters that put a request into a customer's words: `{% load portal %}`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from zhichi.portal import selectors
from zhichi.portal.choices import STAGES
from zhichi.tickets.choices import PUBLIC_STATES, State
from zhichi.ui.icons import icon

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()

LOOKS = {  # state → icon, tone
    State.NEW: ("inbox", ""),
    State.OPEN: ("clock", ""),
    State.IN_PROGRESS: ("refresh-cw", ""),
    State.WAIT_CUSTOMER: ("pencil", "wait"),
    State.WAIT_VENDOR: ("refresh-cw", ""),
    State.RESOLVED: ("circle-check", "ok"),
    State.CLOSED: ("flag", "quiet"),
    State.REOPENED: ("refresh-cw", ""),
}


@register.filter
def public_state(ticket: Any) -> str:
    """`{{ ticket|public_state }}`: where it stands, in the customer's words."""
    if ticket.merged_into_id is not None:
        return _("Goes on under another request")
    return str(PUBLIC_STATES[State(ticket.state)])


@register.filter
def state_tone(ticket: Any) -> str:
    """`{{ ticket|state_tone }}`: the class that colours the words: wait, ok, quiet or none."""
    return LOOKS[State(ticket.state)][1]


@register.simple_tag
def state_icon(ticket: Any, size: int = 14) -> SafeString:
    """`{% state_icon ticket 14 %}`: the icon beside the words."""
    return icon(LOOKS[State(ticket.state)][0], size)


@register.simple_tag
def meter(ticket: Any) -> list[bool]:
    """`{% meter ticket as steps %}`: the five steps, reached or not."""
    reached = selectors.done_count(ticket)
    return [index < reached for index in range(len(STAGES))]


@register.filter
def plain_prose(text: str) -> SafeString:
    """Plain text as paragraphs, where lines that begin with “- ” form a list; markup in it stays text."""
    parts: list[str] = []
    for is_list, lines in groupby(text.splitlines(), key=lambda line: line.startswith("- ")):
        if is_list:
            items = format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines))
            parts.append(format_html("<ul>{}</ul>", items))
        else:
            parts.append(linebreaks("\n".join(lines).strip("\n"), autoescape=True))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped
