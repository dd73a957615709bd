"""Parts of articles in templates: headings in the article's language, blocks for staff with their label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.ui.icons import icon

if TYPE_CHECKING:
    from zhichi.knowledge.selectors import ShownPart

register = template.Library()

_BOX = re.compile(r'(?P<tag><aside>|<div class="callout callout-(?P<name>info|warn|bad|ok)">)(?P<text><p>)?')
_LABELS = {
    "internal": ("lock", gettext_lazy("Only staff see this")),
    "info": ("info", pgettext_lazy("box", "Note")),
    "warn": ("triangle-alert", pgettext_lazy("box", "Caution")),
    "bad": ("octagon-alert", pgettext_lazy("box", "Danger")),
    "ok": ("circle-check", pgettext_lazy("box", "Tip")),
}


@register.filter
def heading(part: ShownPart, language: str) -> str:
    """The part's heading in the language of the article, whatever the reader's is."""
    with translation.override(language):
        return str(part.label)


@register.filter
def body(part: ShownPart, language: str) -> SafeString:
    """The part's HTML as the selector cut it; boxes and blocks for staff say what they are (never by colour alone)."""
    with translation.override(language):
        html = _BOX.sub(_labelled, part.html)
    return mark_safe(html)  # noqa: S308 - sanitised when it was saved, and cut for this reader


def _labelled(box: re.Match[str]) -> str:
    """The beginning of a box with its sign, and its name before its first words."""
    glyph, label = _LABELS[box["name"] or "internal"]
    words = _("%(label)s:") % {"label": label}
    gap = "" if words.endswith("：") else " "
    end = "" if box["text"] else "</p>"
    return f'{box["tag"]}{icon(glyph, 18)}<p><b class="kb-label">{escape(words)}</b>{gap}{end}'
