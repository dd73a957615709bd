"""Draw the sample of a week, choose by hand, and give each review to somebody who did not write in the conversation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.actors import Actor
from zhichi.core.canonical import dumps, sha256
from zhichi.core.errors import Conflict, DomainError
from zhichi.records import selectors as records
from zhichi.records.selectors import policy
from zhichi.reviews import definitions, policies
from zhichi.reviews.choices import FOR_NOBODY, FOR_OBJECTION, Origin, ReviewState
from zhichi.reviews.drawing import Rule, Talk, draw, seed_of, to_json
from zhichi.reviews.events import Assigned, Drawn, Planned
from zhichi.reviews.models import Draw, Review, ScoreCard
from zhichi.reviews.selectors import people
from zhichi.reviews.services._write import allow, lock, record, required
from zhichi.tickets import selectors as tickets

if TYPE_CHECKING:
    from zhichi.accounts.models import User
    from zhichi.handbook.registry import Period

DRAWER = Actor.system("reviews")


@dataclass(frozen=True)
class _Plan:
    """A review to be made."""

    ticket_id: int
    subject: User
    origin: str
    reason: str = ""
    draw: Draw | None = None


@transaction.atomic
def draw_week(*, week: Period, at: datetime) -> Draw | None:
    """Draw the sample of a week that is over and plan its reviews; None when it was drawn before.

    The seed comes from the newest event before the week's end. Appends reviews.drawn, and reviews.planned to each
    review. Raises DomainError for a week that is not over or when no score card is published.
    """
    if not week.is_over(at):
        raise DomainError("early", _("The week is not over yet."))
    card = newest_card()
    if Draw.objects.filter(week=week.code).exists():
        return None
    rule = rule_in_force()
    pool = _pool(week)
    mark_event, mark = records.mark_before(week.end)
    row = Draw.objects.create(
        week=week.code,
        seed=seed_of(week.code, mark),
        mark=mark,
        mark_event=mark_event,
        rule=asdict(rule),
        pool=to_json(pool),
        digest=draw_digest(to_json(pool), asdict(rule), mark),
        at=at,
    )
    found = draw(pool, rule, row.seed)
    taken = set(
        Review.objects.filter(ticket_id__in=[t.ticket for t, _o in found]).values_list("ticket_id", "subject_id")
    )
    subjects = people.staff_by_id({talk.person for talk, _origin in found})
    planned = 0
    for talk, origin in found:
        if (talk.ticket, talk.person) not in taken and talk.person in subjects:
            _plan(_Plan(talk.ticket, subjects[talk.person], origin, draw=row), card, by=DRAWER, at=at)
            planned += 1
    event = Drawn(week=week.code, seed=row.seed, digest=row.digest, pool=len(pool), count=planned)
    record(f"review_draw:{row.pk}", event, by=DRAWER, at=at, is_new=True)
    return row


def draw_digest(pool: list[dict[str, object]], rule: dict[str, object], mark: str) -> str:
    """The digest by which the record proves from what a sample was drawn."""
    return sha256(dumps([pool, rule, mark]))


def rule_in_force() -> Rule:
    """The rule as the handbook has it now."""
    return Rule(
        percent=policy(definitions.SAMPLE_PERCENT),
        minimum=policy(definitions.SAMPLE_MINIMUM),
        unsolved=bool(policy(definitions.SAMPLE_UNSOLVED)),
        late=bool(policy(definitions.SAMPLE_LATE)),
    )


def newest_card() -> ScoreCard:
    """The version in force. Raises DomainError when there is none."""
    card = ScoreCard.objects.order_by("-number").first()
    if card is None:
        raise DomainError("no-card", _("No score card is published."), _("Publish one under Reviews → Score card."))
    return card


def _pool(week: Period) -> list[Talk]:
    """The conversations closed in the week, once for each active member of staff who spoke in them."""
    talks = tickets.closed_talks(week.start, week.end)
    active = people.staff_by_id({person for talk in talks for person in talk.speakers})
    pool = []
    for talk in talks:
        here = {person: count for person, count in talk.speakers.items() if person in active}
        main = talk.owner_id if talk.owner_id in here else max(here, key=lambda key: (here[key], -key), default=0)
        pool += [Talk(talk.ticket_id, person, person == main, talk.unsolved, talk.late) for person in sorted(here)]
    return pool


@transaction.atomic
def choose_by_hand(*, ticket_id: int, subject_id: int, reason: str, by: Actor, at: datetime) -> Review:
    """Plan the review of a conversation that a supervisor chose. Appends reviews.planned.

    Raises DomainError without a reason or for somebody who did not speak with the customer there, Conflict when that
    conversation of that person is under review already.
    """
    allow(policies.MANAGE, by)
    text = required(reason, "reason", _("Say why you choose this conversation."))
    subject = people.staff_by_id({subject_id}).get(subject_id)
    if subject is None or subject_id not in tickets.speakers_of(ticket_id):
        message = _("This person did not speak with the customer there.")
        raise DomainError("subject", message, fields={"subject": message})
    if Review.objects.filter(ticket_id=ticket_id, subject_id=subject_id).exists():
        raise Conflict("twice", _("This conversation is under review already."))
    return _plan(_Plan(ticket_id, subject, Origin.BY_HAND, text), newest_card(), by=by, at=at)


def _plan(plan: _Plan, card: ScoreCard, *, by: Actor, at: datetime) -> Review:
    authors = set(tickets.authors_of(plan.ticket_id)) | {plan.subject.pk}
    reviewer = people.first_reviewer(plan.subject, authors=authors, at=at)
    review = Review.objects.create(
        ticket_id=plan.ticket_id,
        subject=plan.subject,
        card=card,
        draw=plan.draw,
        origin=plan.origin,
        reason=plan.reason,
        reviewer=reviewer,
        due_at=at + timedelta(days=policy(definitions.REVIEW_DAYS)),
        created_at=at,
    )
    event = Planned(
        ticket=tickets.number_of(plan.ticket_id),
        ticket_id=plan.ticket_id,
        subject_id=plan.subject.pk,
        subject=plan.subject.display_name,
        origin=str(plan.origin),
        reason=plan.reason,
        card=card.number,
        reviewer_id=reviewer.pk if reviewer else 0,
    )
    record(review.stream, event, by=by, at=at, is_new=True)
    return review


@transaction.atomic
def assign(*, review_id: int, reviewer_id: int, reason: str, by: Actor, at: datetime) -> Review:
    """Give an open review, or the second opinion, to somebody else. Appends reviews.assigned.

    Raises DomainError without a reason, Conflict for a person who wrote in the conversation, has no higher post, or
    when the review is not open.
    """
    allow(policies.MANAGE, by)
    review = lock(review_id)
    text = required(reason, "reason", _("Say why somebody else reviews it."))
    if review.state not in {ReviewState.OPEN, ReviewState.OBJECTED}:
        raise Conflict("state", _("The review is not open any more."))
    allowed = candidates_of(review, at=at)
    person = next((item for item in allowed if item.pk == reviewer_id), None)
    if person is None:
        message = _("This person may not review it: an author, no higher post, or the first reviewer.")
        raise Conflict("reviewer", message, fields={"reviewer": message})
    _give(review, person, reason=text, by=by, at=at)
    review.save()
    return review


def candidates_of(review: Review, *, at: datetime) -> list[User]:
    """Who may write the opinion that is missing, those with the fewest open reviews first."""
    authors = set(tickets.authors_of(review.ticket_id)) | {review.subject_id}
    if review.state == ReviewState.OBJECTED:
        return people.second_reviewers(review, authors=authors, at=at)
    return people.reviewers(review.subject, authors=authors, at=at)


def give_second(review: Review, *, by: Actor, at: datetime) -> None:
    """Give an objection to the second reviewer, where there is one. The caller saves the row."""
    found = candidates_of(review, at=at)
    if found:
        _give(review, found[0], reason=FOR_OBJECTION, by=by, at=at)


def _give(review: Review, person: User, *, reason: str, by: Actor, at: datetime) -> None:
    is_second = review.state == ReviewState.OBJECTED
    if is_second:
        review.second = person
    else:
        review.reviewer = person
    event = Assigned(reviewer_id=person.pk, reviewer=person.display_name, is_second=is_second, reason=reason)
    record(review.stream, event, by=by, at=at)


def assign_waiting(*, at: datetime) -> int:
    """Give reviews that nobody could take when they came, or whose reviewer left, to whoever can now; returns how many.

    A reviewer who has written in the conversation meanwhile loses the review too.
    """
    rows = people.reviews_without_reviewer()
    return sum(_assign_waiting(key, at) for key in rows)


@transaction.atomic
def _assign_waiting(review_id: int, at: datetime) -> bool:
    review = lock(review_id)
    found = candidates_of(review, at=at)
    if review.state not in {ReviewState.OPEN, ReviewState.OBJECTED} or not found:
        return False
    _give(review, found[0], reason=FOR_NOBODY, by=DRAWER, at=at)
    review.save()
    return True
