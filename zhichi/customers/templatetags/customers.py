"""Tags for customers' files: `{% load customers %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from zhichi.core import phones
from zhichi.ui.choices import LANGUAGES

if TYPE_CHECKING:
    from zhichi.customers.models import Contact, ContactPhone

register = template.Library()


@register.filter
def phone(row: ContactPhone) -> str:
    """`{{ row|phone }}`: a number as people read it, with its extension."""
    return phones.shown(row.number, row.extension)


@register.filter
def ways(contact: Contact, name: str) -> list[Any]:
    """`{{ contact|ways:"addresses" }}`: addresses or phones fetched along, the primary one first."""
    return sorted(getattr(contact, name).all(), key=lambda row: (not row.is_primary, row.pk))


@register.filter
def own_language(code: str) -> str:
    """`{{ row.language|own_language }}`: a language in its own words."""
    return LANGUAGES.get(code, code)
