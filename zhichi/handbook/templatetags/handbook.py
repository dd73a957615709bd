"""Tags of the handbook: `{% load handbook %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

from zhichi.handbook.codes import ClauseState
from zhichi.ui.icons import icon

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()

LOOKS = {
    ClauseState.KEPT: ("chip-ok", "circle-check"),
    ClauseState.AT_RISK: ("chip-warn", "triangle-alert"),
    ClauseState.BROKEN: ("chip-bad", "circle-x"),
    ClauseState.NO_DATA: ("", "circle-dashed"),
    ClauseState.NOT_BUILT: ("chip-line", "construction"),
    ClauseState.FAILED: ("chip-bad", "bug"),
}


@register.simple_tag
def state_chip(state: str) -> SafeString:
    """`{% state_chip view.state %}`: icon, word and colour of a clause's state."""
    look, name = LOOKS[ClauseState(state)]
    return format_html('<span class="chip {}">{}{}</span>', look, icon(name, 12), ClauseState(state).label)
