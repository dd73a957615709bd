"""What an article lacks, in words: required parts of its type, and what makes it easier to find (6.1.1, 6.1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.knowledge.choices import Scheme
from zhichi.knowledge.html import is_blank, plain, without_internal
from zhichi.knowledge.registry import types

if TYPE_CHECKING:
    from zhichi.knowledge.models import Article, Content


@dataclass(frozen=True)
class Gap:
    """One thing that is missing. `field` names the form's field; without it an article cannot be submitted."""

    field: str
    words: Any
    is_required: bool = True


def gaps(article: Article, content: Content) -> list[Gap]:
    """What is missing in `content` as this article's; required things first. At most one query."""
    found: list[Gap] = []
    if not content.summary.strip():
        found.append(Gap("summary", _("The summary is missing: one or two sentences for lists and search.")))
    found += _missing_parts(article, content)
    if article.language == "en" and _is_mostly_chinese(content):
        found.append(Gap("title", _("Most of the text is still in Chinese."), is_required=False))
    used = {category.scheme for category in article.categories.all()}
    for scheme in Scheme:
        if scheme not in used:
            found.append(Gap("categories", _("It has no place under “%s”.") % scheme.label, is_required=False))
    if article.module_id is None:
        found.append(Gap("module", _("It belongs to no module."), is_required=False))
    return found


def required(article: Article, content: Content) -> list[Gap]:
    """What keeps the article from being submitted."""
    return [gap for gap in gaps(article, content) if gap.is_required]


def _is_mostly_chinese(content: Content) -> bool:
    """A variant begins as the words of the other language, and could be published just so."""
    words = " ".join([content.title, content.summary, *map(plain, content.parts.values())])
    latin = sum(sign.isascii() and sign.isalpha() for sign in words)
    return sum("\u4e00" <= sign <= "\u9fff" for sign in words) > latin


def _missing_parts(article: Article, content: Content) -> list[Gap]:
    kind = types.find(article.kind)
    found = []
    for part in kind.parts if kind else ():
        html = content.parts.get(part.code, "")
        if not part.is_required:
            continue
        if is_blank(html):
            found.append(Gap(f"part_{part.code}", _("“%s” is empty.") % part.label))
        elif article.is_for_customers and is_blank(without_internal(html)):
            words = _("“%s” holds nothing but blocks for staff, so customers would find it empty.")
            found.append(Gap(f"part_{part.code}", words % part.label))
    return found
