"""Icons of the lucide package, in the stroke of the design, rendered once each."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

STROKE = 1.75


@lru_cache(maxsize=512)
def icon(name: str, size: int = 16) -> SafeString:
    """The icon as inline SVG, hidden from assistive technology. Raises IconDoesNotExist for an unknown name."""
    attributes: dict[str, object] = {
        "class": "icon",
        "stroke_width": STROKE,
        "aria_hidden": "true",
        "focusable": "false",
    }
    return mark_safe(lucide(str(name), size=size, **attributes))  # noqa: S308 - markup of an installed package
