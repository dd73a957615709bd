"""What-if for the targets of chapter 3: how a period would have looked with another time, or another goal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhichi.core import clock
from zhichi.handbook.choices import ClauseState
from zhichi.handbook.registry import Part, Rows, RowSource, Trial, TrialLine, rows_behind, shows_what_moves, trial
from zhichi.records.registry import policies as definitions
from zhichi.records.selectors import policy, policy_values
from zhichi.sla import selectors as sla
from zhichi.sla.registry import policies_of_targets
from zhichi.tickets import drill
from zhichi.tickets.choices import ClockCode, Urgency
from zhichi.tickets.clauses import KEPT_KEY, state_of
from zhichi.tickets.selectors import behind, figures, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.handbook.registry import Period

SOURCE = "tickets.trial"


@dataclass(frozen=True)
class Target:
    """Which promises a value of the handbook is the target of, and in which unit it is given."""

    kind: ClockCode
    urgency: Urgency
    unit: str

    def length(self, value: Any) -> timedelta:
        """A value as working time."""
        return timedelta(**{self.unit: float(value)})


TARGETS = {
    "3.1.1.urgent_minutes": Target(ClockCode.RESPONSE, Urgency.URGENT, "minutes"),
    "3.1.1.normal_hours": Target(ClockCode.RESPONSE, Urgency.NORMAL, "hours"),
    "3.1.2.urgent_hours": Target(ClockCode.SOLUTION, Urgency.URGENT, "hours"),
    "3.1.2.normal_hours": Target(ClockCode.SOLUTION, Urgency.NORMAL, "hours"),
    "3.1.3.urgent_minutes": Target(ClockCode.PROGRESS, Urgency.URGENT, "minutes"),
    "3.1.3.normal_hours": Target(ClockCode.PROGRESS, Urgency.NORMAL, "hours"),
}


def register() -> None:
    """Answer for every target of a clock and for the share that must be kept; list what would change sides."""
    for key in policies_of_targets():
        shows_what_moves(key, "levels:moves")
    rows_behind(SIDES)
    for key in TARGETS:
        trial(key, other_target)
    trial(KEPT_KEY, other_goal)


def other_target(key: str, value: Any, period: Period) -> Trial:
    """The promises of a period under another target, by urgency."""
    target = TARGETS[key]
    found = sla.suppose(_supposition(key, value), period.start, period.end, at=clock.now())
    lines = []
    for urgency in Urgency:
        lines += _lines(str(urgency.label), found.before.get(urgency, (0, 0)), found.after.get(urgency, (0, 0)))
    lines += _lines(pgettext("urgency", "All"), _summed(found.before), _summed(found.after))
    rows = Rows(SOURCE, {"key": key, "value": str(value)}) if found.lost or found.gained else None
    return Trial(_finding(found), lines, rows, _not_tried(target, found))


def other_goal(_key: str, value: Any, period: Period) -> Trial:
    """Whether the clauses about time would have been kept with another goal."""
    lines = []
    for code in ClockCode:
        found = figures.promises(period, code)
        before, after = (_state(found.share, goal) for goal in (policy(KEPT_KEY), value))
        lines.append(TrialLine(str(code.label), before, after, unit="text"))
    changed = sum(line.before != line.after for line in lines)
    finding = ngettext(
        "The state of %(count)s kind of promise would have been another.",
        "The state of %(count)s kinds of promises would have been another.",
        changed,
    ) % {"count": changed}
    return Trial(finding, lines)


def _state(share: float | None, goal: float) -> str:
    return str(ClauseState(state_of(share, goal / 100)).label)


def _supposition(key: str, value: Any) -> sla.Supposition:
    target = TARGETS[key]
    own = {target.length(one) for one in (definitions.get(key).default, *policy_values(key))}
    return sla.Supposition(target.kind, target.urgency, target.length(value), frozenset(own))


def _lines(label: str, before: tuple[int, int], after: tuple[int, int]) -> list[TrialLine]:
    return [
        TrialLine(_("%s: in time") % label, _share(*before), _share(*after), unit="percent"),
        TrialLine(_("%s: missed") % label, before[0] - before[1], after[0] - after[1], lower_is_better=True),
    ]


def _share(count: int, kept: int) -> float | None:
    return round(100 * kept / count, 1) if count else None


def _summed(counts: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(pair[0] for pair in counts.values()), sum(pair[1] for pair in counts.values())


def _finding(found: sla.Supposed) -> str:
    (count, kept), (_count, then_kept) = _summed(found.before), _summed(found.after)
    if not count and not found.lost:
        return _("Nothing was promised in this period, so nothing can be tried.")
    if not found.lost and not found.gained:
        return _("Nothing would have been different: %(kept)s of %(count)s promises kept.") % {
            "kept": kept,
            "count": count,
        }
    words = {"kept": then_kept, "before": kept, "lost": found.lost, "gained": found.gained}
    more = _("%(kept)s promises would have been kept instead of %(before)s: %(gained)s fewer missed, %(lost)s more.")
    return more % words


def _not_tried(target: Target, found: sla.Supposed) -> list[str]:
    words = [
        _("People, pauses and calendars are taken as they were: with another target, work might have gone otherwise."),
        _("A request counts by the urgency it had at the end."),
    ]
    if target.kind == ClockCode.PROGRESS:
        words.append(_("Reports are taken when they were given; with another rhythm, the next ones would have moved."))
    if found.others:
        words.append(
            ngettext(
                "%(count)s promise runs under a target of its own and is left as it was.",
                "%(count)s promises run under a target of their own and are left as they were.",
                found.others,
            )
            % {"count": found.others}
        )
    return words


def _parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    key, value = asked.get("key", ""), _value(asked)
    supposition = _supposition(key, value)
    found = sla.suppose(supposition, period.start, period.end, at=clock.now())
    lost, gained = sla.changing_sides(found, supposition, period.start, period.end)
    order = ("-over", "-id")
    return [
        Part("lost", pgettext("what-if", "Would have been missed"), lost, order, "bad"),
        Part("gained", pgettext("what-if", "Would have been kept"), gained, order, "ok"),
    ]


def _value(asked: Mapping[str, str]) -> float:
    """What is tried; raises ValueError for an unknown key and a value out of its bounds."""
    definition = definitions.find(asked.get("key", ""))
    if definition is None or definition.key not in TARGETS or set(asked) != {"key", "value"}:
        raise ValueError("no such target")
    value = float(asked["value"])
    if not float(definition.minimum or 0) <= value <= float(definition.maximum or value):
        raise ValueError("out of bounds")
    return value


def _title(asked: Mapping[str, str]) -> str:
    target = TARGETS[asked["key"]]
    words = {"kind": target.kind.label, "urgency": target.urgency.label, "value": asked["value"]}
    if target.unit == "minutes":
        return _("%(kind)s, %(urgency)s, within %(value)s minutes: what would have changed sides") % words
    return _("%(kind)s, %(urgency)s, within %(value)s hours: what would have changed sides") % words


SIDES = RowSource(
    name=SOURCE,
    columns=lambda _asked: drill.PROMISE_COLUMNS,
    title=_title,
    parts=_parts,
    scope=behind.only_visible_promises,
    describe=listed.promises,
)
