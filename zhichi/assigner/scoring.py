"""Who should get a request: hard filters first, then weighted points. Pure Python, exact, the same answer every time.

Clauses 3.3.1, 4.2 and 5.1.3. What is known about people comes in as facts, what is wanted as a need; nothing is read
here, so that a dry run and the real thing cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from zhichi.assigner.reasons import Factor, Filter, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TOP_LEVEL = 3  # "expert"; levels run from 1
FAIR_AFTER = timedelta(hours=8)  # whoever got nothing for a working day has waited long enough for all the points
NEVER = -1


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What is known about one person at one moment. `on_shift` is None when nobody noted any working time."""

    id: int
    name: str
    post: str
    team_ids: frozenset[int] = frozenset()
    is_active: bool = True
    may_work: bool = True
    is_absent: bool = False
    on_shift: bool | None = True
    load: int = 0
    capacity: int = 1
    product_level: int = 0
    skills: Mapping[int, int] = field(default_factory=dict)
    engineer_of: str = ""  # "contact" or "organisation"
    languages: frozenset[str] = frozenset()
    last_given: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a request asks for. `skills` maps the id of a skill to its name and the least level; `posts` empty: any."""

    at: datetime
    team_id: int | None = None
    product: str = ""
    skills: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    posts: frozenset[str] = frozenset()
    language: str = ""
    excluded: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The most points of each factor; policy values of 4.2 and 5.1.3."""

    engineer: int
    product: int
    skills: int
    load: int
    language: int
    fairness: int


@dataclass(frozen=True)
class Part:
    """Points of one factor, and why."""

    reason: Reason
    points: Fraction
    most: int


@dataclass(frozen=True)
class Judged:
    """A candidate with what speaks against and for them."""

    candidate: Candidate
    failed: tuple[Reason, ...]
    parts: tuple[Part, ...]

    @property
    def fits(self) -> bool:
        """Whether no filter keeps this person from getting the request."""
        return not self.failed

    @property
    def points(self) -> Fraction:
        """All points together."""
        return sum((part.points for part in self.parts), Fraction(0))


def rank(need: Need, candidates: Iterable[Candidate], weights: Weights) -> list[Judged]:
    """Everybody, the best first; those who cannot get it stand behind those who can."""
    judged = [judge(need, person, weights) for person in candidates]
    return sorted(judged, key=_order)


def choose(ranked: Iterable[Judged]) -> Judged | None:
    """The best of those who fit, if anybody does."""
    return next((item for item in ranked if item.fits), None)


def judge(need: Need, person: Candidate, weights: Weights) -> Judged:
    """What speaks against and for one person."""
    return Judged(person, tuple(_failed(need, person)), tuple(_parts(need, person, weights)))


def _order(item: Judged) -> tuple[bool, int, Fraction, Fraction, float, int]:
    """The best first. Equal points: who is less full, then who waited longest, then the lower id. No chance in it."""
    person = item.candidate
    since = person.last_given.timestamp() if person.last_given else float("-inf")
    filled = Fraction(person.load, max(person.capacity, 1))
    return (not item.fits, len(item.failed), -item.points, filled, since, person.id)


def _failed(need: Need, person: Candidate) -> Iterable[Reason]:
    for code, applies in (
        (Filter.INACTIVE, not person.is_active),
        (Filter.NOT_A_WORKER, not person.may_work),
        (Filter.OTHER_TEAM, need.team_id is not None and need.team_id not in person.team_ids),
        (Filter.EXCLUDED, person.id in need.excluded),
        (Filter.POST, bool(need.posts) and person.post not in need.posts),
        (Filter.ABSENT, person.is_absent),
        (Filter.NO_HOURS, person.on_shift is None),
        (Filter.OFF_SHIFT, person.on_shift is False),
    ):
        if applies:
            yield Reason(code)
    for skill_id, (name, level) in sorted(need.skills.items()):
        if person.skills.get(skill_id, 0) < level:
            yield Reason(Filter.SKILL, level, name)
    if person.load >= person.capacity:
        yield Reason(Filter.FULL, person.load, str(person.capacity))


def _parts(need: Need, person: Candidate, weights: Weights) -> Iterable[Part]:
    engineer = Fraction(1 if person.engineer_of else 0)
    yield Part(Reason(Factor.ENGINEER, text=person.engineer_of), engineer * weights.engineer, weights.engineer)
    level = person.product_level if need.product else 0
    share = Fraction(level, TOP_LEVEL)
    yield Part(Reason(Factor.PRODUCT, level, need.product), share * weights.product, weights.product)
    yield _skills(need, person, weights.skills)
    free = Fraction(max(person.capacity - person.load, 0), max(person.capacity, 1))
    yield Part(Reason(Factor.LOAD, person.load, str(person.capacity)), free * weights.load, weights.load)
    speaks = bool(need.language) and need.language in person.languages
    language = Reason(Factor.LANGUAGE, int(speaks), need.language)
    yield Part(language, Fraction(int(speaks)) * weights.language, weights.language)
    yield _fairness(need, person, weights.fairness)


def _skills(need: Need, person: Candidate, most: int) -> Part:
    """The mean level in what is asked for; nothing when nothing is asked for."""
    if not need.skills:
        return Part(Reason(Factor.SKILLS), Fraction(0), most)
    levels = [min(person.skills.get(skill_id, 0), TOP_LEVEL) for skill_id in need.skills]
    names = ", ".join(name for name, _level in need.skills.values())
    return Part(Reason(Factor.SKILLS, sum(levels), names), Fraction(sum(levels), TOP_LEVEL * len(levels)) * most, most)


def _fairness(need: Need, person: Candidate, most: int) -> Part:
    if person.last_given is None:
        return Part(Reason(Factor.FAIRNESS, NEVER), Fraction(most), most)
    waited = max(need.at - person.last_given, timedelta())
    minutes = int(waited.total_seconds() // 60)
    share = min(Fraction(minutes, int(FAIR_AFTER.total_seconds() // 60)), Fraction(1))
    return Part(Reason(Factor.FAIRNESS, minutes), share * most, most)
