"""Questions without an answer become writing tasks: gather, give, link, dismiss, take up again (6.3.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.guidance import policies
from zhichi.guidance.choices import PENDING, GapState, Place
from zhichi.guidance.events import GapAssigned, GapDismissed, GapDone, GapFound, GapLinked, GapReopened
from zhichi.guidance.models import Gap, Question
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import selectors as knowledge
from zhichi.knowledge import services as articles
from zhichi.notices import services as notices
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.events import Event
    from zhichi.knowledge.models import Article

WAIT = timedelta(minutes=30)  # until then somebody may still choose one of the results
LOT = 2_000  # questions looked at in one run
LONGEST_REASON = 300
GATHERER = Actor.system("search")
GIVEN = "guidance.gap_given"  # the kind of notice


@transaction.atomic
def gather(*, at: datetime) -> int:
    """Look at questions of half an hour ago and before; those nobody got an answer to are counted in gaps. How many.

    Without an answer: nothing was found, or on the portal nothing of it was chosen. Appends guidance.gap_found for a
    new gap, and for one that was done and is asked for again.
    """
    rows = list(Question.objects.filter(is_gathered=False, at__lt=at - WAIT).order_by("at", "pk")[:LOT])
    missed = [row for row in rows if row.hits == 0 or (row.place == Place.PORTAL and row.chosen_id is None)]
    for row in missed:
        _count(row, at)
    Question.objects.filter(pk__in=[row.pk for row in rows]).update(is_gathered=True)
    return len(missed)


def _count(row: Question, at: datetime) -> None:
    gap, is_new = Gap.objects.select_for_update().get_or_create(
        key=row.key, language=row.language, defaults={"words": row.words, "first_at": row.at, "last_at": row.at}
    )
    gap.words, gap.last_at = row.words, max(gap.last_at, row.at)
    gap.count += 1
    gap.unanswered += row.hits == 0
    gap.places = {**gap.places, row.place: gap.places.get(row.place, 0) + 1}
    comes_back = gap.state == GapState.DONE and gap.settled_at is not None and row.at > gap.settled_at
    if comes_back:
        gap.state, gap.settled_at = GapState.OPEN, None
    gap.save()
    if is_new or comes_back:
        _tell(gap, GapFound(words=gap.words, language=gap.language), GATHERER, at, is_new=is_new)


@transaction.atomic
def assign_gap(*, gap_id: int, person_id: int, by: Actor, at: datetime) -> Gap:
    """Give it to somebody who writes; they hear of it. Appends guidance.gap_assigned."""
    gap = _lock(gap_id)
    policies.EDIT_GAPS.check(by.user, gap)
    person = accounts.active_staff([person_id]).get(person_id)
    if person is None or not knowledge_rights.WRITE.allows(person, None):
        words = _("Choose somebody who may write articles.")
        raise DomainError("assignee", words, fields={"assignee": words})
    _require(gap, PENDING)
    gap.assignee_id, gap.state = person.pk, GapState.ASSIGNED
    gap.save()
    _tell(gap, GapAssigned(assignee=person.display_name, assignee_id=person.pk), by, at)
    if person.pk != by.user_id:
        notices.tell([person.pk], kind=GIVEN, stream=gap.stream, at=at, data={"words": gap.words})
    return gap


@transaction.atomic
def dismiss_gap(*, gap_id: int, reason: str, by: Actor, at: datetime) -> Gap:
    """No article is wanted, with a reason. Appends guidance.gap_dismissed."""
    gap = _lock(gap_id)
    policies.EDIT_GAPS.check(by.user, gap)
    said = " ".join(clean(reason).split())
    if not said or len(said) > LONGEST_REASON:
        words = _("Say why, in at most %s characters.") % LONGEST_REASON
        raise DomainError("reason", words, fields={"reason": words})
    _require(gap, PENDING)
    gap.state, gap.reason, gap.settled_at = GapState.DISMISSED, said, at
    gap.save()
    _tell(gap, GapDismissed(reason=said), by, at)
    return gap


@transaction.atomic
def reopen_gap(*, gap_id: int, by: Actor, at: datetime) -> Gap:
    """Take it up again. Appends guidance.gap_reopened."""
    gap = _lock(gap_id)
    policies.EDIT_GAPS.check(by.user, gap)
    _require(gap, (GapState.DISMISSED, GapState.DONE))
    gap.state, gap.reason, gap.settled_at, gap.article_id = GapState.OPEN, "", None, None
    gap.assignee_id = None
    gap.save()
    _tell(gap, GapReopened(), by, at)
    return gap


@transaction.atomic
def link_gap(*, gap_id: int, article_id: int, by: Actor, at: datetime) -> Gap:
    """Name the article that is to answer. Appends guidance.gap_linked, and guidance.gap_done when it is published.

    Raises DomainError for an article that is not there for them.
    """
    gap = _lock(gap_id)
    policies.FILL_GAP.check(by.user, gap)
    _require(gap, PENDING)
    article = knowledge.find(by.user, article_id)
    if article is None:
        words = _("There is no such article.")
        raise DomainError("article", words, fields={"article": words})
    return _link(gap, article, by, at)


@transaction.atomic
def write_gap(*, gap_id: int, kind: str, title: str, by: Actor, at: datetime) -> Article:
    """Begin an article that is to answer, in the language of the question. Appends knowledge.created and gap_linked."""
    gap = _lock(gap_id)
    policies.FILL_GAP.check(by.user, gap)
    _require(gap, PENDING)
    text = articles.Text(title=title, search_words=gap.words)
    article = articles.create(kind=kind, language=gap.language, text=text, by=by, at=at)
    if gap.assignee_id is None:
        gap.assignee_id, gap.state = by.person_id, GapState.ASSIGNED
    _link(gap, article, by, at)
    return article


@transaction.atomic
def close_gaps_of(*, article_id: int, by: Actor, at: datetime) -> int:
    """An article was published: the gaps that wait for it are done. Appends guidance.gap_done to each. How many."""
    rows = list(Gap.objects.select_for_update().filter(article=article_id, state__in=PENDING))
    for gap in rows:
        _done(gap, f"KB-{article_id:04d}", by, at)
    return len(rows)


def _link(gap: Gap, article: Article, by: Actor, at: datetime) -> Gap:
    gap.article_id = article.pk
    gap.save()
    _tell(gap, GapLinked(article_id=article.pk, number=article.number), by, at)
    if article.live_id is not None:
        _done(gap, article.number, by, at)
    return gap


def _done(gap: Gap, number: str, by: Actor, at: datetime) -> None:
    gap.state, gap.settled_at = GapState.DONE, at
    gap.save()
    _tell(gap, GapDone(article_id=gap.article_id or 0, number=number), by, at)


def _lock(gap_id: int) -> Gap:
    return Gap.objects.select_for_update(of=("self",)).get(pk=gap_id)


def _require(gap: Gap, states: Any) -> None:
    if gap.state not in states:
        raise Conflict(
            "wrong-state",
            _("It is “%s” meanwhile.") % gap.get_state_display(),
            _("Look at it as it is now, then decide again."),
        )


def _tell(gap: Gap, event: Event, by: Actor, at: datetime, *, is_new: bool = False) -> None:
    records.append(gap.stream, event, by=by, at=at, is_new=is_new)
