"""Service levels: an ordered table of rules, of which the first that fits a request decides (1.3, 3.1). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypedDict

from django.utils.translation import get_language

from zhichi.sla.choices import RuleChange

CONTRACT = "contract"
ANY_CONTRACT, NO_CONTRACT = "any", "none"
Facts = Mapping[str, frozenset[str]]
"""Condition → the values that hold for a request; a condition about which nothing is known is missing."""


class Agreed(Protocol):
    """A contract in force that covers the request, as the part that keeps contracts hands it over."""

    @property
    def id(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def calendar_id(self) -> int | None: ...


@dataclass(frozen=True)
class Rule:
    """One row of the table. `key` stays the same from version to version; a missing condition means any.

    `name` is its name in Chinese, or the English one where it has no other; records and exports know it by that.

    `targets` are minutes of working time by kind of clock; a missing one is that of the handbook. Without `calendar`
    the contract's counts, else the team's, else the company's.
    """

    key: str
    name: str
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    targets: Mapping[str, int] = field(default_factory=dict)
    calendar: int | None = None
    name_en: str = ""

    @property
    def said(self) -> str:
        """The name in the reader's language; where it has none in that, the other one."""
        is_english = (get_language() or "").startswith("en")
        return (self.name_en or self.name) if is_english else self.name

    def plain(self) -> dict[str, Any]:
        """The form in which a version keeps it."""
        return {
            "key": self.key,
            "name": self.name,
            "conditions": {code: list(values) for code, values in self.conditions.items()},
            "targets": dict(self.targets),
            "calendar": self.calendar,
            **({"name_en": self.name_en} if self.name_en else {}),  # versions of before had none, and stay as they are
        }

    def narrowed(self, facts: Mapping[str, Collection[str]]) -> Rule:
        """The rule with only those values of each condition that a request met, for telling why it fits."""
        met = {
            code: tuple(item for item in wanted if item in facts.get(code, ()))
            for code, wanted in self.conditions.items()
        }
        return replace(self, conditions={code: values or self.conditions[code] for code, values in met.items()})


class Held(TypedDict):
    """What a ticket keeps of its level, so that nobody has to look it up. Without a rule `key` and `name` are empty."""

    key: str
    name: str
    targets: dict[str, int]  # minutes of working time by kind; a missing one is that of the handbook
    calendar: int | None  # of the rule, else of the contract; none: that of the team
    contract: int | None
    contract_label: str


def rule_of(stored: Mapping[str, Any]) -> Rule:
    """A rule as a version keeps it."""
    return Rule(
        key=stored["key"],
        name=stored["name"],
        conditions={code: tuple(values) for code, values in stored["conditions"].items()},
        targets=dict(stored["targets"]),
        calendar=stored["calendar"],
        name_en=stored.get("name_en", ""),
    )


def facts_of(values: Mapping[str, object], agreed: Sequence[Agreed]) -> Facts:
    """What is known of a request: one value a condition (None and "" for unknown), and the contracts that cover it."""
    facts = {code: frozenset({str(value)}) for code, value in values.items() if value not in {None, ""}}
    contracts = contract_facts(is_covered=bool(agreed)) | {str(item.id) for item in agreed}
    return {**facts, CONTRACT: frozenset(contracts)}


def contract_facts(*, is_covered: bool) -> set[str]:
    """What a condition on contracts may ask besides a certain one."""
    return {ANY_CONTRACT if is_covered else NO_CONTRACT}


def misses(rule: Rule, facts: Facts) -> list[str]:
    """The conditions of a rule that a request does not meet, in their order."""
    nothing: frozenset[str] = frozenset()
    return [code for code, wanted in rule.conditions.items() if not facts.get(code, nothing).intersection(wanted)]


def first_match(rules: Iterable[Rule], facts: Facts) -> Rule | None:
    """The first rule of which every condition is met."""
    return next((rule for rule in rules if not misses(rule, facts)), None)


