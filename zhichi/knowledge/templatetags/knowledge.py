"""Parts of articles in templates: headings in the article's language, blocks for staff with their label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhichi.ui.icons import icon

if TYPE_CHECKING:
    from zhichi.knowledge.selectors import ShownPart

register = template.Library()


@register.filter
def heading(part: ShownPart, language: str) -> str:
    """The part's heading in the language of the article, whatever the reader's is."""
    with translation.override(language):
        return str(part.label)


@register.filter
def body(part: ShownPart, language: str) -> SafeString:
    """The part's HTML as the selector cut it; blocks for staff say that they are (never by colour alone)."""
    with translation.override(language):
        words = escape(_("Only staff see this"))
    label = f'<p class="kb-internal-label">{icon("lock", 14)}{words}</p>'
    html = part.html.replace("<aside>", f'<aside class="kb-internal">{label}')
    return mark_safe(html)  # noqa: S308 - sanitised when it was saved, and cut for this reader
