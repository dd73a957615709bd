"""The lists behind the figures of tickets: each figure of `clauses` and `metrics` names one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.accounts.choices import Post
from zhichi.handbook.registry import Column, Part, Rows, RowSource, only_known, rows_behind
from zhichi.records.selectors import policy
from zhichi.sla import selectors as sla
from zhichi.tickets.choices import Channel, ClockCode, FollowUpOutcome, SolutionKind, SolutionState, TicketType, Urgency
from zhichi.tickets.models import Ticket
from zhichi.tickets.selectors import behind, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.handbook.registry import Period

PROMISES, REGISTERED, CLOSED = "tickets.promises", "tickets.registered", "tickets.closed"
SOLUTIONS, FOLLOW_UPS = "tickets.solutions", "tickets.follow_ups"
UNJUDGED = "unjudged"  # no type yet: an address cannot ask for nothing
AROUND = ("contact", "organisation", "owner")
ABOUT = (*listed.ABOUT, "by")
TICKET = listed.TICKET
NEWEST = ("-registered_at", "-id")


def promises(kind: str, group: str = "", only: str = "") -> Rows:
    """The promises of one kind, all of them or those of one urgency; only the "missed" ones, open or ended."""
    asked = {"kind": kind, "group": group, "only": only}
    return Rows(PROMISES, {name: value for name, value in asked.items() if value})


def registered(what: str = "all", **more: str) -> Rows:
    """What was registered: "all", "complete", a timed step, "transfers", "passed"; of one channel or type (`kind`)."""
    return Rows(REGISTERED, {"what": what, **more})


def closed(what: str = "all", **more: str) -> Rows:
    """What was closed in the period: "all", "followed", "complete", "reopened"; of one post; or "nobody" now."""
    return Rows(CLOSED, {"what": what, **more})


def solutions(kind: str = "") -> Rows:
    """Solutions settled in the period, all or of one kind."""
    return Rows(SOLUTIONS, {"kind": kind} if kind else {})


def follow_ups(what: str) -> Rows:
    """Follow-ups recorded in the period: "time" or "unsolved" tells the parts apart."""
    return Rows(FOLLOW_UPS, {"what": what})


def register() -> None:
    """Put every list into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def _joined(*words: Any) -> str:
    return " · ".join(map(str, words))


def _promise_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, kind=ClockCode.values, group=Urgency.values, only=("missed",))
    if "kind" not in asked:
        raise ValueError("promises of which kind?")
    open_late, missed, kept = (
        sla.promised(part, period.start, period.end, kind=asked["kind"], group=asked.get("group", ""))
        for part in sla.PARTS
    )
    worst = ("-over", "-id")
    late = [
        Part("open", pgettext("promises", "Late and still open"), open_late, ("breached_at", "id"), "bad"),
        Part("missed", pgettext("promises", "Missed"), sla.with_overrun(missed), worst, "bad"),
    ]
    if "only" in asked:
        return late
    return [*late, Part("kept", pgettext("promises", "Kept"), sla.with_overrun(kept), worst, "ok")]


def _promise_title(asked: Mapping[str, str]) -> str:
    kind, group = str(ClockCode(asked["kind"]).label), asked.get("group", "")
    return _joined(kind, Urgency(group).label) if group else kind


def _registered_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    levels = {asked["level"]} if "level" in asked else set()  # whatever a level is called; an unknown one has no rows
    known = ("all", "complete", "transfers", "passed", *behind.STEPS)
    types = (*TicketType.values, UNJUDGED)
    only_known(asked, what=known, channel=Channel.values, kind=types, level=levels)
    what, rows = asked.get("what", "all"), behind.registered_in(period.start, period.end).select_related(*AROUND)
    if "channel" in asked:
        rows = rows.filter(channel=asked["channel"])
    if "kind" in asked:
        rows = rows.filter(type="" if asked["kind"] == UNJUDGED else asked["kind"])
    if "level" in asked:
        # A contract may have a calendar of its own while no rule of the levels fits: that level has no name.
        unnamed = Q(level__isnull=True) | Q(level__name="")
        rows = rows.filter(Q(level__name=asked["level"]) if asked["level"] else unnamed)
    if what in behind.STEPS:
        late, in_time = (behind.timed(rows, what, in_time=is_in) for is_in in (False, True))
        slowest = ("-took", "-id")
        return [
            Part("late", pgettext("steps", "Too late"), late, slowest, "bad"),
            Part("in_time", pgettext("steps", "In time"), in_time, slowest, "ok"),
        ]
    if what == "complete":
        lacking, whole = rows.exclude(behind.COMPLETE_AT_INTAKE), rows.filter(behind.COMPLETE_AT_INTAKE)
        return [
            Part("incomplete", pgettext("records", "Incomplete"), lacking, NEWEST, "bad"),
            Part("complete", pgettext("records", "Complete"), whole, NEWEST, "ok"),
        ]
    if what == "passed":
        rows = rows.filter(transfers__gte=policy("3.3.1.transfers_alert"))
    order = ("-transfers", "-id") if what in {"transfers", "passed"} else NEWEST
    return [Part("all", pgettext("records", "Registered"), rows, order)]


