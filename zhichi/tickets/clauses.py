"""Evidence for the clauses that tickets keep: 2.1–2.4, 3.1.1–3.1.3, 3.3.1, 3.4.1, 4.2 and 5.2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.accounts.choices import Post
from zhichi.core.events import gettext_noop as _
from zhichi.handbook.registry import Evidence, Figure, Period, clause_evidence, further_evidence
from zhichi.records.selectors import policy
from zhichi.sla import selectors as sla
from zhichi.tickets import drill
from zhichi.tickets.choices import Channel, ClockCode, SolutionKind, Urgency
from zhichi.tickets.selectors import figures as numbers

if TYPE_CHECKING:
    from datetime import timedelta

    from zhichi.handbook.registry import Rows
    from zhichi.sla.selectors import Figures as Promised
    from zhichi.tickets.selectors.figures import Times

KEPT_KEY = "3.1.2.kept_percent"
HANDLING = {
    Urgency.URGENT: (_("Urgent tickets solved in time"), _("Median time to the solution, urgent")),
    Urgency.NORMAL: (_("Normal tickets solved in time"), _("Median time to the solution, normal")),
}
AT_RISK = 0.8  # below the target but above this share a clause is at risk, below it is broken


def register() -> None:
    """Put every provider into the handbook's registry."""
    for clause, provider in PROVIDERS.items():
        clause_evidence(clause, provider, compares=True)
    further_evidence("tickets.levels", "1.3", service_levels, compares=True)
    further_evidence("tickets.types", "1.3", types, compares=True)


def intake(period: Period) -> Evidence:
    """2.1: requests by channel, share complete at intake, time to register and to assign."""
    found = numbers.registered(period)
    register_times, assign_times = found.to_register, found.to_assign
    figures = [
        Figure(_("Tickets"), found.count, "count", rows=drill.registered()),
        *_by_channel(found.channels),
        _ratio(_("Complete at intake"), found.complete, found.count, drill.registered("complete"), None),
        _in_time(_("Registered in time"), register_times, "register"),
        _median(_("Median time to register"), register_times, "register", "2.1.register_minutes"),
        _in_time(_("Assigned in time"), assign_times, "assign"),
        _median(_("Median time to assign"), assign_times, "assign", "2.1.assign_minutes"),
    ]
    shares = [item.within for item in (register_times, assign_times) if item.within is not None]
    return Evidence(state_of(min(shares) if shares else None, 1.0), figures)


def confirmation(period: Period) -> Evidence:
    """2.2: time from registration to the confirmed cause."""
    times = numbers.registered(period).to_confirm
    figures = [
        Figure(_("Causes confirmed"), times.count, "count", rows=drill.registered("confirm")),
        _in_time(_("Confirmed in time"), times, "confirm"),
        _median(_("Median time to confirm"), times, "confirm", "2.2.confirm_hours", factor=60),
        Figure(_("90 % took at most"), _minutes(times.p90), "minutes", rows=drill.registered("confirm")),
    ]
    return Evidence(state_of(times.within, 1.0), figures)


def solutions(period: Period) -> Evidence:
    """2.3: solutions by kind and how many of them worked."""
    settled = numbers.settled(period).solutions
    good, total = (sum(pair[place] for pair in settled.values()) for place in (0, 1))
    figures = [
        Figure(str(SolutionKind(kind).label), count, "count", rows=drill.solutions(kind))
        for kind, (_good, count) in settled.items()
    ]
    figures.append(_ratio(_("Solutions that worked"), good, total, drill.solutions(), None))
    return Evidence(state_of(good / total if total else None, 0.8), figures)


def follow_up(period: Period) -> Evidence:
    """2.4: followed up before closing, reopened, follow-ups in time, progress reports in time."""
    closed, settled = numbers.closed(period), numbers.settled(period)
    told = numbers.promises(period, ClockCode.PROGRESS)
    share = closed.followed_up / closed.count if closed.count else None
    in_time, unsolved = drill.follow_ups("time"), drill.follow_ups("unsolved")
    figures = [
        Figure(_("Closed tickets"), closed.count, "count", rows=drill.closed()),
        _ratio(_("Followed up before closing"), closed.followed_up, closed.count, drill.closed("followed"), 100),
        _ratio(_("Follow-ups in time"), settled.on_time, settled.follow_ups, in_time, 100),
        Figure(
            _("Not solved at follow-up"),
            _percent(settled.unsolved, settled.follow_ups),
            "percent",
            policy("2.4.unsolved_percent"),
            lower_is_better=True,
            rows=unsolved,
            target_key="2.4.unsolved_percent",
        ),
        Figure(
            _("Closed after being reopened"),
            _percent(closed.reopened, closed.count),
            "percent",
            lower_is_better=True,
            rows=drill.closed("reopened"),
        ),
        _kept(_("Progress reports in time"), told, drill.promises(ClockCode.PROGRESS)),
    ]
    return Evidence(state_of(share, 1.0), figures)


def response(period: Period) -> Evidence:
    """3.1.1: first responses in target, the usual and the long time to them."""
    return _promise(ClockCode.RESPONSE, period, _("First responses"))


