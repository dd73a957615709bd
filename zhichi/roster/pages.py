"""How pages name and reach the roster."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhichi.accounts import selectors as accounts
from zhichi.accounts.registry import Holding, register_holding
from zhichi.core import clock
from zhichi.records.registry import register_labels, register_stream
from zhichi.roster import selectors
from zhichi.roster.choices import SwapState
from zhichi.roster.wording import FIELDS, WAYS
from zhichi.ui.registry import NavItem, TabItem, register_nav, register_tab
from zhichi.ui.timing import weekday_words


def register() -> None:
    """Put streams, labels, navigation and holdings into the registries."""
    register_stream("roster", label=_week, url=_week_url)
    register_stream("shiftkind", label=_kind, url=lambda key: reverse("roster:kind_edit", args=[key]))
    register_labels("roster.kind_updated.fields", lambda code: str(FIELDS.get(code, code)))
    register_labels("roster.filled.way", lambda code: str(WAYS.get(code, code)))
    register_labels("roster.swap_ended.how", _state)
    for event in ("shift_set", "shift_dropped"):
        register_labels(f"roster.{event}.reason", lambda text: f"({text})" if text else "")
    for event in (
        "shift_set",
        "shift_dropped",
        "swap_offered",
        "swap_accepted",
        "swap_waits",
        "swap_done",
        "swap_ended",
    ):
        register_labels(f"roster.{event}.day", _day)
        register_labels(f"roster.{event}.kind", selectors.kind_words)
    register_labels("roster.swap_reopened.kind", selectors.kind_words)
    register_labels("roster.kind_created.name", selectors.kind_words)
    for event in ("shift_set", "swap_offered"):
        for field in ("duty_role", "wanted"):
            register_labels(f"roster.{event}.{field}", accounts.name_words)
    register_tab(
        TabItem(name="roster", below="staff", label=_("Duty roster"), url_name="roster:week", right="roster.view")
    )
    register_nav(
        NavItem(
            name="shifts",
            label=_("My shifts"),
            icon="calendar-clock",
            url_name="roster:mine",
            order=5,
            right="roster.own",
            group="menu",
        )
    )
    holding = Holding(
        label=_("Shifts ahead"),
        after=_("They are taken out of the plan; its gaps show."),
        count=lambda person_id: selectors.future_count(person_id, clock.now()),
    )
    register_holding("roster.shifts", holding)


def _state(code: str) -> str:
    return str(SwapState(code).label) if code in SwapState.values else code


def _day(iso: str) -> str:
    try:
        return f"{iso} {weekday_words()[date.fromisoformat(iso).weekday()]}"
    except ValueError:
        return iso


def _kind(key: str) -> str:
    row = selectors.kind(int(key))
    return row.title if row else gettext("Shift %s") % key


def _week(key: str) -> str:
    row = selectors.week_by_id(int(key))
    return f"{row.team.title} {row.monday.isoformat()}" if row else gettext("Roster %s") % key


def _week_url(key: str) -> str:
    row = selectors.week_by_id(int(key))
    base = reverse("roster:week")
    return f"{base}?team={row.team_id}&week={row.monday.isoformat()}" if row else base
