"""Write an opinion: keep the draft, submit, take back in time. The second opinion is final (复评)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.records.selectors import policy
from zhichi.reviews import definitions, policies
from zhichi.reviews.cards import Criterion, of_json, reckon
from zhichi.reviews.choices import Ending, ReviewState
from zhichi.reviews.events import SecondGiven, Submitted, TakenBack
from zhichi.reviews.models import Opinion, Review
from zhichi.reviews.services._write import allow, lock, opinion_digest, record
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.core.actors import Actor

MAX_TEXT = 2_000  # characters of a comment or a passage
MAX_EVIDENCE = 30


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A card as somebody filled it in. `evidence` holds (message id, passage, criterion or empty)."""

    marks: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    evidence: Sequence[tuple[int, str, str]] = ()
    summary: str = ""


@transaction.atomic
def save_draft(*, review_id: int, filled: Filled, by: Actor, at: datetime) -> Opinion:
    """Keep what is filled in so far; nothing has to be complete. Not an event: nothing has happened yet.

    Raises Refused when it is not this person's task, DomainError for a passage that is not in the conversation.
    """
    review = lock(review_id)
    allow(policies.WRITE, by, review)
    row = _row(review, by, at)
    _fill(row, review, filled, at)
    row.save()
    return row


@transaction.atomic
def submit(*, review_id: int, filled: Filled, by: Actor, at: datetime) -> Review:
    """Give the opinion. Appends reviews.submitted, or reviews.second_given for the second one, which is final.

    Raises Refused when it is not this person's task, Conflict when the person wrote in the conversation, DomainError
    for a criterion without mark and for a 0 without comment.
    """
    review = lock(review_id)
    allow(policies.WRITE, by, review)
    _refuse_author(review, by)
    row = _row(review, by, at)
    _fill(row, review, filled, at)
    criteria = of_json(review.card.criteria)
    _refuse_incomplete(criteria, row)
    result = reckon(criteria, row.marks)
    row.score, row.has_failed, row.dimensions = result.score, result.has_failed, result.dimensions
    row.submitted_at = at
    row.save()
    before = review.score or 0.0
    _count(review, row)
    event: Submitted | SecondGiven
    if row.is_second:
        review.state, review.ending, review.settled_at = ReviewState.SETTLED, Ending.SECOND, at
        event = SecondGiven(
            opinion_id=row.pk, before=before, score=result.score, has_failed=result.has_failed,
            digest=opinion_digest(row),
        )  # fmt: skip
    else:
        review.state, review.submitted_at = ReviewState.SUBMITTED, at
        review.shown_at = at + undo_time()
        review.object_until = at + timedelta(days=policy(definitions.OBJECTION_DAYS))
        event = Submitted(
            opinion_id=row.pk, score=result.score, has_failed=result.has_failed, digest=opinion_digest(row)
        )
    review.save()
    record(review.stream, event, by=by, at=at)
    return review


@transaction.atomic
def take_back(*, review_id: int, by: Actor, at: datetime) -> Review:
    """Make one's opinion a draft again while the undo time runs. Appends reviews.taken_back.

    Raises Conflict when it is too late, answered, or somebody else's.
    """
    review = lock(review_id)
    row = review.opinions.filter(by_id=by.person_id, submitted_at__isnull=False).order_by("-is_second").first()
    is_last = row is not None and row.is_second == (review.ending == Ending.SECOND)
    in_time = row is not None and row.submitted_at is not None and at < row.submitted_at + undo_time()
    if row is None or not is_last or not in_time or review.state not in {ReviewState.SUBMITTED, ReviewState.SETTLED}:
        raise Conflict("late", _("The review is out already."), _("It can be changed by a second opinion only."))
    row.submitted_at, row.score = None, None
    row.save()
    first = review.opinions.filter(is_second=False, submitted_at__isnull=False).first()
    if row.is_second:
        review.state, review.ending, review.settled_at = ReviewState.OBJECTED, "", None
    else:
        review.state, review.submitted_at, review.shown_at, review.object_until = ReviewState.OPEN, None, None, None
    _count(review, first)
    review.save()
    record(review.stream, TakenBack(opinion_id=row.pk), by=by, at=at)
    return review


def undo_time() -> timedelta:
    """How long a deed can be undone."""
    return timedelta(seconds=policy("5.2.1.undo_send_seconds"))


def _row(review: Review, by: Actor, at: datetime) -> Opinion:
    is_second = review.state == ReviewState.OBJECTED
    row = Opinion.objects.filter(review=review, is_second=is_second, by_id=by.person_id).first()
    return row or Opinion(review=review, is_second=is_second, by_id=by.person_id, saved_at=at)


def _count(review: Review, row: Opinion | None) -> None:
    """What counts now."""
    review.score = row.score if row else None
    review.has_failed = bool(row and row.has_failed)
    review.dimensions = dict(row.dimensions) if row else {}


def _fill(row: Opinion, review: Review, filled: Filled, at: datetime) -> None:
    known = {item.code: item for item in of_json(review.card.criteria)}
    row.marks = {code: _mark(known[code], mark) for code, mark in filled.marks.items() if code in known}
    row.comments = {
        code: text
        for code, words in filled.comments.items()
        if code in known and (text := _text(words, f"comment_{code}"))
    }
    row.evidence = _evidence(review, filled.evidence, known)
    row.summary = _text(filled.summary, "summary")
    row.saved_at = at


def _mark(item: Criterion, mark: int) -> int:
    if mark not in item.marks:
        message = _("Choose a mark from 0 to %s.") % item.scale
        raise DomainError("mark", message, fields={f"mark_{item.code}": message})
    return mark


def _text(words: str, name: str) -> str:
    text = clean(words).strip()
    if len(text) > MAX_TEXT:
        message = _("At most %s characters.") % MAX_TEXT
        raise DomainError("long", message, fields={name: message})
    return text


def _evidence(review: Review, marked: Sequence[tuple[int, str, str]], known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The passages, each checked against the message it is said to stand in."""
    wanted = [(message, " ".join(clean(quote).split()), code) for message, quote, code in marked if quote.strip()]
    if len(wanted) > MAX_EVIDENCE:
        raise DomainError("evidence", _("At most %s passages.") % MAX_EVIDENCE)
    texts = tickets.texts_of(review.ticket_id, [message for message, _quote, _code in wanted])
    for message, quote, _code in wanted:
        # White space is no evidence: pages break lines where the text has none, and the other way round.
        if len(quote) > MAX_TEXT or "".join(quote.split()) not in "".join(texts.get(message, "").split()):
            words = _("“%s” does not stand in that message.") % quote[:80]
            raise DomainError("evidence", words, _("Mark the passage again."), fields={"evidence": words})
    return [
        {"message": message, "quote": quote, "criterion": code if code in known else ""}
        for message, quote, code in wanted
    ]


def _refuse_author(review: Review, by: Actor) -> None:
    if by.person_id in {review.subject_id, *tickets.authors_of(review.ticket_id)}:
        raise Conflict(
            "author", _("You wrote in this conversation."), _("Somebody else has to review it: give the review away.")
        )


def _refuse_incomplete(criteria: Sequence[Criterion], row: Opinion) -> None:
    fields: dict[str, str] = {}
    for item in criteria:
        if item.code not in row.marks:
            fields[f"mark_{item.code}"] = _("Choose a mark.")
        elif row.marks[item.code] == 0 and not row.comments.get(item.code):
            fields[f"comment_{item.code}"] = _("A 0 needs a comment.")
    if fields:
        raise DomainError("incomplete", _("The card is not complete."), fields=fields)
