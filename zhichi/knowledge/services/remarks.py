"""Comments at a passage of the work: made, settled, taken up again; the author hears of them (6.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.knowledge import policies
from zhichi.knowledge.events import Remarked, RemarkReopened, RemarkResolved
from zhichi.knowledge.html import plain
from zhichi.knowledge.models import Article, ArticleVersion, Draft, Remark
from zhichi.knowledge.services import telling
from zhichi.knowledge.services._write import allow, record

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

LONGEST_TEXT, LONGEST_QUOTE = 4_000, 300


def squeezed(text: str) -> str:
    """Words as they are compared: whatever space or line lies between them does not count."""
    return "".join(text.split())


@transaction.atomic
def remark(*, article_id: int, part: str, quote: str, text: str, by: Actor, at: datetime) -> Remark:
    """Comment on a passage of the newest content. Appends knowledge.remarked; its author and the owner are told.

    Raises DomainError naming the field: no words, a passage that is not in the part; Refused for who sees no work.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=article_id)
    allow(policies.SEE_WORK, by, article)
    version = ArticleVersion.objects.filter(article=article).first()
    content = Draft.objects.filter(article=article).first() or version
    said, passage = clean(text).strip(), " ".join(clean(quote).split())
    faults: dict[str, str] = {}
    if not said or len(said) > LONGEST_TEXT:
        faults["text"] = _("Write the comment.") if not said else _("At most %s characters.") % LONGEST_TEXT
    if not passage or len(passage) > LONGEST_QUOTE:
        faults["quote"] = _("Copy the passage, at most %s characters.") % LONGEST_QUOTE
    elif content is None or squeezed(passage) not in squeezed(plain(content.parts.get(part, ""))):
        faults["quote"] = _("These words are not in that part. Copy them as they stand there.")
    if faults:
        raise DomainError("remark", " ".join(faults.values()), fields=faults)
    number = version.number if version else 0
    row = Remark.objects.create(
        article=article, version=number, part=part, quote=passage, text=said, by_id=by.person_id, at=at
    )
    told = Remarked(version=number, remark_id=row.pk, part=part, digest=digest(row))
    record(article, told, by=by, at=at)
    telling.tell(telling.REMARKED, article, version, by=by, at=at)
    return row


def digest(row: Remark) -> str:
    """The digest by which the record proves what a comment says (3.4.2)."""
    return sha256(dumps([row.part, row.quote, row.text]))


@transaction.atomic
def resolve_remark(*, remark_id: int, by: Actor, at: datetime) -> Remark:
    """Settle a comment: for its author, and for whoever edits or reviews. Appends knowledge.remark_resolved, once."""
    row = _lock(remark_id, by)
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by_id = at, by.person_id
        row.save(update_fields=["resolved_at", "resolved_by"])
        record(row.article, RemarkResolved(version=row.version, remark_id=row.pk), by=by, at=at)
    return row


@transaction.atomic
def reopen_remark(*, remark_id: int, by: Actor, at: datetime) -> Remark:
    """Take a settled comment up again. Appends knowledge.remark_reopened, once."""
    row = _lock(remark_id, by)
    if row.resolved_at is not None:
        row.resolved_at, row.resolved_by_id = None, None
        row.save(update_fields=["resolved_at", "resolved_by"])
        record(row.article, RemarkReopened(version=row.version, remark_id=row.pk), by=by, at=at)
    return row


def _lock(remark_id: int, by: Actor) -> Remark:
    row = Remark.objects.select_for_update(of=("self",)).select_related("article").get(pk=remark_id)
    if row.by_id != by.user_id and not policies.REVIEW.allows(by.user, row.article):
        allow(policies.EDIT, by, row.article)
    return row
