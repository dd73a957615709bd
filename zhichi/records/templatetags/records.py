"""Tags of the record: `{% load records %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from zhichi.records import policies, selectors

if TYPE_CHECKING:
    from collections.abc import Mapping

register = template.Library()


@register.inclusion_tag("records/_hold.html", takes_context=True)
def hold_banner(context: Mapping[str, Any], kind: str, key: int) -> dict[str, Any]:
    """`{% hold_banner "ticket" ticket.pk %}`: says that a legal hold stands on the object; nothing where none does."""
    request = context.get("request")
    return {
        "hold": selectors.known_hold(f"{kind}:{key}"),
        "may_read": request is not None and policies.VIEW.allows(request.user, None),
    }


@register.simple_tag(takes_context=True)
def may_hold(context: Mapping[str, Any], kind: str, key: int) -> bool:
    """`{% may_hold "ticket" ticket.pk as can_hold %}`: whether the reader may place a hold, and none stands."""
    request = context.get("request")
    is_allowed = request is not None and policies.HOLD.allows(request.user, None)
    return is_allowed and selectors.known_hold(f"{kind}:{key}") is None


@register.simple_tag(takes_context=True)
def may_export(context: Mapping[str, Any]) -> bool:
    """`{% may_export as can_export %}`: whether the reader may export a part of the record as a bundle."""
    request = context.get("request")
    return request is not None and policies.EXPORT.allows(request.user, None)


@register.filter
def in_groups(text: str) -> str:
    """A hash in groups of eight, so that people can compare it and lines can break."""
    return " ".join(text[start : start + 8] for start in range(0, len(text), 8))
