"""The lists behind the figures of ideas (3.3.3, 10.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.handbook.registry import Column, Part, Row, Rows, RowSource, only_known, rows_behind
from zhichi.improvement import policies
from zhichi.improvement.choices import Answer, Direction, IdeaState
from zhichi.improvement.selectors import figures
from zhichi.improvement.selectors.figures import ADOPTED, BETTER, COUNTED, DROPPED, LATE, LATELY, RAISED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.handbook.registry import Period

IDEAS = "improvement.ideas"
STANDS = "stands-"  # and a state: how things are now
TITLES = {
    RAISED: _("Ideas raised"),
    LATELY: _("Ideas raised in the last thirteen weeks"),
    ADOPTED: _("Ideas adopted"),
    DROPPED: _("Ideas dropped"),
    BETTER: _("Adopted ideas that are better than before"),
    LATE: _("Ideas not answered in time"),
}
COLUMNS = (
    Column(pgettext_lazy("column", "Idea"), "link"),
    Column(pgettext_lazy("idea", "Direction")),
    Column(pgettext_lazy("idea", "Author")),
    Column(pgettext_lazy("idea", "Raised at"), "time"),
    Column(pgettext_lazy("idea", "State")),
    Column(pgettext_lazy("idea", "Votes"), "number"),
    Column(pgettext_lazy("idea", "Result"), "note"),
)
NEWEST = ("-raised_at", "-id")


def ideas(what: str = RAISED, *, direction: str = "") -> Rows:
    """Ideas of the period: raised, adopted, … (see COUNTED), or those that stand somewhere now; of one direction."""
    return Rows(IDEAS, {"what": what} | ({"direction": direction} if direction else {}))


def register() -> None:
    """Put the list into the handbook's registry."""
    rows_behind(
        RowSource(
            name=IDEAS,
            columns=lambda _asked: COLUMNS,
            title=_title,
            parts=_parts,
            scope=policies.visible_to,
            describe=_rows,
        )
    )


def _parts(period: Period, asked: Mapping[str, str]) -> list[Part]:
    states = {f"{STANDS}{state}": state for state in IdeaState.values}
    only_known(asked, what=(*COUNTED, *states), direction=Direction.values)
    what = asked.get("what", RAISED)
    rows = figures.standing(states[what]) if what in states else figures.counted(what, period)
    if "direction" in asked:
        rows = rows.filter(direction=asked["direction"])
    return [Part("all", _title(asked), rows, NEWEST, "bad" if what == LATE else "")]


def _title(asked: Mapping[str, str]) -> str:
    what = asked.get("what", RAISED)
    title = TITLES[what] if what in TITLES else IdeaState(what.removeprefix(STANDS)).label
    return f"{title} · {Direction(asked['direction']).label}" if "direction" in asked else str(title)


def _rows(rows: Sequence[Any], _asked: Mapping[str, str]) -> list[Row]:
    return [
        Row(
            reverse("improvement:idea", args=[idea.pk]),
            [
                idea.title,
                str(Direction(idea.direction).label),
                idea.author.display_name,
                idea.raised_at,
                str(IdeaState(idea.state).label),
                idea.votes,
                f"{Answer(idea.answer).label} · {idea.result}" if idea.answer else "",
            ],
        )
        for idea in rows
    ]
