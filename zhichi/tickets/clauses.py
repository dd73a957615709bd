"""Evidence for the clauses that tickets keep: 2.1–2.4, 3.3.1, 3.4.1, 4.2 and 5.2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.core.events import gettext_noop as _
from zhichi.handbook.registry import Evidence, Figure, Period, clause_evidence
from zhichi.records.selectors import policy
from zhichi.tickets.choices import Channel, SolutionKind
from zhichi.tickets.selectors import figures as numbers

if TYPE_CHECKING:
    from datetime import timedelta

    from zhichi.tickets.selectors.figures import Times

AT_RISK = 0.8  # below the target but above this share a clause is at risk, below it is broken


def register() -> None:
    """Put every provider into the handbook's registry."""
    for clause, provider in PROVIDERS.items():
        clause_evidence(clause, provider)


def intake(period: Period) -> Evidence:
    """2.1: requests by channel, share complete at intake, time to register and to assign."""
    complete, total = numbers.complete_intake(period.start, period.end)
    register_times = numbers.time_to_register(period.start, period.end)
    assign_times = numbers.time_to_assign(period.start, period.end)
    figures = [
        Figure(_("Tickets"), total, "count"),
        Figure(_("Complete at intake"), _percent(complete, total), "percent"),
        Figure(_("Registered in time"), _share(register_times), "percent", 100),
        Figure(_("Assigned in time"), _share(assign_times), "percent", 100),
        Figure(_("Median time to assign"), _minutes(assign_times.median), "minutes", policy("2.1.assign_minutes")),
    ]
    shares = [item.within for item in (register_times, assign_times) if item.within is not None]
    return Evidence(_state(min(shares) if shares else None, 1.0), figures, "/desk/tickets/?view=open")


def confirmation(period: Period) -> Evidence:
    """2.2: time from registration to the confirmed cause."""
    times = numbers.time_to_confirm(period.start, period.end)
    figures = [
        Figure(_("Causes confirmed"), times.count, "count"),
        Figure(_("Confirmed in time"), _share(times), "percent", 100),
        Figure(_("Median time to confirm"), _minutes(times.median), "minutes", policy("2.2.confirm_hours") * 60),
    ]
    return Evidence(_state(times.within, 1.0), figures, "/desk/tickets/?view=open")


def solutions(period: Period) -> Evidence:
    """2.3: solutions by kind and how many of them worked."""
    settled = numbers.solutions(period.start, period.end)
    good, total = (sum(pair[place] for pair in settled.values()) for place in (0, 1))
    figures = [Figure(str(SolutionKind(kind).label), count, "count") for kind, (_good, count) in settled.items()]
    figures.append(Figure(_("Solutions that worked"), _percent(good, total), "percent"))
    return Evidence(_state(good / total if total else None, 0.8), figures, "/desk/tickets/?view=solved")


def follow_up(period: Period) -> Evidence:
    """2.4: followed up before closing, reopened, follow-ups in time."""
    done, closed = numbers.followed_up(period.start, period.end)
    unsolved, outcomes = numbers.reopened(period.start, period.end)
    on_time, recorded = numbers.follow_ups_on_time(period.start, period.end)
    figures = [
        Figure(_("Closed tickets"), closed, "count"),
        Figure(_("Followed up before closing"), _percent(done, closed), "percent", 100),
        Figure(_("Follow-ups in time"), _percent(on_time, recorded), "percent", 100),
        Figure(_("Not solved at follow-up"), _percent(unsolved, outcomes), "percent"),
    ]
    return Evidence(_state(done / closed if closed else None, 1.0), figures, "/desk/tickets/?view=closed")


def no_shirking(period: Period) -> Evidence:
    """3.3.1: nobody's tickets, transfers."""
    ownerless = numbers.ownerless()
    average, passed_around = numbers.transfers(period.start, period.end)
    figures = [
        Figure(_("Open tickets without an owner"), ownerless, "count", 0),
        Figure(_("Transfers a ticket"), average, "count"),
        Figure(_("Tickets passed around too often"), passed_around, "count", 0),
    ]
    state = "broken" if ownerless else "at_risk" if passed_around else "kept"
    return Evidence(state, figures, "/desk/tickets/?view=open")


def complete_records(period: Period) -> Evidence:
    """3.4.1: closed requests whose record holds every required part."""
    complete, closed = numbers.complete_records(period.start, period.end)
    target = policy("3.4.1.complete_percent")
    figures = [
        Figure(_("Closed tickets"), closed, "count"),
        Figure(_("Complete records"), _percent(complete, closed), "percent", target),
    ]
    return Evidence(_state(complete / closed if closed else None, target / 100), figures, "/desk/tickets/?view=closed")


def channels(period: Period) -> Evidence:
    """5.2.1: requests by channel."""
    counted = numbers.channels(period.start, period.end)
    figures = [Figure(str(Channel(name).label), count, "count") for name, count in counted.items()]
    return Evidence("kept" if counted else "no_data", figures, "/desk/tickets/?view=open")


def duties(period: Period) -> Evidence:
    """4.2: work by post, and requests handed on."""
    by_post = numbers.closed_by_post(period.start, period.end)
    figures = [Figure(label, count, "count") for label, count in by_post]
    return Evidence("kept" if by_post else "no_data", figures, "/desk/tickets/?view=closed")


PROVIDERS = {
    "2.1": intake,
    "2.2": confirmation,
    "2.3": solutions,
    "2.4": follow_up,
    "3.3.1": no_shirking,
    "3.4.1": complete_records,
    "4.2": duties,
    "5.2.1": channels,
}


def _state(share: float | None, target: float) -> str:
    if share is None:
        return "no_data"
    if share >= target:
        return "kept"
    return "at_risk" if share >= target * AT_RISK else "broken"


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _share(times: Times) -> float | None:
    return None if times.within is None else round(100 * times.within, 1)


def _minutes(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds() / 60, 1)
