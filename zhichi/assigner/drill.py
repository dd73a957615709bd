"""The lists behind the figures of the assigner (3.3.1, 4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.assigner.choices import Pattern
from zhichi.assigner.selectors import figures
from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.sla import selectors as sla
from zhichi.tickets.selectors import behind, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

CHOSEN, ESCALATIONS, ALERTS = "assigner.chosen", "assigner.escalations", "assigner.alerts"
NEWEST = ("-at", "-id")
CHOSEN_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("routing", "Went to")),
    Column(pgettext_lazy("routing", "Rule")),
    Column(pgettext_lazy("routing", "Assigned at"), "time"),
)
ESCALATION_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("routing", "From")),
    Column(pgettext_lazy("routing", "To")),
    Column(pgettext_lazy("routing", "Escalated at"), "time"),
    Column(pgettext_lazy("routing", "Why"), "note"),
    Column(pgettext_lazy("routing", "Handed back at"), "time"),
)
ALERT_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("routing", "What is wrong")),
    Column(pgettext_lazy("routing", "Who had it"), "note"),
    Column(pgettext_lazy("routing", "Alert at"), "time"),
    Column(pgettext_lazy("routing", "Settled at"), "time"),
    Column(pgettext_lazy("routing", "Settled by")),
)


def chosen() -> Rows:
    """Tickets that found their owner by themselves in the period."""
    return Rows(CHOSEN)


def escalations(what: str) -> Rows:
    """What in the period was "escalated" to a senior, or "returned"."""
    return Rows(ESCALATIONS, {"what": what})


def alerts(what: str) -> Rows:
    """Alerts "raised" in the period, or "open" now."""
    return Rows(ALERTS, {"what": what})


def register() -> None:
    """Put every list into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def _chosen_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = sla.with_object(figures.chosen_in(period.start, period.end), "ticket", column="stream__key")
    return [Part("all", pgettext("routing", "Assigned"), rows.select_related("payload"), NEWEST)]


def _escalation_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=ESCALATION_TITLES)
    about = (*listed.ABOUT, "junior", "senior")
    if asked.get("what") == "returned":
        rows = figures.returned_in(period.start, period.end).select_related(*about)
        return [Part("all", pgettext("routing", "Handed back"), rows, ("-returned_at", "-id"))]
    rows = figures.escalated_in(period.start, period.end).select_related(*about)
    return [Part("all", pgettext("routing", "Escalated"), rows, NEWEST)]


def _alert_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=ALERT_TITLES)
    about = (*listed.ABOUT, "settled_by")
    if asked.get("what") == "open":
        return [Part("all", _("Not settled"), figures.open_alerts().select_related(*about), NEWEST, "bad")]
    rows = figures.alerts_in(period.start, period.end).select_related(*about)
    return [
        Part("open", _("Not settled"), rows.filter(settled_at=None), NEWEST, "bad"),
        Part("settled", pgettext("routing", "Settled"), rows.exclude(settled_at=None), NEWEST, "ok"),
    ]


def _chosen_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    tickets = listed.by_ids(row.object_id for row in rows)
    found = []
    for row in rows:
        told = row.payload.data if hasattr(row, "payload") else {}  # it may have been erased
        found.append(listed.record(tickets[row.object_id], told.get("owner", ""), told.get("rule", ""), row.at))
    return found


def _escalation_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        listed.record(row.ticket, row.junior.display_name, row.senior.display_name, row.at, row.reason, row.returned_at)
        for row in rows
    ]


def _alert_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        listed.record(
            row.ticket,
            str(Pattern(row.pattern).label),
            " → ".join(row.path),
            row.at,
            row.settled_at,
            row.settled_by.display_name if row.settled_by else "",
        )
        for row in rows
    ]


def _of_ticket(person: Any, rows: Any) -> Any:
    return behind.only_visible(person, rows, path="ticket")


ESCALATION_TITLES = {
    "escalated": gettext_lazy("Escalated to a senior engineer"),
    "returned": gettext_lazy("Handed back to the junior"),
}
ALERT_TITLES = {
    "raised": gettext_lazy("Alerts about transfers"),
    "open": gettext_lazy("Alerts that no supervisor settled yet"),
}
SOURCES = (
    RowSource(
        name=CHOSEN,
        columns=lambda _asked: CHOSEN_COLUMNS,
        title=lambda _asked: _("Tickets assigned automatically"),
        parts=_chosen_parts,
        scope=lambda person, rows: behind.only_visible(person, rows, path="object_id"),
        describe=_chosen_rows,
    ),
    RowSource(
        name=ESCALATIONS,
        columns=lambda _asked: ESCALATION_COLUMNS,
        title=lambda asked: str(ESCALATION_TITLES[asked.get("what", "escalated")]),
        parts=_escalation_parts,
        scope=_of_ticket,
        describe=_escalation_rows,
    ),
    RowSource(
        name=ALERTS,
        columns=lambda _asked: ALERT_COLUMNS,
        title=lambda asked: str(ALERT_TITLES[asked.get("what", "raised")]),
        parts=_alert_parts,
        scope=_of_ticket,
        describe=_alert_rows,
    ),
)