def _registered_title(asked: Mapping[str, str]) -> str:
    if "channel" in asked:
        return _joined(_("Tickets"), Channel(asked["channel"]).label)
    if "kind" in asked:
        return _joined(_("Tickets"), type_words(asked["kind"]))
    if "level" in asked:
        return _joined(_("Tickets"), sla.level_words(asked["level"]) or _("By the targets of the handbook alone"))
    return REGISTERED_TITLES[asked.get("what", "all")]()


def type_words(code: str) -> str:
    """What a type of request is called (1.3)."""
    return _("Type not judged yet") if code == UNJUDGED else str(TicketType(code).label)


def _registered_columns(asked: Mapping[str, str]) -> list[Column]:
    what = asked.get("what", "all")
    last = Column(gettext_lazy("Channel"))
    if what in behind.STEPS:
        last = Column(pgettext_lazy("steps", "Took"), "duration")
    elif what == "complete":
        last = Column(pgettext_lazy("records", "Missing"), "note")
    elif what in {"transfers", "passed"}:
        last = Column(gettext_lazy("Transfers"), "number")
    return [*TICKET, Column(pgettext_lazy("steps", "Registered"), "time"), last]


def _closed_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=("all", "followed", "complete", "reopened", "nobody"), post=Post.values)
    what, newest = asked.get("what", "all"), ("-closed_at", "-id")
    if what == "nobody":
        rows = behind.marked(behind.nobodys().select_related(*AROUND))
        return [Part("all", pgettext("records", "Without an owner"), rows, NEWEST, "bad")]
    rows = behind.marked(Ticket.objects.filter(behind.closed_in(period.start, period.end)).select_related(*AROUND))
    if "post" in asked:
        rows = rows.filter(owner__post=asked["post"])
    cuts = {
        "followed": ("has_outcome", _("Not followed up"), _("Followed up")),
        "complete": ("is_complete", pgettext("records", "Incomplete"), pgettext("records", "Complete")),
    }
    if what in cuts:
        column, bad, good = cuts[what]
        return [
            Part("without", bad, rows.filter(**{column: False}), newest, "bad"),
            Part("with", good, rows.filter(**{column: True}), newest, "ok"),
        ]
    if what == "reopened":
        again, once = rows.filter(round__gt=1), rows.filter(round__lte=1)
        return [
            Part("again", pgettext("records", "Reopened"), again, ("-round", "-id"), "bad"),
            Part("once", pgettext("records", "Solved at once"), once, newest, "ok"),
        ]
    return [Part("all", pgettext("records", "Closed"), rows, newest)]


def _closed_title(asked: Mapping[str, str]) -> str:
    if "post" in asked:
        return _joined(_("Closed tickets"), Post(asked["post"]).label)
    return CLOSED_TITLES[asked.get("what", "all")]()


def _closed_columns(asked: Mapping[str, str]) -> list[Column]:
    last = {
        "complete": Column(pgettext_lazy("records", "Missing"), "note"),
        "followed": Column(gettext_lazy("Follow-up")),
    }.get(asked.get("what", ""), Column(gettext_lazy("Rounds")))
    return [*TICKET, Column(pgettext_lazy("records", "Closed"), "time"), last]


def _solution_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, kind=SolutionKind.values)
    rows = behind.settled_in(period.start, period.end).select_related(*ABOUT).filter(**asked)
    worked, newest = {"state": SolutionState.VERIFIED}, ("-settled_at", "-id")
    return [
        Part("rejected", pgettext("solutions", "Did not work"), rows.exclude(**worked), newest, "bad"),
        Part("worked", pgettext("solutions", "Worked"), rows.filter(**worked), newest, "ok"),
    ]


