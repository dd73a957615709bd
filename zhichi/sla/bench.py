"""The test bench: what would this request get, why, and when is it due?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.calendars import selectors as calendars
from zhichi.customers import selectors as customers
from zhichi.sla import level_reads, office
from zhichi.sla.levels import CONTRACT, decide, facts_of, first_match, misses
from zhichi.sla.registry import conditions
from zhichi.ui.timing import duration_words
from zhichi.worktime.errors import WorkTimeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from zhichi.customers.contract_reads import Cover
    from zhichi.sla.levels import Facts, Held, Rule


@dataclass(frozen=True)
class Question:
    """A request that might come in. `values` has one value a condition, empty for what is not known."""

    values: Mapping[str, str]
    team_id: int
    received_at: datetime


@dataclass(frozen=True)
class Tried:
    """What became of one rule: "fits", "misses" with label, what it asks and what is, or "not asked"."""

    line: level_reads.RuleLine
    outcome: str
    reasons: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class Promised:
    """One promise: its kind, name and length (in words too), whether the rule sets it, and when it is due."""

    kind: str
    label: str
    target: timedelta
    length: str
    is_own: bool
    due_at: datetime | None


@dataclass
class Answer:
    """All that the bench says."""

    name: str
    contracts: Sequence[str]
    tried: list[Tried]
    calendar_id: int | None  # None: around the clock
    calendar: str
    calendar_from: str
    promised: list[Promised]
    warnings: list[str] = field(default_factory=list)


def ask(question: Question, rules: Sequence[Rule]) -> Answer:
    """Try a request on a table of rules. A handful of queries, however long the table."""
    product, organisation = question.values.get("product", ""), question.values.get("organisation", "")
    agreed = customers.covers(_key(organisation), _key(product), at=question.received_at)
    facts = facts_of(question.values, agreed)
    held = decide(rules, facts, agreed)
    rule = first_match(rules, facts)
    calendar_id, name, origin = _calendar(held, rule, question.team_id)
    warnings = _fallbacks(held, rules, calendar_id)
    promised = _promises(held, question, calendar_id, warnings)
    return Answer(
        name=rule.said if rule else "",
        contracts=[item.label for item in agreed],
        tried=_tried(rules, rule, facts, agreed),
        calendar_id=calendar_id,
        calendar=name,
        calendar_from=origin,
        promised=promised,
        warnings=warnings,
    )


def _key(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _tried(rules: Sequence[Rule], rule: Rule | None, facts: Facts, agreed: Sequence[Cover]) -> list[Tried]:
    lines = level_reads.lines(rules)
    is_known = _words_of(facts, agreed)
    found, is_decided = [], False
    for line in lines:
        if is_decided:
            found.append(Tried(line, "not asked"))
        elif rule is not None and line.rule.key == rule.key:
            found.append(Tried(line, "fits"))
            is_decided = True
        else:
            asked = {conditions.get(code).label: code for code in misses(line.rule, facts)}
            reasons = [(label, words, is_known(asked[label])) for label, words in line.conditions if label in asked]
            found.append(Tried(line, "misses", reasons))
    return found


def _words_of(facts: Facts, agreed: Sequence[Cover]) -> Any:
    """Names of what is known of the request, by condition; asked once each."""
    kept: dict[str, str] = {}

    def words(code: str) -> str:
        if code not in kept:
            if code == CONTRACT:
                kept[code] = _(", ").join(item.label for item in agreed) or _("none")
            else:
                names = conditions.get(code).names(sorted(facts.get(code, ())))
                kept[code] = _(", ").join(names.values()) or _("not known")
        return kept[code]

    return words


def _calendar(held: Held | None, rule: Rule | None, team_id: int) -> tuple[int | None, str, str]:
    """The calendar that counts, its name, and where it comes from."""
    if held is not None and held["calendar"] is not None:
        is_rules = rule is not None and rule.calendar is not None
        origin = _("of the service level") if is_rules else _("of the contract %s") % held["contract_label"]
        return held["calendar"], _name_of(held["calendar"]), origin
    calendar_id = office.calendar_id_for(team_id)
    if calendar_id is None:
        return None, _("Around the clock"), _("there is no calendar")
    is_own = team_id in calendars.team_calendar_ids()
    return calendar_id, _name_of(calendar_id), _("of the team") if is_own else _("of the company")


def _name_of(calendar_id: int) -> str:
    return level_reads.calendar_names().get(calendar_id, f"#{calendar_id}")


def _fallbacks(held: Held | None, rules: Sequence[Rule], calendar_id: int | None) -> list[str]:
    found = []
    if held is None or not held["key"]:
        found.append(_("No rule fits: the targets of the handbook count.") if rules else _("The table is empty."))
    if calendar_id is None:
        found.append(_("No calendar counts, so the time runs around the clock."))
    elif calendar_id not in level_reads.calendar_names():
        found.append(_("The calendar that counts is out of use."))
    return found


def _promises(held: Held | None, question: Question, calendar_id: int | None, warnings: list[str]) -> list[Promised]:
    calendar = office.calendar_of(calendar_id)
    found, missing = [], []
    for target in level_reads.targets_of(held["targets"] if held else {}, question.values.get("urgency", "")):
        due_at: datetime | None = None
        try:
            due_at = calendar.add(question.received_at, target.length)
        except WorkTimeError:
            warnings.append(_("%s: the calendar has no more working time by then.") % target.label)
        length = level_reads.minutes_words(int(target.length.total_seconds() // 60)) or duration_words(target.length)
        found.append(Promised(target.kind, target.label, target.length, length, target.is_own, due_at))
        if not target.is_own:
            missing.append(target.label)
    if missing and held is not None and held["key"]:
        warnings.append(_("The level sets no target for: %s. The handbook's counts.") % _(", ").join(missing))
    return found
