"""Readers: that an article was read, and whether it helped (6.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.guidance.choices import Reason
from zhichi.guidance.events import ArticleDoubted
from zhichi.guidance.models import Reads, Vote
from zhichi.guidance.scrubbing import scrubbed
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.knowledge.models import Article

LONGEST_WORDS = 500


def note_read(*, article_id: int, audience: str, at: datetime) -> None:
    """Count one reader of today (UTC)."""
    wanted = {"article_id": article_id, "day": at.date(), "audience": audience}
    if Reads.objects.filter(**wanted).update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            Reads.objects.create(**wanted, count=1)
    except IntegrityError:  # the first reader came twice at once
        Reads.objects.filter(**wanted).update(count=F("count") + 1)


def visitor_of(user_id: int) -> str:
    """A digest that tells one account from another and leads back to nobody."""
    return salted_hmac("guidance.visitor", f"user:{user_id}").hexdigest()


@transaction.atomic
def vote(
    *, article: Article, visitor: str, is_helpful: bool, reason: str, words: str, language: str, by: Actor, at: datetime
) -> Vote:
    """Keep whether the article helped this visitor; a second vote takes the place of the first.

    A “no” needs a reason and appends guidance.doubted to the article. Raises DomainError naming the field.
    """
    said = scrubbed(" ".join(clean(words).split()))
    if not is_helpful and reason not in Reason.values:
        raise DomainError("reason", _("Say why it did not help."), fields={"reason": _("Say why it did not help.")})
    if len(said) > LONGEST_WORDS:
        message = _("At most %s characters.") % LONGEST_WORDS
        raise DomainError("words", message, fields={"words": message})
    version = article.live.number if article.live else 0
    before = Vote.objects.filter(article=article, visitor=visitor).first()
    row, _made = Vote.objects.update_or_create(
        article=article,
        visitor=visitor,
        defaults={
            "version": version,
            "is_helpful": is_helpful,
            "reason": "" if is_helpful else reason,
            "words": "" if is_helpful else said,
            "language": language,
            "at": at,
        },
    )
    if not is_helpful and (before is None or before.is_helpful or before.reason != reason):
        told = ArticleDoubted(number=article.number, version=version, reason=reason)
        records.append(article.stream, told, by=by, at=at)
    return row
