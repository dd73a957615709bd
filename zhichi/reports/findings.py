"""Findings out of figures, without a person: a clause broken, a target missed, a trend broken. Plain arithmetic.

A figure is a dict as `selectors.computing` makes it: value, target, lower (less is better), directed (whether better
and worse can be told), series (its values in the periods before and in this one, the oldest first).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhichi.reports.choices import FindingKind

Figure = Mapping[str, Any]
Clause = Mapping[str, Any]
KINDS = [kind.value for kind in FindingKind]


def is_missed(figure: Figure) -> bool:
    """Whether the value does not reach its target, or passes the most that is tolerated."""
    value, target = figure["value"], figure["target"]
    if not (_is_number(value) and _is_number(target)):
        return False
    return bool(value > target if figure["lower"] else value < target)


def breaks_trend(figure: Figure, *, periods: int, percent: float) -> bool:
    """Whether the value is worse than in each of the periods before, and than their mean by so many percent.

    Says nothing while one of those periods has no value.
    """
    *before, value = figure["series"]
    before = before[-periods:]
    if not figure["directed"] or len(before) < periods or not all(map(_is_number, [*before, value])):
        return False
    mean = sum(before) / periods
    if figure["lower"]:
        return bool(value > max(before) and mean > 0 and value >= mean * (1 + percent / 100))
    return bool(value < min(before) and value <= mean * (1 - percent / 100))


def find(clauses: Sequence[Clause], *, periods: int, percent: float) -> list[dict[str, Any]]:
    """The findings of all clauses, the worst kind first, then in the order of the handbook.

    Each is {"code", "kind", "clause", "figures"}; `figures` are the keys of those that say so. At most one of a kind
    for a clause, so that its code ("missed:3.1.1") stays the same when figures are computed again.
    """
    found = []
    for clause in clauses:
        missed = [figure["key"] for figure in clause["figures"] if is_missed(figure)]
        if clause["state"] == "broken":
            found.append(_finding(FindingKind.BROKEN, clause, missed))
        elif missed:
            found.append(_finding(FindingKind.MISSED, clause, missed))
        turned = [item["key"] for item in clause["figures"] if breaks_trend(item, periods=periods, percent=percent)]
        if turned:
            found.append(_finding(FindingKind.TREND, clause, turned))
    return sorted(found, key=lambda item: KINDS.index(item["kind"]))


def changed(clauses: Sequence[Clause], *, better: bool) -> list[tuple[Clause, Figure]]:
    """The figures that got better (or worse) against the period before, the largest change by its size first."""
    found = [
        (abs(figure["value"] - figure["before"]) / max(abs(figure["before"]), 1.0), clause, figure)
        for clause in clauses
        for figure in clause["figures"]
        if figure["directed"] and _is_number(figure["value"]) and _is_number(figure["before"])
        if figure["value"] != figure["before"] and ((figure["value"] < figure["before"]) == figure["lower"]) == better
    ]
    found.sort(key=lambda item: -item[0])
    return [(clause, figure) for _size, clause, figure in found]


def _finding(kind: FindingKind, clause: Clause, keys: list[str]) -> dict[str, Any]:
    code = f"{kind.value}:{clause['id']}"
    return {"code": code, "kind": kind.value, "clause": clause["id"], "figures": keys}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
