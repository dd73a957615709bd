"""Plan many shifts at once: copy last week, repeat a pattern. What does not fit is left out and named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.core.errors import DomainError
from zhichi.roster.choices import LONGEST_PATTERN, MOST_WEEKS, OFF
from zhichi.roster.events import Filled
from zhichi.roster.models import Shift, ShiftKind, Week
from zhichi.roster.services._write import Wish, allow, checked_reason, monday_of, one_at_a_time, record, week_of
from zhichi.roster.services.planning import Plan, pick_role, put

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhichi.accounts.models import User
    from zhichi.core.actors import Actor


@dataclass
class Result:
    """How many shifts were planned, and why which others were not."""

    count: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """Keys of shifts, "-" for a free day, from `start` for `weeks`; each next person begins `shift_by` days later."""

    keys: str
    person_ids: Sequence[int]
    start: date
    weeks: int = 1
    shift_by: int = 0


Planned = tuple["User", ShiftKind, date]


@transaction.atomic
def copy_week(*, team_id: int, monday: date, by: Actor, at: datetime, reason: str = "") -> Result:
    """Plan the week like the one before. Days that are planned already stay as they are. Appends roster.filled."""
    allow(by)
    kinds = one_at_a_time()
    monday = monday_of(monday)
    last = Shift.objects.filter(week__team_id=team_id, week__monday=monday - timedelta(days=7))
    rows = list(last.select_related("person").order_by("day", "starts_at", "pk"))
    if not rows:
        raise DomainError("nothing-to-copy", _("Nobody is planned in the week before."))
    wanted = [(row.person, kinds[row.kind_id], row.day + timedelta(days=7)) for row in rows]
    return _fill(team_id, wanted, "copy", reason, by=by, at=at)


@transaction.atomic
def fill_pattern(*, team_id: int, pattern: Pattern, by: Actor, at: datetime, reason: str = "") -> Result:
    """Repeat a pattern over people and weeks. Days that are planned already stay as they are. Appends roster.filled.

    Raises DomainError, naming the field, for unknown keys, no people, or too many weeks.
    """
    allow(by)
    kinds = {kind.key: kind for kind in one_at_a_time().values() if kind.team_id == team_id and kind.is_active}
    keys = [key for key in pattern.keys.upper() if not key.isspace() and key not in ",，、/"]
    people = {person.pk: person for person in accounts.members(team_id)}
    chosen = [people[key] for key in pattern.person_ids if key in people]
    _refuse_pattern(keys, kinds, chosen, pattern)
    wanted = _repeat(keys, kinds, chosen, pattern)
    return _fill(team_id, wanted, "pattern", reason, by=by, at=at)


def _refuse_pattern(keys: list[str], kinds: dict[str, ShiftKind], chosen: list[User], pattern: Pattern) -> None:
    fields: dict[str, str] = {}
    unknown = sorted({key for key in keys if key != OFF and key not in kinds})
    if not keys or len(keys) > LONGEST_PATTERN:
        fields["pattern"] = _("Write between 1 and %s keys.") % LONGEST_PATTERN
    elif unknown:
        words = {"keys": ", ".join(unknown), "known": ", ".join(sorted(kinds))}
        fields["pattern"] = _("No shift has the key %(keys)s. The keys are %(known)s, and - for a free day.") % words
    elif set(keys) == {OFF}:
        fields["pattern"] = _("The pattern holds free days only.")
    if not chosen:
        fields["people"] = _("Choose at least one person.")
    if not 1 <= pattern.weeks <= MOST_WEEKS:
        fields["weeks"] = _("Between 1 and %s weeks.") % MOST_WEEKS
    if fields:
        raise DomainError("pattern", next(iter(fields.values())), fields=fields)


def _repeat(keys: list[str], kinds: dict[str, ShiftKind], chosen: list[User], pattern: Pattern) -> Iterator[Planned]:
    for day in range(pattern.weeks * 7):
        for place, person in enumerate(chosen):
            key = keys[(day + place * pattern.shift_by) % len(keys)]
            if key != OFF:
                yield person, kinds[key], pattern.start + timedelta(days=day)


def _fill(team_id: int, wanted: Iterable[Planned], way: str, reason: str, *, by: Actor, at: datetime) -> Result:
    result, weeks = Result(), dict[date, Week]()
    done: dict[int, list[str]] = {}
    refused: dict[int, int] = {}
    for person, kind, day in wanted:
        week = weeks.get(monday_of(day))
        if week is None:
            week = weeks[monday_of(day)] = week_of(team_id, day)
            checked_reason(week, reason)
        try:
            if Shift.objects.filter(person=person, day=day).exists():
                raise DomainError("planned", _("something is planned already"))
            if not kind.is_active:
                raise DomainError("kind", _("This shift is out of use."))
            plan = Plan(person_id=person.pk, kind_id=kind.pk, day=day)
            put(Wish(person, kind, day, pick_role(plan, kind, None)), week, None, at)
        except DomainError as error:
            result.problems.append(f"{day.isoformat()} {person.display_name} · {kind.title}: {error.message}")
            refused[week.pk] = refused.get(week.pk, 0) + 1
        else:
            result.count += 1
            done.setdefault(week.pk, []).append(f"{person.pk}, {day.isoformat()}, {kind.pk}")
    for week in weeks.values():
        shifts = done.get(week.pk, [])
        count, left = len(shifts), refused.get(week.pk, 0)
        event = Filled(way=way, count=count, refused=left, shifts=shifts, reason=reason.strip()[:200])
        record(week, event, by=by, at=at)
    return result
