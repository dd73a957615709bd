"""`{% remember "name" key … %}…{% endremember %}`: markup that depends on nothing but the language and the named keys.

It is rendered once a process for each combination. Nothing personal and no anti-forgery token may stand inside: what
one reader gets, every other reader with the same keys gets too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.template import Context
    from django.template.base import FilterExpression, NodeList, Parser, Token
    from django.utils.safestring import SafeString

register = template.Library()
MOST = 1000  # combinations kept; then everything is forgotten and rendered anew
_known: dict[tuple[object, ...], SafeString] = {}


class RememberNode(template.Node):
    """The block; its first key is its own name."""

    def __init__(self, nodelist: NodeList, keys: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.keys = keys

    def render(self, context: Context) -> SafeString:
        """The remembered markup, rendered now when it is not known yet."""
        found = (get_language(), *(str(key.resolve(context)) for key in self.keys))
        markup = _known.get(found)
        if markup is None:
            if len(_known) >= MOST:
                _known.clear()
            markup = _known[found] = self.nodelist.render(context)
        return markup


@register.tag
def remember(parser: Parser, token: Token) -> RememberNode:
    """Read the keys and the block. Raises TemplateSyntaxError without a name."""
    _tag, *words = token.split_contents()
    if not words:
        raise template.TemplateSyntaxError("{% remember %} needs a name")
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(nodelist, [parser.compile_filter(word) for word in words])


def forget() -> None:
    """Drop everything that is remembered, for tests."""
    _known.clear()