def decide(rules: Iterable[Rule], facts: Facts, agreed: Sequence[Agreed]) -> Held | None:
    """What a request gets; None where neither a rule nor a contract says anything: the handbook alone."""
    rule = first_match(rules, facts)
    contract = _contract_of(rule, agreed)
    if rule is None and contract is None:
        return None
    calendar = rule.calendar if rule is not None else None
    return {
        "key": rule.key if rule else "",
        "name": rule.name if rule else "",
        "targets": dict(rule.targets) if rule else {},
        "calendar": calendar if calendar is not None or contract is None else contract.calendar_id,
        "contract": contract.id if contract else None,
        "contract_label": contract.label if contract else "",
    }


def _contract_of(rule: Rule | None, agreed: Sequence[Agreed]) -> Agreed | None:
    """The contract that the rule speaks of, else the best fitting one."""
    named = rule.conditions.get(CONTRACT, ()) if rule is not None else ()
    return next((item for item in agreed if str(item.id) in named), agreed[0] if agreed else None)


def never_reached(rules: Sequence[Rule]) -> dict[str, Rule]:
    """Key of each rule that an earlier one always takes the requests of → that earlier rule."""
    found = {}
    for place, rule in enumerate(rules):
        taker = next((other for other in rules[:place] if _includes(other, rule)), None)
        if taker is not None:
            found[rule.key] = taker
    return found


def _includes(wide: Rule, narrow: Rule) -> bool:
    return all(
        code in narrow.conditions and _is_within(code, narrow.conditions[code], wanted)
        for code, wanted in wide.conditions.items()
    )


def _is_within(code: str, values: Iterable[str], wanted: Sequence[str]) -> bool:
    if code == CONTRACT and ANY_CONTRACT in wanted:
        return NO_CONTRACT not in values or NO_CONTRACT in wanted
    return set(values) <= set(wanted)


@dataclass(frozen=True)
class Difference:
    """What became of one rule between two tables; `before` or `after` is None when it was added or removed."""

    change: RuleChange
    before: Rule | None
    after: Rule | None
    place_before: int = 0  # counted from 1
    place_after: int = 0

    @property
    def name(self) -> str:
        """What the rule is called now, or was called."""
        rule = self.after or self.before
        return rule.said if rule else ""


def differences(before: Sequence[Rule], after: Sequence[Rule]) -> list[Difference]:
    """What became of each rule, in the order of the table after it and then what was removed; equal ones left out.

    Only rules that left the longest run which kept its order count as moved.
    """
    old = {rule.key: (place, rule) for place, rule in enumerate(before, 1)}
    steady = _steady([rule.key for rule in before if rule.key in {item.key for item in after}], after)
    found = []
    for place, rule in enumerate(after, 1):
        if rule.key not in old:
            found.append(Difference(RuleChange.ADDED, None, rule, 0, place))
            continue
        was_at, was = old[rule.key]
        if was != rule:
            found.append(Difference(RuleChange.CHANGED, was, rule, was_at, place))
        elif rule.key not in steady:
            found.append(Difference(RuleChange.MOVED, was, rule, was_at, place))
    kept = {rule.key for rule in after}
    gone = [Difference(RuleChange.REMOVED, rule, None, place) for place, rule in old.values() if rule.key not in kept]
    return found + gone


def _steady(order: Sequence[str], after: Sequence[Rule]) -> set[str]:
    """The keys of the longest run of rules that stand in the same order in both tables."""
    rank = {key: place for place, key in enumerate(order)}
    keys = [rule.key for rule in after if rule.key in rank]
    best: list[tuple[str, ...]] = []
    for place, key in enumerate(keys):
        before = [best[other] for other in range(place) if rank[keys[other]] < rank[key]]
        best.append((*_longest(before), key))
    return set(_longest(best))


def _longest(runs: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return max(runs, key=len) if runs else ()
