"""Evidence for the clauses that tickets keep: 2.1–2.4, 3.1.1–3.1.3, 3.3.1, 3.4.1, 4.2 and 5.2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.accounts.choices import Post
from zhichi.core.events import gettext_noop as _
from zhichi.handbook.registry import Evidence, Figure, Period, clause_evidence, further_evidence
from zhichi.records.selectors import policy
from zhichi.tickets.choices import Channel, ClockCode, SolutionKind, Urgency
from zhichi.tickets.selectors import figures as numbers

if TYPE_CHECKING:
    from datetime import timedelta

    from zhichi.tickets.selectors.figures import Times

AT_RISK = 0.8  # below the target but above this share a clause is at risk, below it is broken


def register() -> None:
    """Put every provider into the handbook's registry."""
    for clause, provider in PROVIDERS.items():
        clause_evidence(clause, provider)
    further_evidence("tickets.levels", "1.3", service_levels)


def intake(period: Period) -> Evidence:
    """2.1: requests by channel, share complete at intake, time to register and to assign."""
    found = numbers.registered(period)
    register_times, assign_times = found.to_register, found.to_assign
    figures = [
        Figure(_("Tickets"), found.count, "count"),
        Figure(_("Complete at intake"), _percent(found.complete, found.count), "percent"),
        Figure(_("Registered in time"), _share(register_times), "percent", 100),
        Figure(_("Assigned in time"), _share(assign_times), "percent", 100),
        Figure(_("Median time to assign"), _minutes(assign_times.median), "minutes", policy("2.1.assign_minutes")),
    ]
    shares = [item.within for item in (register_times, assign_times) if item.within is not None]
    return Evidence(_state(min(shares) if shares else None, 1.0), figures, "/desk/tickets/?view=open")


def confirmation(period: Period) -> Evidence:
    """2.2: time from registration to the confirmed cause."""
    times = numbers.registered(period).to_confirm
    figures = [
        Figure(_("Causes confirmed"), times.count, "count"),
        Figure(_("Confirmed in time"), _share(times), "percent", 100),
        Figure(_("Median time to confirm"), _minutes(times.median), "minutes", policy("2.2.confirm_hours") * 60),
    ]
    return Evidence(_state(times.within, 1.0), figures, "/desk/tickets/?view=open")


def solutions(period: Period) -> Evidence:
    """2.3: solutions by kind and how many of them worked."""
    settled = numbers.settled(period).solutions
    good, total = (sum(pair[place] for pair in settled.values()) for place in (0, 1))
    figures = [Figure(str(SolutionKind(kind).label), count, "count") for kind, (_good, count) in settled.items()]
    figures.append(Figure(_("Solutions that worked"), _percent(good, total), "percent"))
    return Evidence(_state(good / total if total else None, 0.8), figures, "/desk/tickets/?view=solved")


def follow_up(period: Period) -> Evidence:
    """2.4: followed up before closing, reopened, follow-ups in time."""
    closed, settled = numbers.closed(period), numbers.settled(period)
    share = closed.followed_up / closed.count if closed.count else None
    figures = [
        Figure(_("Closed tickets"), closed.count, "count"),
        Figure(_("Followed up before closing"), _percent(closed.followed_up, closed.count), "percent", 100),
        Figure(_("Follow-ups in time"), _percent(settled.on_time, settled.follow_ups), "percent", 100),
        Figure(
            _("Not solved at follow-up"),
            _percent(settled.unsolved, settled.follow_ups),
            "percent",
            policy("2.4.unsolved_percent"),
            lower_is_better=True,
        ),
    ]
    return Evidence(_state(share, 1.0), figures, "/desk/tickets/?view=closed")


def response(period: Period) -> Evidence:
    """3.1.1: first responses in target, the usual and the long time to them."""
    return _promise(ClockCode.RESPONSE, period, _("First responses"))


def handling(period: Period) -> Evidence:
    """3.1.2: solutions in target, by urgency."""
    figures, shares = [], []
    for urgency in Urgency:
        found = numbers.promises(period, ClockCode.SOLUTION, urgency)
        label = _("Urgent tickets solved in time") if urgency == Urgency.URGENT else _("Normal tickets solved in time")
        figures.append(Figure(label, _percent(found.kept, found.count), "percent", policy("3.1.2.kept_percent")))
        figures.append(Figure(_("Median time to the solution"), _minutes(found.median), "minutes"))
        shares += [found.share] if found.share is not None else []
    state = _state(min(shares) if shares else None, policy("3.1.2.kept_percent") / 100)
    return Evidence(state, figures, "/desk/tickets/?view=open")


def progress(period: Period) -> Evidence:
    """3.1.3: progress reports in time."""
    return _promise(ClockCode.PROGRESS, period, _("Progress reports"))


def _promise(code: ClockCode, period: Period, label: str) -> Evidence:
    found, target = numbers.promises(period, code), policy("3.1.2.kept_percent")
    figures = [
        Figure(label, found.count, "count"),
        Figure(_("In time"), _percent(found.kept, found.count), "percent", target),
        Figure(_("Median"), _minutes(found.median), "minutes"),
        Figure(_("90 % took at most"), _minutes(found.p90), "minutes"),
    ]
    return Evidence(_state(found.share, target / 100), figures, "/desk/tickets/?view=open")


def no_shirking(period: Period) -> Evidence:
    """3.3.1: nobody's tickets, transfers."""
    ownerless, found = numbers.closed(period).ownerless, numbers.registered(period)
    figures = [
        Figure(_("Open tickets without an owner"), ownerless, "count", 0),
        Figure(_("Transfers a ticket"), found.transfers, "count"),
        Figure(_("Tickets passed around too often"), found.passed_around, "count", 0),
    ]
    state = "broken" if ownerless else "at_risk" if found.passed_around else "kept"
    return Evidence(state, figures, "/desk/tickets/?view=open")


def complete_records(period: Period) -> Evidence:
    """3.4.1: closed requests whose record holds every required part."""
    closed = numbers.closed(period)
    share = closed.complete / closed.count if closed.count else None
    target = policy("3.4.1.complete_percent")
    figures = [
        Figure(_("Closed tickets"), closed.count, "count"),
        Figure(_("Complete records"), _percent(closed.complete, closed.count), "percent", target),
    ]
    return Evidence(_state(share, target / 100), figures, "/desk/tickets/?view=closed")


def channels(period: Period) -> Evidence:
    """5.2.1: requests by channel."""
    counted = numbers.registered(period).channels
    figures = [Figure(str(Channel(name).label), count, "count") for name, count in counted.items()]
    return Evidence("kept" if counted else "no_data", figures, "/desk/tickets/?view=open")


def duties(period: Period) -> Evidence:
    """4.2: work by post, and requests handed on."""
    by_post = numbers.closed(period).by_post
    figures = [Figure(str(Post(post).label), count, "count") for post, count in by_post]
    return Evidence("kept" if by_post else "no_data", figures, "/desk/tickets/?view=closed")


def service_levels(period: Period) -> Evidence:
    """1.3: what the SLA is in practice: requests by service level, and those that fell back to the handbook."""
    counted = numbers.registered(period).levels
    figures = [Figure(name, count, "count") for name, count in counted.items() if name]
    if counted:
        figures.append(Figure(_("By the targets of the handbook alone"), counted.get("", 0), "count"))
    return Evidence("no_data", figures, "/desk/calendars/levels/")


PROVIDERS = {
    "2.1": intake,
    "2.2": confirmation,
    "2.3": solutions,
    "2.4": follow_up,
    "3.1.1": response,
    "3.1.2": handling,
    "3.1.3": progress,
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
