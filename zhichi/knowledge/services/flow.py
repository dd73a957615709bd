"""The way of a version from draft to readers: submit, review, publish, and back (6.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.core.events import gettext_noop
from zhichi.core.texts import clean
from zhichi.knowledge import completeness, policies
from zhichi.knowledge.choices import FOR_CUSTOMERS, ArticleState, Outcome
from zhichi.knowledge.events import (
    Approved,
    Archived,
    LookedThrough,
    Published,
    Restored,
    RolledBack,
    Scheduled,
    SentBack,
    Submitted,
    VariantConfirmed,
    Withdrawn,
)
from zhichi.knowledge.gone import gone
from zhichi.knowledge.html import files_in, without_hollow, without_internal
from zhichi.knowledge.models import Article, ArticleVersion, Draft
from zhichi.knowledge.registry import types
from zhichi.knowledge.rhythm import next_review
from zhichi.knowledge.services import rounds, telling
from zhichi.knowledge.services._write import FIELDS, allow, digest, lock, record, required_line, save, step
from zhichi.knowledge.services.drafts import reopen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.knowledge.models import Content

LONGEST_REMARKS = 4_000
PUBLISHER = Actor.system(gettext_noop("planned publishing"))


@transaction.atomic
def submit(*, article_id: int, by: Actor, at: datetime, note: str = "", revision: int | None = None) -> ArticleVersion:
    """Make a version of the draft and ask for its review; boxes without content fall away. Appends knowledge.submitted.

    Raises DomainError "incomplete" with a message for each required part that is missing, Refused, Conflict.
    """
    article = lock(article_id, revision)
    allow(policies.EDIT, by, article)
    step(article, "submit")
    draft = Draft.objects.select_for_update().get(article=article)
    draft.parts = {code: kept for code, html in draft.parts.items() if (kept := without_hollow(html))}
    if missing := completeness.required(article, draft):
        words = {gap.field: str(gap.words) for gap in missing}
        raise DomainError("incomplete", " ".join(words.values()), _("Fill in what is missing."), fields=words)
    draft.note = " ".join(clean(note).split())[:300] or draft.note
    version = _keep(article, draft, by, at)
    draft.delete()
    save(article, at)
    event = Submitted(version=version.number, version_id=version.pk, digest=digest(version), note=version.note)
    record(article, event, by=by, at=at)
    return version


def _keep(article: Article, content: Content, by: Actor, at: datetime, restores: int | None = None) -> ArticleVersion:
    article.versions_made += 1
    shown = list(content.parts.values())
    return ArticleVersion.objects.create(
        article=article,
        number=article.versions_made,
        author_id=by.user_id,
        author_label=by.label[:200],
        created_at=at,
        restores=restores,
        files=_unique(one for html in shown for one in files_in(html)),
        open_files=_unique(one for html in shown for one in files_in(without_internal(html))),
        **{name: getattr(content, name) for name in FIELDS},
    )


def _unique(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


@transaction.atomic
def withdraw(*, article_id: int, by: Actor, at: datetime) -> Article:
    """Take a version back before it is published; it is a draft again. Appends knowledge.withdrawn."""
    article, version = _in_hand(article_id)
    allow(policies.EDIT, by, article)
    step(article, "withdraw")
    _back_to_draft(article, version, Outcome.WITHDRAWN, by, at)
    record(article, Withdrawn(version=version.number), by=by, at=at)
    return article


@transaction.atomic
def send_back(*, article_id: int, remarks: str, by: Actor, at: datetime, revision: int | None = None) -> Article:
    """Return a version to its author with remarks; it is a draft again. Appends knowledge.sent_back."""
    article, version = _in_hand(article_id, revision)
    _check_reviewer(article, version, by)
    text = clean(remarks).strip()
    if not text or len(text) > LONGEST_REMARKS:
        words = _("Say what has to change.") if not text else _("At most %s characters.") % LONGEST_REMARKS
        raise DomainError("remarks", words, fields={"remarks": words})
    step(article, "send_back")
    version.remarks = text
    version.reviewer_id, version.reviewed_at = by.user_id, at
    _back_to_draft(article, version, Outcome.RETURNED, by, at)
    record(article, SentBack(version=version.number, remarks=text), by=by, at=at)
    telling.tell(telling.RETURNED, article, version, by=by, at=at)
    return article


@transaction.atomic
def approve(*, article_id: int, by: Actor, at: datetime, revision: int | None = None) -> ArticleVersion:
    """Find a version right. Appends knowledge.approved.

    Raises Refused for its author, whoever that is, and for posts that do not review; Conflict when another reviewer
    was faster or it was withdrawn.
    """
    article, version = _in_hand(article_id, revision)
    _check_reviewer(article, version, by)
    step(article, "approve")
    version.outcome, version.reviewer_id, version.reviewed_at = Outcome.APPROVED, by.user_id, at
    version.save()
    save(article, at)
    waited = int((at - version.created_at).total_seconds())
    record(article, Approved(version=version.number, waited_seconds=max(waited, 0)), by=by, at=at)
    return version


def _check_reviewer(article: Article, version: ArticleVersion, by: Actor) -> None:
    allow(policies.REVIEW, by, article)
    if by.is_system or (by.user_id is not None and by.user_id == version.author_id):
        raise Refused(
            "own-article",
            _("%(name)s wrote version %(version)s, so somebody else has to review it.")
            % {"name": version.author_label, "version": version.number},
            _("Ask a colleague who may review."),
        )


def _in_hand(article_id: int, revision: int | None = None) -> tuple[Article, ArticleVersion]:
    article = lock(article_id, revision)
    version = ArticleVersion.objects.filter(article=article).order_by("-number").first()
    if version is None:
        step(article, "approve")  # says where the article stands
        raise Conflict("no-version", _("There is no version yet."))
    return article, version


def _back_to_draft(article: Article, version: ArticleVersion, outcome: Outcome, by: Actor, at: datetime) -> None:
    version.outcome = outcome
    version.save()
    article.publish_at = None
    reopen(article, version, by, at)
    save(article, at)


@transaction.atomic
def schedule(*, article_id: int, publish_at: datetime | None, by: Actor, at: datetime) -> Article:
    """Let a reviewed version be published at a moment to come (aware); None takes that back.

    Appends knowledge.scheduled. Raises DomainError for a moment that has passed.
    """
    article, version = _in_hand(article_id)
    allow(policies.PUBLISH, by, article)
    step(article, "schedule")
    if publish_at is not None and publish_at <= at:
        words = _("This time has passed already.")
        raise DomainError("past", words, fields={"publish_at": words})
    article.publish_at = publish_at
    save(article, at)
    when = timezone.localtime(publish_at).strftime("%Y-%m-%d %H:%M") if publish_at else "–"
    iso = publish_at.isoformat() if publish_at else ""
    record(article, Scheduled(version=version.number, at=iso, when=when), by=by, at=at)
    return article


@transaction.atomic
def publish(*, article_id: int, by: Actor, at: datetime, revision: int | None = None, in_spite: str = "") -> Article:
    """Let readers see the reviewed version. Appends knowledge.published. Raises Refused, Conflict.

    Raises DomainError "links-gone" that lists links which lead nowhere, unless `in_spite` says why it goes out anyway.
    """
    article, version = _in_hand(article_id, revision)
    allow(policies.PUBLISH, by, article)
    step(article, "publish")
    _refuse_wrong_readers(article)
    why = " ".join(clean(in_spite).split())[:500]
    if not why and (broken := gone(article, version)):
        raise DomainError("links-gone", " ".join(broken), _("Mend the links, or publish it with a reason."))
    is_first = article.live_id is None
    _go_live(article, version, by, at)
    if is_first:
        # A new translation does not make the original old: only what is published again later does.
        Article.objects.filter(family=article.family, live__isnull=False).update(agrees_at=at)
    record(article, Published(version=version.number, is_first=is_first, reason=why), by=by, at=at)
    telling.tell(telling.PUBLISHED, article, version, by=by, at=at)
    return article


def _refuse_wrong_readers(article: Article) -> None:
    kind = types.find(article.kind)
    if kind is not None and kind.for_staff and article.visibility in FOR_CUSTOMERS:
        words = _("“%s” is never for customers.") % kind.label
        raise DomainError("for-staff", words, fields={"visibility": words})


def _go_live(article: Article, version: ArticleVersion, by: Actor, at: datetime) -> None:
    version.published_at = at
    version.save()
    article.live, article.published_at, article.publish_at, article.agrees_at = version, at, None, at
    article.title = version.title
    article.review_due_at = next_review(article, at)
    save(article, at)
    rounds.turn(article, by=by, at=at)


def publish_due(*, at: datetime) -> int:
    """Publish what waits for its moment; returns how many. What is refused stays and is tried again."""
    due = Article.objects.filter(state=ArticleState.REVIEWED, publish_at__lte=at).order_by("publish_at", "pk")
    return sum(_publish_one(key, at) for key in list(due.values_list("pk", flat=True)[:200]))


def _publish_one(article_id: int, at: datetime) -> bool:
    try:
        publish(article_id=article_id, by=PUBLISHER, at=at)
    except DomainError as error:
        _say_why_not(article_id, error, at)
        return False
    return True


@transaction.atomic
def _say_why_not(article_id: int, error: DomainError, at: datetime) -> None:
    """Once for each planned moment; an article that was withdrawn or published meanwhile needs no word."""
    article, version = _in_hand(article_id)
    if article.state == ArticleState.REVIEWED and article.publish_at is not None:
        once = f"{article.stream}:{article.publish_at.isoformat()}"
        telling.tell(
            telling.NOT_PUBLISHED, article, version, by=PUBLISHER, at=at, once=once, reason=str(error.message)[:300]
        )


@transaction.atomic
def roll_back(*, article_id: int, to: int, reason: str, by: Actor, at: datetime) -> ArticleVersion:
    """Bring an earlier published version back as a new one, at once: it was reviewed then.

    Appends knowledge.rolled_back. Raises DomainError for a version that was never published or without a reason.
    """
    article = lock(article_id)
    allow(policies.PUBLISH, by, article)
    why = required_line(reason, "reason", _("Say why it goes back."))
    step(article, "roll_back")
    old = ArticleVersion.objects.filter(article=article, number=to).exclude(published_at=None).first()
    if old is None or old.pk == article.live_id:
        raise DomainError(
            "never-published", _("Version %s was never published, so it cannot be brought back.") % to
            if old is None else _("Version %s is the published one.") % to
        )  # fmt: skip
    version = _keep(article, old, by, at, restores=old.number)
    version.note, version.outcome = why[:300], Outcome.APPROVED
    version.reviewer_id, version.reviewed_at = old.reviewer_id, old.reviewed_at
    _go_live(article, version, by, at)
    event = RolledBack(
        version=version.number, version_id=version.pk, restores=old.number, reason=why, digest=digest(version)
    )
    record(article, event, by=by, at=at)
    return version


@transaction.atomic
def archive(*, article_id: int, reason: str, by: Actor, at: datetime) -> Article:
    """Take an article from its readers and keep it. Appends knowledge.archived. Raises DomainError without a reason."""
    article = lock(article_id)
    allow(policies.PUBLISH if article.live_id else policies.EDIT, by, article)
    why = required_line(reason, "reason", _("Say why it goes into the archive."))
    step(article, "archive")
    article.live, article.publish_at, article.review_due_at = None, None, None
    save(article, at)
    rounds.end(article, by=by, at=at)
    record(article, Archived(reason=why), by=by, at=at)
    return article


@transaction.atomic
def restore(*, article_id: int, by: Actor, at: datetime) -> Article:
    """Take an article out of the archive as a draft: it has aged and is reviewed again. Appends knowledge.restored."""
    article = lock(article_id)
    allow(policies.EDIT, by, article)
    step(article, "restore")
    newest = ArticleVersion.objects.filter(article=article).order_by("-number").first()
    if newest is not None and not Draft.objects.filter(article=article).exists():
        reopen(article, newest, by, at)
    save(article, at)
    record(article, Restored(), by=by, at=at)
    return article


@transaction.atomic
def confirm_variant(*, article_id: int, by: Actor, at: datetime) -> Article:
    """Say that the article still says what its other languages say. Appends knowledge.variant_confirmed."""
    article = lock(article_id)
    allow(policies.EDIT, by, article)
    article.agrees_at = at
    save(article, at)
    record(article, VariantConfirmed(), by=by, at=at)
    return article


@transaction.atomic
def look_through(*, article_id: int, by: Actor, at: datetime) -> Article:
    """Say after a full review that the published article is still right (6.2.1). Appends knowledge.looked_through."""
    article = lock(article_id)
    allow(policies.REVIEW, by, article)
    if article.live is None:
        raise Conflict("never-published", _("No version of it is published."))
    due = article.review_due_at
    article.review_due_at = next_review(article, at)
    save(article, at)
    rounds.turn(article, by=by, at=at)
    record(article, LookedThrough(version=article.live.number, in_time=due is None or at <= due), by=by, at=at)
    return article
