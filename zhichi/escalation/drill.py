"""The lists behind the figures of escalation (3.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.escalation.choices import Step
from zhichi.escalation.selectors import figures
from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.sla import selectors as sla
from zhichi.tickets.choices import ClockCode
from zhichi.tickets.selectors import behind, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

WARNINGS, PROMISES, STEPS = "escalation.warnings", "escalation.promises", "escalation.steps"
WARNING_COLUMNS = (
    *listed.TICKET,
    Column(gettext_lazy("Who was warned")),
    Column(pgettext_lazy("escalation", "At"), "time"),
    Column(pgettext_lazy("escalation", "Read"), "time"),
)
PROMISE_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("escalation", "Promise")),
    Column(pgettext_lazy("escalation", "Late since"), "time"),
    Column(pgettext_lazy("escalation", "Steps taken"), "number"),
    Column(pgettext_lazy("escalation", "Acknowledged"), "time"),
    Column(pgettext_lazy("escalation", "Acknowledged by")),
    Column(pgettext_lazy("escalation", "Over since"), "time"),
)
STEP_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("escalation", "Promise")),
    Column(pgettext_lazy("escalation", "Step")),
    Column(pgettext_lazy("escalation", "At"), "time"),
    Column(pgettext_lazy("escalation", "Acknowledged"), "time"),
)


def warnings() -> Rows:
    """Warnings given in the period."""
    return Rows(WARNINGS)


def promises(what: str) -> Rows:
    """Promises that in the period were "broken", or that were "raised"."""
    return Rows(PROMISES, {"what": what})


def steps() -> Rows:
    """Steps of the period that somebody was told at, acknowledged in time or not."""
    return Rows(STEPS)


def register() -> None:
    """Put every list into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def _warning_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = sla.with_object(figures.warnings_in(period.start, period.end), "ticket").select_related("person")
    return [Part("all", pgettext("escalation", "Warned"), rows, ("-made_at", "-id"))]


def _promise_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=TITLES)
    read = figures.raised_in if asked.get("what") == "raised" else figures.broken_in
    rows, order = read(period.start, period.end).select_related("acknowledged_by"), ("-late_since", "-id")
    return [
        Part("open", pgettext("promises", "Late and still open"), rows.filter(ended_at=None), order, "bad"),
        Part("over", pgettext("escalation", "Over"), rows.exclude(ended_at=None), order),
    ]


def _step_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows, order = figures.told_in(period.start, period.end).select_related("escalation"), ("-at", "-id")
    late, in_time = rows.exclude(figures.in_time()), rows.filter(figures.in_time())
    return [
        Part("late", pgettext("escalation", "Too late or not at all"), late, order, "bad"),
        Part("in_time", pgettext("steps", "In time"), in_time, order, "ok"),
    ]


def _warning_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    tickets = listed.by_ids(row.object_id for row in rows)
    return [listed.record(tickets[row.object_id], row.person.display_name, row.made_at, row.read_at) for row in rows]


def _promise_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    tickets = listed.by_ids(row.ticket_id for row in rows)
    return [
        listed.record(
            tickets[row.ticket_id],
            str(ClockCode(row.kind).label),
            row.late_since,
            row.raised,
            row.acknowledged_at,
            row.acknowledged_by.display_name if row.acknowledged_by else "",
            row.ended_at,
        )
        for row in rows
    ]


def _step_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    tickets = listed.by_ids(row.escalation.ticket_id for row in rows)
    return [
        listed.record(
            tickets[row.escalation.ticket_id],
            str(ClockCode(row.escalation.kind).label),
            str(Step(row.step).label),
            row.at,
            row.acknowledged_at,
        )
        for row in rows
    ]


TITLES = {"broken": gettext_lazy("Promises broken"), "raised": gettext_lazy("Escalated")}
SOURCES = (
    RowSource(
        name=WARNINGS,
        columns=lambda _asked: WARNING_COLUMNS,
        title=lambda _asked: _("Warnings given"),
        parts=_warning_parts,
        scope=lambda person, rows: behind.only_visible(person, rows, path="object_id"),
        describe=_warning_rows,
    ),
    RowSource(
        name=PROMISES,
        columns=lambda _asked: PROMISE_COLUMNS,
        title=lambda asked: str(TITLES[asked.get("what", "broken")]),
        parts=_promise_parts,
        scope=lambda person, rows: behind.only_visible(person, rows, path="ticket_id"),
        describe=_promise_rows,
    ),
    RowSource(
        name=STEPS,
        columns=lambda _asked: STEP_COLUMNS,
        title=lambda _asked: _("Acknowledged in time"),
        parts=_step_parts,
        scope=lambda person, rows: behind.only_visible(person, rows, path="escalation__ticket_id"),
        describe=_step_rows,
    ),
)
