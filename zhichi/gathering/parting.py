"""The parts of an article in a text that came as a whole: headings named like a part begin it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import override

from zhichi.core.texts import fold
from zhichi.knowledge.registry import types

if TYPE_CHECKING:
    from zhichi.knowledge.registry import ArticleType

_HEADING = re.compile(r"<h[34]\b[^>]*>(.*?)</h[34]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def parts_of(type_code: str, html: str) -> dict[str, str]:
    """The text by parts. What stands before the first known heading belongs to the first part that is required."""
    kind = types.get(type_code)
    first = next((part.code for part in kind.parts if part.is_required), kind.parts[0].code)
    if len(kind.parts) == 1:
        return {first: html}
    names = _names(kind)
    found: dict[str, str] = {}
    here, begins = first, 0
    for match in _HEADING.finditer(html):
        code = names.get(_key(_TAG.sub("", match[1])))
        if code is None:
            continue
        found[here] = found.get(here, "") + html[begins : match.start()].strip()
        here, begins = code, match.end()
    found[here] = found.get(here, "") + html[begins:].strip()
    return {code: text for code, text in found.items() if text}


def anchor_of(type_code: str, fragment: str) -> str:
    """The anchor of the part whose heading a fragment names ("fix", "处理步骤"); empty for any other heading."""
    kind = types.get(type_code)
    if len(kind.parts) == 1 or not fragment:
        return ""
    wanted = slugify(fragment, allow_unicode=True)
    found = next((code for label, code in _names(kind).items() if slugify(label, allow_unicode=True) == wanted), "")
    return f"part-{found}" if found else ""


def _names(kind: ArticleType) -> dict[str, str]:
    names = {part.code: part.code for part in kind.parts}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {_key(str(part.label)): part.code for part in kind.parts}
    return names


def _key(words: str) -> str:
    return fold(words).strip(" :：#.0123456789")
