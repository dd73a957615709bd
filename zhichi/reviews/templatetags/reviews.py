"""Words for codes of conversation reviews: `{% load reviews %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from zhichi.reviews.choices import Dimension, Measure

if TYPE_CHECKING:
    from zhichi.reviews.cards import Criterion

register = template.Library()


@register.filter
def dimension_words(code: str) -> str:
    """The name of a dimension."""
    return str(Dimension(code).label)


@register.filter
def measure_words(code: str) -> str:
    """The name of a measure of the effect."""
    return str(Measure(code).label)


@register.filter
def criterion_name(item: Criterion, language: str) -> str:
    """The name of a criterion in the reader's language."""
    return item.name(language)
