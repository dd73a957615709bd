"""Templates of the house: made from an article, changed, taken out of use (6.1.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.knowledge import policies
from zhichi.knowledge.events import PatternSaved
from zhichi.knowledge.models import Article, ArticleVersion, Draft, Pattern
from zhichi.knowledge.registry import types
from zhichi.knowledge.services._write import Text, allow, cleaned, required_line
from zhichi.records import services as records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhichi.core.actors import Actor

LONGEST_NAME = 80
_PICTURES = re.compile(r"<figure\b.*?</figure>|<img\b[^>]*>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class PatternData:
    """A template as its editor hands it in; `parts` is HTML by the codes of the type's parts."""

    name: str
    summary: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    is_active: bool = True


@transaction.atomic
def make_pattern(*, article_id: int, name: str, by: Actor, at: datetime) -> Pattern:
    """Make a template of an article's newest content, without its pictures: they belong to the article.

    Appends knowledge.pattern_saved. Raises DomainError for a name that is missing or taken, Refused.
    """
    allow(policies.CURATE, by)
    article = Article.objects.get(pk=article_id)
    content = Draft.objects.filter(article=article).first() or ArticleVersion.objects.filter(article=article).first()
    if content is None:
        raise DomainError("no-version", _("There is no version yet."))
    parts = {code: _PICTURES.sub("", html) for code, html in content.parts.items()}
    row = Pattern(kind=article.kind, source=article)
    return _save(row, PatternData(name=name, summary=content.summary, parts=parts), by, at, is_new=True)


@transaction.atomic
def save_pattern(
    *, data: PatternData, by: Actor, at: datetime, kind: str = "", pattern_id: int | None = None
) -> Pattern:
    """Make a template of a type, or change one. Appends knowledge.pattern_saved. Raises DomainError naming fields."""
    allow(policies.CURATE, by)
    if pattern_id is not None:
        return _save(Pattern.objects.select_for_update(of=("self",)).get(pk=pattern_id), data, by, at, is_new=False)
    if kind not in types:
        raise DomainError("kind", _("Choose a type."), fields={"kind": _("Choose a type.")})
    return _save(Pattern(kind=kind), data, by, at, is_new=True)


def _save(row: Pattern, data: PatternData, by: Actor, at: datetime, *, is_new: bool) -> Pattern:
    row.name = required_line(data.name, "name", _("Give it a name."), LONGEST_NAME)
    content = cleaned(Text(title=row.name, summary=data.summary, parts=data.parts), row.kind)
    row.summary, row.parts, row.is_active = content["summary"], content["parts"], data.is_active
    row.by_id, row.updated_at = by.user_id, at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("There is a template of this name already.")
        raise DomainError("name-taken", words, fields={"name": words}) from None
    told = PatternSaved(
        name=row.name, kind=row.kind, is_active=row.is_active, source=row.source.number if row.source else ""
    )
    records.append(row.stream, told, by=by, at=at, is_new=is_new)
    return row
