"""Versions that readers had elsewhere: kept with the article that an import makes of them (6.2.2, 6.2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.knowledge import policies
from zhichi.knowledge.choices import Outcome
from zhichi.knowledge.events import HistoryKept
from zhichi.knowledge.html import files_in, without_internal
from zhichi.knowledge.models import ArticleVersion
from zhichi.knowledge.services._write import Text, allow, cleaned, digest, lock, record, save

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.core.actors import Actor

HIGHEST = 1_000_000  # number of a version


@dataclass(frozen=True, kw_only=True)
class Past:
    """One published version of another place; times are aware."""

    number: int
    text: Text
    author: str
    written_at: datetime
    published_at: datetime
    restores: int | None = None


@transaction.atomic
def keep_history(*, article_id: int, versions: Sequence[Past], by: Actor, at: datetime) -> list[ArticleVersion]:
    """Give a new article the versions that it had elsewhere, with their numbers, authors and times. They are nobody's
    work here: no figure counts them. Appends knowledge.history_kept for each.

    Raises Conflict for an article that has versions of its own, DomainError for times or numbers that cannot be.
    """
    article = lock(article_id)
    allow(policies.EDIT, by, article)
    if article.versions_made:
        raise Conflict("has-versions", _("It has versions of its own already."))
    _check(versions, at)
    kept = []
    for past in sorted(versions, key=lambda one: one.number):
        content = cleaned(past.text, article.kind)
        shown = list(content["parts"].values())
        version = ArticleVersion.objects.create(
            article=article, number=past.number, author_label=clean(past.author)[:200], created_at=past.written_at,
            outcome=Outcome.KEPT, published_at=past.published_at, restores=past.restores,
            files=list(dict.fromkeys(one for html in shown for one in files_in(html))),
            open_files=list(dict.fromkeys(one for html in shown for one in files_in(without_internal(html)))),
            **content,
        )  # fmt: skip
        article.versions_made = past.number
        event = HistoryKept(
            version=past.number, version_id=version.pk, digest=digest(version), author=version.author_label,
            published_at=past.published_at.isoformat(),
        )  # fmt: skip
        record(article, event, by=by, at=at)
        kept.append(version)
    save(article, at)
    return kept


def _check(versions: Sequence[Past], at: datetime) -> None:
    numbers = [past.number for past in versions]
    if len(set(numbers)) != len(numbers) or not all(0 < number <= HIGHEST for number in numbers):
        raise DomainError("numbers", _("Two earlier versions have the same number, or one has none."))
    for past in versions:
        times = (past.written_at, past.published_at)
        if any(one.tzinfo is None for one in times) or not times[0] <= times[1] <= at:
            raise DomainError("times", _("The times of version %s cannot be.") % past.number)
