"""Reviews as lists and one at a time, scoped to who asks; score cards; drawings with their proof; alerts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Prefetch, Q, QuerySet

from zhichi.core.canonical import dumps, sha256
from zhichi.records import selectors as records
from zhichi.reviews import policies
from zhichi.reviews.cards import Criterion, of_json
from zhichi.reviews.choices import ReviewState
from zhichi.reviews.drawing import draw, pool_of, rule_of, seed_of
from zhichi.reviews.models import Action, Alert, Draw, Opinion, Review, ScoreCard
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.handbook.registry import Period
    from zhichi.tickets.models import Message

PAGE = 100


@dataclass(frozen=True)
class Line:
    """A message of the conversation under review."""

    message: Message
    body: Any
    whole: Any  # all of it where `body` leaves quotes out
    below: Any
    is_subject: bool  # the person under review wrote it
    is_internal: bool


@dataclass(frozen=True)
class Verdict:
    """A submitted opinion beside its card: each criterion with mark, comment and evidence."""

    opinion: Opinion
    rows: list[tuple[Criterion, int | None, str, list[dict[str, Any]]]]
    general: list[dict[str, Any]] = field(default_factory=list)  # evidence of no criterion


def _rows(person: Any) -> QuerySet[Review]:
    rows = policies.visible_to(person, Review.objects.all())
    return rows.select_related("ticket", "subject", "reviewer", "second", "card")


def review(person: Any, key: int, *, at: datetime) -> Review | None:
    """The review if `person` may see it now; who is under review sees it when the undo time is over."""
    row = _rows(person).filter(pk=key).first()
    if row is None or (row.subject_id == person.pk and row.shown_at is not None and at < row.shown_at):
        return None
    return row


def shown(person: Any, *, at: datetime) -> QuerySet[Review]:
    """What `person` may see now: as `review`, for lists."""
    return _rows(person).exclude(subject=person, shown_at__gt=at)


def mine(person: Any, *, at: datetime) -> QuerySet[Review]:
    """The results of one's own conversations, newest first."""
    return _rows(person).filter(subject=person, shown_at__lte=at).order_by("-submitted_at", "-pk")


def to_do(person: Any) -> QuerySet[Review]:
    """What `person` has to review, the second opinions among it, the soonest due first."""
    first, second = Q(state=ReviewState.OPEN, reviewer=person), Q(state=ReviewState.OBJECTED, second=person)
    return _rows(person).filter(first | second).order_by("due_at", "pk")


def waiting_for(person: Any, *, at: datetime) -> tuple[int, int]:
    """How many reviews `person` has to write, and how many results of theirs wait for an answer. One query."""
    to_write = Q(state=ReviewState.OPEN, reviewer=person) | Q(state=ReviewState.OBJECTED, second=person)
    to_answer = Q(state=ReviewState.SUBMITTED, subject=person, shown_at__lte=at)
    counted = Review.objects.aggregate(write=Count("pk", filter=to_write), answer=Count("pk", filter=to_answer))
    return counted["write"], counted["answer"]


def reviews(
    person: Any, *, state: str = "", subject_id: int | None = None, period: Period | None = None
) -> list[Review]:
    """The newest reviews that `person` may see, narrowed; at most a page of them."""
    rows = _rows(person)
    if state == "waiting":
        nobody = Q(state=ReviewState.OPEN, reviewer=None) | Q(state=ReviewState.OBJECTED, second=None)
        rows = rows.filter(nobody)
    elif state:
        rows = rows.filter(state=state)
    if subject_id:
        rows = rows.filter(subject_id=subject_id)
    if period is not None:
        rows = rows.filter(created_at__gte=period.start, created_at__lt=period.end)
    return list(rows.order_by("-created_at", "-pk")[:PAGE])


def by_person(person: Any, period: Period) -> list[dict[str, Any]]:
    """Reviews submitted in the period by person under review: how many, the mean score, failed ones."""
    rows = policies.visible_to(person, Review.objects.all())
    found = rows.filter(submitted_at__gte=period.start, submitted_at__lt=period.end)
    grouped = (
        found.order_by()
        .values("subject_id", "subject__display_name")
        .annotate(n=Count("pk"), mean=Avg("score"), failed=Count("pk", filter=Q(has_failed=True)))
    )
    return [dict(row) for row in grouped.order_by("mean", "subject_id")]


def waiting_count() -> int:
    """Reviews and objections that nobody may take: too few people of a higher post."""
    nobody = Q(state=ReviewState.OPEN, reviewer=None) | Q(state=ReviewState.OBJECTED, second=None)
    return Review.objects.filter(nobody).count()


