"""What happens to reviews, cards, words and alerts. Texts of opinions lie in their rows; digests prove them (3.4.2)."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("reviews.card_published", gettext_noop("%(actor)s published version %(number)s of the score card: %(reason)s"))
class CardPublished(Event):
    """A version of the score card is in force from now on; `digest` proves its criteria."""

    number: int
    reason: str
    digest: str


@event("reviews.drawn", gettext_noop("%(actor)s drew %(count)s of %(pool)s conversations of week %(week)s"))
class Drawn(Event):
    """The sample of a week. Seed and `digest` (over pool, rule and mark) let anybody draw it again."""

    week: str
    seed: str
    digest: str
    pool: int
    count: int


@event("reviews.planned", gettext_noop("%(actor)s planned the review: %(origin)s %(reason)s"))
class Planned(Event):
    """A conversation is to be reviewed. `reviewer_id` 0: nobody may yet."""

    ticket: str
    ticket_id: int
    subject_id: int
    subject: str
    origin: str
    reason: str
    card: int
    reviewer_id: int


@event("reviews.assigned", gettext_noop("%(actor)s gave the review to %(reviewer)s: %(reason)s"))
class Assigned(Event):
    """The review has a reviewer (`is_second`: for the second opinion)."""

    reviewer_id: int
    reviewer: str
    is_second: bool
    reason: str


@event("reviews.submitted", gettext_noop("%(actor)s gave %(score)s points"))
class Submitted(Event):
    """The first opinion is out."""

    opinion_id: int
    score: float
    has_failed: bool
    digest: str


@event("reviews.taken_back", gettext_noop("%(actor)s took the review back"))
class TakenBack(Event):
    """The opinion is a draft again: its author undid it in time."""

    opinion_id: int


@event("reviews.agreed", gettext_noop("%(actor)s agreed with the review"))
class Agreed(Event):
    """The person under review accepts the result."""


@event("reviews.objected", gettext_noop("%(actor)s objected to the review"))
class Objected(Event):
    """The person under review does not accept the result; `digest` proves the reason."""

    digest: str


@event(
    "reviews.second_given", gettext_noop("%(actor)s gave the second opinion: %(score)s points instead of %(before)s")
)
class SecondGiven(Event):
    """The second opinion is final; the first one stays in the record."""

    opinion_id: int
    before: float
    score: float
    has_failed: bool
    digest: str


@event("reviews.closed", gettext_noop("The time for objections is over; the result stands"))
class Closed(Event):
    """Nobody objected in time."""


@event("reviews.word_listed", gettext_noop("%(actor)s put “%(text)s” on the list of forbidden words: %(severity)s"))
class WordListed(Event):
    """A forbidden word is new."""

    text: str
    language: str
    severity: str
    instead: str
    exceptions: list[str]


@event("reviews.word_changed", gettext_noop("%(actor)s changed the forbidden word “%(text)s”: %(fields)s"))
class WordChanged(Event):
    """A forbidden word is another, or counts no more. `changes` maps each field to its value before and after."""

    text: str
    fields: list[str]
    changes: dict[str, list[str]]


@event("reviews.phrase_listed", gettext_noop("%(actor)s added a courtesy phrase: %(text)s"))
class PhraseListed(Event):
    """A courtesy phrase is new."""

    text: str
    language: str
    place: str


@event("reviews.phrase_changed", gettext_noop("%(actor)s changed a courtesy phrase: %(text)s"))
class PhraseChanged(Event):
    """A courtesy phrase is another, or is offered no more."""

    before: str
    text: str
    is_active: bool


@event("reviews.word_sent", gettext_noop("%(actor)s sent a reply with words of the list: %(words)s. %(reason)s"))
class WordSent(Event):
    """A reply left although forbidden words stand in it, after its author was told."""

    message_id: int
    words: list[str]
    reason: str


@event("reviews.effect_below", gettext_noop("The effect is below its standard in %(period)s: %(measure)s"))
class EffectBelow(Event):
    """A figure of 3.3.2 missed its standard over a whole week or month."""

    measure: str
    period: str
    value: float
    target: float
    count: int


@event("reviews.effect_still_below", gettext_noop("The effect is still below its standard in %(period)s: %(measure)s"))
class EffectStillBelow(EffectBelow):
    """The next week or month missed the standard too; the alert goes on."""


@event("reviews.effect_recovered", gettext_noop("The effect keeps its standard again in %(period)s: %(measure)s"))
class EffectRecovered(EffectBelow):
    """The standard was kept in a whole week or month; the alert is cleared."""


@event("reviews.action_noted", gettext_noop("%(actor)s noted an action for %(owner)s until %(due_on)s: %(text)s"))
class ActionNoted(Event):
    """An improvement is to be made."""

    action_id: int
    text: str
    owner_id: int
    owner: str
    due_on: str


@event("reviews.action_done", gettext_noop("%(actor)s ticked the action off: %(outcome)s"))
class ActionDone(Event):
    """An improvement was made."""

    action_id: int
    outcome: str
