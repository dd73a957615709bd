"""Reads of service levels: the table in force, the draft, versions, differences, and rules in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.calendars import selectors as calendars
from zhichi.sla import in_force
from zhichi.sla.levels import Difference, Rule, differences, rule_of
from zhichi.sla.models import LevelDraft, LevelRollout, LevelVersion
from zhichi.sla.registry import clock_kinds, conditions, conditions_in_order, promised_kinds
from zhichi.ui.timing import duration_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BUILT_IN = ""  # the name of the level where no rule fits; pages say "Handbook"


@dataclass(frozen=True)
class Target:
    """One target of a level: its kind of clock in words, its length; `is_own` when the rule sets it."""

    kind: str
    label: str
    length: timedelta
    is_own: bool


@dataclass(frozen=True)
class RuleLine:
    """A rule in words. `conditions` are pairs of label and values; `targets` one a kind, empty for the handbook's."""

    rule: Rule
    conditions: list[tuple[str, str]]
    targets: list[str]
    calendar: str
    short: str  # what the rule sets itself, in one line
    taken_by: str = ""  # the name of the earlier rule that always takes its requests
    trouble: Sequence[str] = ()


class Words:
    """Names of everything that rules speak of, each kind asked once for all rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        wanted: dict[str, set[str]] = {}
        rules = list(rules)
        for rule in rules:
            for code, values in rule.conditions.items():
                wanted.setdefault(code, set()).update(values)
        known = {code: conditions.find(code) for code in wanted}
        self._names = {code: item.names(sorted(wanted[code])) for code, item in known.items() if item is not None}
        self._calendars = calendar_names() if any(rule.calendar for rule in rules) else {}

    def conditions_of(self, rule: Rule) -> list[tuple[str, str]]:
        """Label and values of each condition; a value that is gone stays visible as its key."""
        pairs = []
        for item in conditions_in_order():
            if item.code in rule.conditions:
                names = self._names.get(item.code, {})
                values = [names.get(value, f"#{value}") for value in rule.conditions[item.code]]
                pairs.append((str(item.label), _(", ").join(values)))
        return pairs

    def calendar(self, rule: Rule) -> str:
        """The calendar of a rule; empty for none."""
        return "" if rule.calendar is None else self._calendars.get(rule.calendar, f"#{rule.calendar}")

    def trouble(self, rule: Rule) -> list[str]:
        """What a rule speaks of that no longer exists or is out of use."""
        found = []
        for code, values in rule.conditions.items():
            gone = [value for value in values if value not in self._names.get(code, {})]
            if gone:
                found.append(_("speaks of something that is gone: %s") % ", ".join(gone))
        if rule.calendar is not None and rule.calendar not in self._calendars:
            found.append(_("its calendar is out of use"))
        return found


def calendar_names() -> dict[int, str]:
    """Calendars in use, the company's first."""
    return calendars.names_in_use()


def urgencies() -> dict[str, str]:
    """The urgencies that requests have, by code."""
    condition = conditions.find("urgency")
    return dict(condition.choices()) if condition is not None and condition.choices else {}


def versions() -> list[LevelVersion]:
    """Every published version, the newest first."""
    return list(LevelVersion.objects.all())


def version(number: int) -> LevelVersion | None:
    """One version."""
    return LevelVersion.objects.filter(number=number).first()


def newest_version() -> LevelVersion | None:
    """The version in force, as the database has it now."""
    return LevelVersion.objects.first()


def rules_of(row: LevelVersion | LevelDraft | None) -> list[Rule]:
    """The rules of a version or the draft, in order."""
    return [rule_of(item) for item in row.rules] if row is not None else []


def draft() -> LevelDraft | None:
    """What is being written; None while nobody writes."""
    return LevelDraft.objects.first()


def rollouts() -> list[LevelRollout]:
    """Versions on their way to the open tickets, the oldest first."""
    return list(LevelRollout.objects.filter(finished_at=None).order_by("asked_at"))


def newest_rollout() -> LevelRollout | None:
    """The latest application of a version to the open tickets."""
    return LevelRollout.objects.order_by("-asked_at", "-pk").first()


def lines(rules: Sequence[Rule], taken: Mapping[str, Rule] | None = None) -> list[RuleLine]:
    """Rules in words; `taken` as of levels.never_reached. One query for each kind of condition that is used."""
    words, taken = Words(rules), taken or {}
    kinds = promised_kinds()
    return [
        RuleLine(
            rule=rule,
            conditions=words.conditions_of(rule),
            targets=[minutes_words(rule.targets.get(kind.code)) for kind in kinds],
            calendar=words.calendar(rule),
            short=_short(rule),
            taken_by=taken[rule.key].said if rule.key in taken else "",
            trouble=words.trouble(rule),
        )
        for rule in rules
    ]


def _short(rule: Rule) -> str:
    set_here = [kind for kind in promised_kinds() if kind.code in rule.targets]
    return " · ".join(f"{kind.label} {minutes_words(rule.targets[kind.code])}" for kind in set_here)


def changes(before: Sequence[Rule], after: Sequence[Rule]) -> list[tuple[Difference, list[tuple[str, str, str]]]]:
    """Each difference between two tables, with what differs in it: label, before, after."""
    found = differences(before, after)
    words = Words([rule for item in found for rule in (item.before, item.after) if rule is not None])
    return [(item, _fields(item, words)) for item in found]


def _fields(item: Difference, words: Words) -> list[tuple[str, str, str]]:
    old, new = _shown(item.before, words), _shown(item.after, words)
    rows = [(label, old.get(label, ""), new.get(label, "")) for label in dict.fromkeys([*old, *new])]
    return [row for row in rows if row[1] != row[2]]


def _shown(rule: Rule | None, words: Words) -> dict[str, str]:
    if rule is None:
        return {}
    fields = {_("Name"): rule.name, **dict(words.conditions_of(rule))}
    if rule.name_en:
        fields[_("Name in English")] = rule.name_en
    for kind in promised_kinds():
        if kind.code in rule.targets:
            fields[str(kind.label)] = minutes_words(rule.targets[kind.code])
    if rule.calendar is not None:
        fields[_("Calendar")] = words.calendar(rule)
    return fields


def targets_of(targets: Mapping[str, int], urgency: str) -> list[Target]:
    """Every promise with its length: that of the level, else that of the handbook for the urgency."""
    found = []
    for kind in promised_kinds():
        length = target_of(kind.code, targets, urgency)
        found.append(Target(kind.code, str(kind.label), length, kind.code in targets))
    return found


def target_of(kind: str, targets: Mapping[str, int], urgency: str) -> timedelta:
    """The target of one kind: minutes of the level, else what the handbook says for the urgency (3.1)."""
    minutes = targets.get(kind)
    if minutes is not None:
        return timedelta(minutes=minutes)
    known = clock_kinds.get(kind)
    if known.handbook_target is None:
        raise LookupError(f"the handbook has no target for {kind!r}")
    return known.handbook_target(urgency)


def minutes_words(minutes: int | None) -> str:
    """A target in words in hours and minutes, which are working time: "8h", "1h 30m"; empty for none.

    Never in days: nobody knows how long a day is here.
    """
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return duration_words(timedelta(minutes=minutes))
    words = _("%s h") % hours
    return f"{words} {duration_words(timedelta(minutes=rest))}" if rest else words


def current_number() -> int | None:
    """The number of the version in force, as this process remembers it."""
    table = in_force.current()
    return table.number if table is not None else None