def conversation(row: Review) -> list[Line]:
    """All messages of the conversation, notes and calls too, those of the person under review marked."""
    entries = tickets.conversation(row.ticket)
    return [
        Line(
            message=entry.message,
            body=entry.body,
            whole=entry.whole,
            below=entry.below,
            is_subject=entry.message.author_id == row.subject_id,
            is_internal=entry.message.kind in {"note", "call"},
        )
        for entry in entries
        if entry.message is not None
    ]


def draft(row: Review, person: Any) -> Opinion | None:
    """What `person` has filled in so far of the opinion that is missing."""
    is_second = row.state == ReviewState.OBJECTED
    return Opinion.objects.filter(review=row, is_second=is_second, by=person, submitted_at=None).first()


def verdicts(row: Review) -> list[Verdict]:
    """The submitted opinions, the first one first. One query."""
    criteria = of_json(row.card.criteria)
    found = row.opinions.filter(submitted_at__isnull=False).select_related("by").order_by("is_second")
    return [_verdict(item, criteria) for item in found]


def _verdict(opinion: Opinion, criteria: list[Criterion]) -> Verdict:
    rows = [
        (
            item,
            opinion.marks.get(item.code),
            opinion.comments.get(item.code, ""),
            [found for found in opinion.evidence if found["criterion"] == item.code],
        )
        for item in criteria
    ]
    return Verdict(opinion, rows, [found for found in opinion.evidence if not found["criterion"]])


def cards() -> QuerySet[ScoreCard]:
    """The versions of the score card, newest first."""
    return ScoreCard.objects.order_by("-number")


def draws() -> list[Draw]:
    """The drawings, newest first, with how many reviews each planned (`planned`)."""
    return list(Draw.objects.annotate(planned=Count("reviews")).defer("pool").order_by("-week")[:PAGE])


@dataclass(frozen=True)
class Proof:
    """Whether a drawing can be drawn again: each a statement that is checked now."""

    mark_stands: bool  # the event the seed comes from is in the record as it was
    seed_follows: bool
    pool_stands: bool  # pool and rule are those that the record states
    sample_follows: bool  # drawn again, every review of the drawing comes out

    @property
    def holds(self) -> bool:
        """Whether nothing was picked by hand."""
        return self.mark_stands and self.seed_follows and self.pool_stands and self.sample_follows


def drawing(key: int) -> Draw | None:
    """One drawing with its reviews, or None."""
    rows = Review.objects.select_related("subject", "reviewer", "ticket").order_by("subject__sort_key", "pk")
    return Draw.objects.prefetch_related(Prefetch("reviews", queryset=rows)).filter(pk=key).first()


def visible_ids(person: Any, row: Draw) -> set[int]:
    """Those reviews of a drawing that `person` may open."""
    return set(policies.visible_to(person, Review.objects.filter(draw=row)).values_list("pk", flat=True))


def prove(row: Draw) -> Proof:
    """Draw the sample of a drawing again and compare."""
    stated = next((event.data for event in records.history(f"review_draw:{row.pk}")), {})
    again = {
        (talk.ticket, talk.person, str(origin)) for talk, origin in draw(pool_of(row.pool), rule_of(row.rule), row.seed)
    }
    held = {(item.ticket_id, item.subject_id, item.origin) for item in row.reviews.all()}
    return Proof(
        mark_stands=(row.mark_event == 0 and not row.mark) or records.has_mark(row.mark_event, row.mark),
        seed_follows=row.seed == seed_of(row.week, row.mark) == stated.get("seed"),
        pool_stands=sha256(dumps([row.pool, row.rule, row.mark])) == row.digest == stated.get("digest"),
        sample_follows=held <= again,
    )


def alerts() -> list[Alert]:
    """The alerts with their actions, newest first. Two queries."""
    actions = Action.objects.select_related("owner").order_by("due_on", "pk")
    return list(Alert.objects.prefetch_related(Prefetch("actions", queryset=actions)).order_by("-at", "-pk")[:PAGE])


def alert(key: int) -> Alert | None:
    """One alert, or None."""
    return Alert.objects.filter(pk=key).first()


def open_alert_count() -> int:
    """Alerts that stand with nothing or not everything done, and cleared ones whose actions are not all done."""
    stands = Q(cleared_at=None, actions=None)
    return Alert.objects.filter(stands | Q(actions__isnull=False, actions__done_at=None)).distinct().count()


def action(key: int) -> Action | None:
    """One action with its alert, or None."""
    return Action.objects.select_related("alert", "owner").filter(pk=key).first()