def _solution_title(asked: Mapping[str, str]) -> str:
    kind = asked.get("kind", "")
    return _joined(_("Solutions"), SolutionKind(kind).label) if kind else _("Solutions that worked")


def _follow_up_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=("time", "unsolved"))
    rows, newest = behind.recorded_in(period.start, period.end).select_related(*ABOUT), ("-done_at", "-id")
    if asked.get("what") == "unsolved":
        unsolved = {"outcome": FollowUpOutcome.UNSOLVED}
        return [
            Part("unsolved", pgettext("outcome", "Not solved"), rows.filter(**unsolved), newest, "bad"),
            Part("other", pgettext("outcome", "Solved or no answer"), rows.exclude(**unsolved), newest, "ok"),
        ]
    late, in_time = behind.followed_up_in_time(rows, is_in=False), behind.followed_up_in_time(rows, is_in=True)
    return [
        Part("late", pgettext("steps", "Too late"), late, newest, "bad"),
        Part("in_time", pgettext("steps", "In time"), in_time, newest, "ok"),
    ]


def _follow_up_title(asked: Mapping[str, str]) -> str:
    return _("Not solved at follow-up") if asked.get("what") == "unsolved" else _("Follow-ups in time")


REGISTERED_TITLES = {
    "all": lambda: _("Tickets"),
    "complete": lambda: _("Complete at intake"),
    "register": lambda: _("Registered in time"),
    "assign": lambda: _("Assigned in time"),
    "confirm": lambda: _("Confirmed in time"),
    "transfers": lambda: _("Transfers a ticket"),
    "passed": lambda: _("Tickets passed around too often"),
}
CLOSED_TITLES = {
    "all": lambda: _("Closed tickets"),
    "followed": lambda: _("Followed up before closing"),
    "complete": lambda: _("Complete records"),
    "reopened": lambda: _("Closed after being reopened"),
    "nobody": lambda: _("Open tickets without an owner"),
}
PROMISE_COLUMNS = (
    *TICKET,
    Column(pgettext_lazy("ticket", "Urgency")),
    Column(pgettext_lazy("promises", "Started"), "time"),
    Column(pgettext_lazy("promises", "Due"), "time"),
    Column(pgettext_lazy("promises", "Done"), "time"),
    Column(pgettext_lazy("promises", "Working time used"), "duration"),
    Column(pgettext_lazy("promises", "Promised"), "duration"),
    Column(pgettext_lazy("promises", "Pauses"), "note"),
    Column(pgettext_lazy("promises", "Calendar")),
)
SOLUTION_COLUMNS = (
    *TICKET,
    Column(pgettext_lazy("solutions", "Proposed"), "time"),
    Column(pgettext_lazy("solutions", "Settled"), "time"),
    Column(pgettext_lazy("solutions", "Kind")),
    Column(pgettext_lazy("solutions", "By")),
    Column(pgettext_lazy("solutions", "Result")),
)
FOLLOW_UP_COLUMNS = (
    *TICKET,
    Column(pgettext_lazy("promises", "Due"), "time"),
    Column(pgettext_lazy("promises", "Done"), "time"),
    Column(pgettext_lazy("solutions", "Result")),
    Column(gettext_lazy("How")),
    Column(pgettext_lazy("solutions", "By")),
)


def _of_ticket(person: Any, rows: Any) -> Any:
    return behind.only_visible(person, rows, path="ticket")


SOURCES = (
    RowSource(
        name=PROMISES,
        columns=lambda _asked: PROMISE_COLUMNS,
        title=_promise_title,
        parts=_promise_parts,
        scope=behind.only_visible_promises,
        describe=listed.promises,
    ),
    RowSource(
        name=REGISTERED,
        columns=_registered_columns,
        title=_registered_title,
        parts=_registered_parts,
        scope=behind.only_visible,
        describe=listed.tickets,
    ),
    RowSource(
        name=CLOSED,
        columns=_closed_columns,
        title=_closed_title,
        parts=_closed_parts,
        scope=behind.only_visible,
        describe=listed.closed,
    ),
    RowSource(
        name=SOLUTIONS,
        columns=lambda _asked: SOLUTION_COLUMNS,
        title=_solution_title,
        parts=_solution_parts,
        scope=_of_ticket,
        describe=listed.solutions,
    ),
    RowSource(
        name=FOLLOW_UPS,
        columns=lambda _asked: FOLLOW_UP_COLUMNS,
        title=_follow_up_title,
        parts=_follow_up_parts,
        scope=_of_ticket,
        describe=listed.follow_ups,
    ),
)