def handling(period: Period) -> Evidence:
    """3.1.2: solutions in target, by urgency; the missed ones listed."""
    figures, shares = [], []
    for urgency in Urgency:
        found = numbers.promises(period, ClockCode.SOLUTION, urgency)
        rows, (in_time, median) = drill.promises(ClockCode.SOLUTION, urgency), HANDLING[urgency]
        figures.append(_kept(in_time, found, rows))
        figures.append(Figure(median, _minutes(found.median), "minutes", rows=rows))
        shares += [found.share] if found.share is not None else []
    every = numbers.promises(period, ClockCode.SOLUTION)
    missed = drill.promises(ClockCode.SOLUTION, only="missed")
    figures.append(Figure(_("Missed"), every.count - every.kept, "count", 0, lower_is_better=True, rows=missed))
    state = state_of(min(shares) if shares else None, policy(KEPT_KEY) / 100)
    return Evidence(state, figures)


def progress(period: Period) -> Evidence:
    """3.1.3: progress reports in time."""
    return _promise(ClockCode.PROGRESS, period, _("Progress reports"))


def _promise(code: ClockCode, period: Period, label: str) -> Evidence:
    found, rows = numbers.promises(period, code), drill.promises(code)
    figures = [Figure(label, found.count, "count", rows=rows), _kept(_("In time"), found, rows)]
    for urgency in Urgency:
        own = numbers.promises(period, code, urgency)
        words = _("In time, urgent") if urgency == Urgency.URGENT else _("In time, normal")
        figures.append(_kept(words, own, drill.promises(code, urgency)))
    figures += [
        Figure(_("Median"), _minutes(found.median), "minutes", rows=rows),
        Figure(_("90 % took at most"), _minutes(found.p90), "minutes", rows=rows),
    ]
    return Evidence(state_of(found.share, policy(KEPT_KEY) / 100), figures)


def no_shirking(period: Period) -> Evidence:
    """3.3.1: nobody's tickets, transfers."""
    ownerless, found = numbers.closed(period).ownerless, numbers.registered(period)
    figures = [
        Figure(_("Open tickets without an owner"), ownerless, "count", 0, rows=drill.closed("nobody"), is_now=True),
        Figure(_("Transfers a ticket"), found.transfers, "count", rows=drill.registered("transfers")),
        _none_at_most(_("Tickets passed around too often"), found.passed_around, drill.registered("passed")),
    ]
    state = "broken" if ownerless else "at_risk" if found.passed_around else "kept"
    return Evidence(state, figures)


def complete_records(period: Period) -> Evidence:
    """3.4.1: closed requests whose record holds every required part."""
    closed = numbers.closed(period)
    share = closed.complete / closed.count if closed.count else None
    target, rows = policy("3.4.1.complete_percent"), drill.closed("complete")
    figures = [
        Figure(_("Closed tickets"), closed.count, "count", rows=drill.closed()),
        _ratio(_("Complete records"), closed.complete, closed.count, rows, target, key="3.4.1.complete_percent"),
    ]
    return Evidence(state_of(share, target / 100), figures)


def channels(period: Period) -> Evidence:
    """5.2.1: requests by channel."""
    counted = numbers.registered(period).channels
    return Evidence("kept" if counted else "no_data", _by_channel(counted))


def duties(period: Period) -> Evidence:
    """4.2: work by post, and requests handed on."""
    by_post = numbers.closed(period).by_post
    figures = [Figure(str(Post(post).label), count, "count", rows=drill.closed(post=post)) for post, count in by_post]
    return Evidence("kept" if by_post else "no_data", figures)


def service_levels(period: Period) -> Evidence:
    """1.3: what the SLA is in practice: requests by service level, and those that fell back to the handbook."""
    counted = numbers.registered(period).levels
    figures = [
        Figure(sla.level_words(name), count, "count", rows=drill.registered(level=name))
        for name, count in counted.items()
        if name
    ]
    if counted:
        label, rest = _("By the targets of the handbook alone"), counted.get("", 0)
        figures.append(Figure(label, rest, "count", rows=drill.registered(level="")))
    return Evidence("no_data", figures, "/desk/calendars/levels/")


def types(period: Period) -> Evidence:
    """1.3: requests by the three types that the handbook knows, and those that nobody has judged yet."""
    counted = numbers.registered(period).types
    figures = [
        Figure(
            drill.type_words(code or drill.UNJUDGED), count, "count", rows=drill.registered(kind=code or drill.UNJUDGED)
        )
        for code, count in counted.items()
    ]
    return Evidence("no_data", figures)


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


def _by_channel(counted: dict[str, int]) -> list[Figure]:
    return [
        Figure(str(Channel(name).label), count, "count", rows=drill.registered(channel=name))
        for name, count in counted.items()
    ]


def _ratio(label: str, part: int, whole: int, rows: Rows, target: Any, *, key: str = "") -> Figure:
    return Figure(label, _percent(part, whole), "percent", target, rows=rows, target_key=key)


def _none_at_most(label: str, found: int, rows: Rows) -> Figure:
    return Figure(label, found, "count", 0, lower_is_better=True, rows=rows)


def _in_time(label: str, times: Times, step: str) -> Figure:
    return Figure(label, _share(times), "percent", 100, rows=drill.registered(step))


def _median(label: str, times: Times, step: str, key: str, *, factor: float = 1) -> Figure:
    return Figure(
        label,
        _minutes(times.median),
        "minutes",
        policy(key) * factor,
        lower_is_better=True,
        rows=drill.registered(step),
        target_key=key,
        target_factor=factor,
    )


def _kept(label: str, found: Promised, rows: Rows) -> Figure:
    return _ratio(label, found.kept, found.count, rows, policy(KEPT_KEY), key=KEPT_KEY)


def state_of(share: float | None, target: float) -> str:
    """The state for a share and its target, both 0 to 1: kept, at risk down to four fifths of the target, broken."""
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
