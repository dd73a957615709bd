"""The lists behind the figures of hand-overs (3.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.handover.models import Handed
from zhichi.handover.selectors import counts
from zhichi.tickets.selectors import behind, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

HAND_OVERS, TICKETS = "handover.hand_overs", "handover.tickets"
HAND_OVER_COLUMNS = (
    Column(pgettext_lazy("hand-over", "Who went home"), "link"),
    Column(pgettext_lazy("hand-over", "Handed over at"), "time"),
    Column(gettext_lazy("Tickets"), "number"),
    Column(pgettext_lazy("hand-over", "Note"), "note"),
)
TICKET_COLUMNS = (
    *listed.TICKET,
    Column(pgettext_lazy("hand-over", "Who went home")),
    Column(pgettext_lazy("hand-over", "Went to")),
    Column(pgettext_lazy("hand-over", "Handed over at"), "time"),
)


def hand_overs() -> Rows:
    """Hand-overs that people made in the period."""
    return Rows(HAND_OVERS)


def tickets(how: str) -> Rows:
    """Tickets handed over in the period by "people", or "alone"."""
    return Rows(TICKETS, {"how": how})


def register() -> None:
    """Put both lists into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def _hand_over_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    rows = counts.hand_overs_in(period.start, period.end).select_related("person")
    return [Part("all", pgettext("hand-over", "Handed over"), rows, ("-at", "-id"))]


def _ticket_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, how=TITLES)
    about = (*listed.ABOUT, "hand_over__person", "to", "duty_role")
    rows = counts.handed_in(period.start, period.end).select_related(*about)
    rows = rows.filter(hand_over__is_automatic=asked.get("how") == "alone")
    return [Part("all", pgettext("hand-over", "Handed over"), rows, ("-id",))]


def _own_or_seen(person: Any, rows: Any) -> Any:
    """Somebody's own hand-overs, and those with a ticket that they see."""
    items = behind.only_visible(person, all_items := Handed.objects.all(), path="ticket")
    if items is all_items:
        return rows
    return rows.filter(pk__in=items.values("hand_over")) | rows.filter(person=person)


def _hand_over_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("accounts:person", args=[row.person_id]),
            [row.person.display_name, row.at, row.count, row.note],
        )
        for row in rows
    ]


def _ticket_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        listed.record(
            row.ticket,
            row.hand_over.person.display_name,
            row.to.display_name if row.to else row.duty_role.title,
            row.hand_over.at,
        )
        for row in rows
    ]


TITLES = {
    "people": gettext_lazy("Tickets handed over at shift end"),
    "alone": gettext_lazy("Tickets handed over by themselves at shift end"),
}
SOURCES = (
    RowSource(
        name=HAND_OVERS,
        columns=lambda _asked: HAND_OVER_COLUMNS,
        title=lambda _asked: _("Hand-overs at shift end"),
        parts=_hand_over_parts,
        scope=_own_or_seen,
        describe=_hand_over_rows,
    ),
    RowSource(
        name=TICKETS,
        columns=lambda _asked: TICKET_COLUMNS,
        title=lambda asked: str(TITLES[asked.get("how", "people")]),
        parts=_ticket_parts,
        scope=lambda person, rows: behind.only_visible(person, rows, path="ticket"),
        describe=_ticket_rows,
    ),
)
