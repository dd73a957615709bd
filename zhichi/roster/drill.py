"""The lists behind the figures of the duty roster (4.1): places on shifts, and the people who filled them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zhichi.accounts import policies as accounts_policies
from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.handbook.selectors import away_in
from zhichi.roster import selectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

PLACES, PEOPLE = "roster.places", "roster.people"
PLACE_COLUMNS = (
    Column(pgettext_lazy("roster", "Day"), "link"),
    Column(pgettext_lazy("roster", "Shift")),
    Column(pgettext_lazy("roster", "Team")),
    Column(pgettext_lazy("roster", "From"), "time"),
    Column(pgettext_lazy("roster", "Until"), "time"),
    Column(pgettext_lazy("roster", "Hours"), "number"),
)
PEOPLE_COLUMNS = (
    Column(gettext_lazy("Name"), "link"),
    Column(gettext_lazy("Post")),
)


def places(what: str = "all") -> Rows:
    """Places on shifts of published weeks: "all", those that were "manned", or "empty"."""
    return Rows(PLACES, {"what": what})


def people() -> Rows:
    """Everybody who had a published shift in the period."""
    return Rows(PEOPLE)


def register() -> None:
    """Put both lists into the handbook's registry."""
    for source in SOURCES:
        rows_behind(source)


def plan_of(period: Period) -> selectors.RosterPlan:
    """The plan of the whole that a period was cut from; asked once."""
    whole = period.root
    return whole.share("roster.plan", lambda: selectors.plan_of(whole.start, whole.end, away_in(whole)))


def _place_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked, what=TITLES)
    rows = period.cut(plan_of(period).places)
    empty, manned = ([row for row in rows if row.is_manned is it_is] for it_is in (False, True))
    parts = {
        "empty": Part("empty", pgettext("roster", "Empty"), empty, tone="bad"),
        "manned": Part("manned", pgettext("roster", "Manned"), manned, tone="ok"),
    }
    what = asked.get("what", "all")
    return list(parts.values()) if what == "all" else [parts[what]]


def _people_parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    only_known(asked)
    shifts = selectors.shifts_in(period.start, period.end).filter(person=OuterRef("pk"))
    rows = accounts.everybody().filter(Exists(shifts))
    return [Part("all", pgettext("roster", "On shift"), rows, ("sort_key", "id"))]


def _place_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            _week_url(place),
            [
                str(place.day),
                place.kind.title,
                place.kind.team.title,
                place.starts_at,
                place.ends_at,
                round(place.hours, 1),
            ],
        )
        for place in rows
    ]


def _week_url(place: Any) -> str:
    monday = place.day - timedelta(days=place.day.weekday())
    return f"{reverse('roster:week')}?team={place.kind.team_id}&week={monday.isoformat()}"


def _people_rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("accounts:person", args=[person.pk]),
            [person.display_name, str(Post(person.post).label) if person.post else ""],
        )
        for person in rows
    ]


TITLES = {
    "all": gettext_lazy("Shifts manned"),
    "manned": gettext_lazy("Shift hours manned"),
    "empty": gettext_lazy("Shifts that lacked somebody"),
}
SOURCES = (
    RowSource(
        name=PLACES,
        columns=lambda _asked: PLACE_COLUMNS,
        title=lambda asked: str(TITLES[asked.get("what", "all")]),
        parts=_place_parts,
        scope=lambda _person, rows: rows,
        describe=_place_rows,
    ),
    RowSource(
        name=PEOPLE,
        columns=lambda _asked: PEOPLE_COLUMNS,
        title=lambda _asked: pgettext("figure", "People on shift"),
        parts=_people_parts,
        scope=lambda person, rows: accounts_policies.people_of(person, rows),
        describe=_people_rows,
    ),
)
