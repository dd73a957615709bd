"""`{% load routing %}`: numbers of the handbook and of tickets as pages show them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhichi.tickets.selectors import number_of

register = template.Library()


@register.simple_tag
def msgid(label: str) -> str:
    """The label of a number of the handbook, an English msgid, in the reader's language."""
    return _(label)


@register.simple_tag
def value_of(value: Any, unit: str) -> str:
    """A number of the handbook with its unit."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    words = {
        "seconds": pgettext("unit", "%s seconds"),
        "minutes": pgettext("unit", "%s minutes"),
        "days": pgettext("unit", "%s days"),
    }.get(unit)
    return words % value if words else str(value)


@register.filter
def ticket_number(ticket_id: int) -> str:
    """The number people say for a ticket."""
    return number_of(ticket_id)
