"""What every figure of the handbook promises: it says what the list behind it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.handbook import selectors as handbook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.handbook.periods import Period
    from zhichi.handbook.registry import Figure


def check(figure: Figure, period: Period, person: Any) -> int:
    """The figure equals its list, and whoever sees all can page through all of it. How many records there are."""
    if figure.rows is None:
        assert figure.unlisted, f"{figure.label}: names neither its records nor why there are none to list"
        return 0
    found = handbook.listing(figure.rows.source, figure.rows.asked, period, person)
    assert found is not None, figure
    for view in found.parts:
        rows = list(found.every(view.part.code))
        assert len(rows) == view.visible, figure
        assert all(len(row.cells) == len(found.columns) for row in rows), figure
    if figure.unit == "count" and isinstance(figure.value, int):
        assert figure.value == found.count, figure
    elif figure.unit == "percent":
        tone = "bad" if figure.lower_is_better else "ok"
        part = sum(view.count for view in found.parts if view.part.tone == tone)
        assert figure.value == (round(100 * part / found.count, 1) if found.count else None), figure
    else:
        assert figure.value in {None, 0} or found.count, figure
    return found.count


def check_all(figures: Iterable[Figure], period: Period, person: Any) -> dict[str, int]:
    """Every figure of a clause; the records behind each by its label."""
    checked = {str(figure.label): check(figure, period, person) for figure in figures}
    assert checked
    return checked


def lists_nothing(figures: Iterable[Figure], period: Period, person: Any) -> None:
    """Somebody who may see none of the records reads how many there are, and finds none listed."""
    for figure in figures:
        found = figure.rows and handbook.listing(figure.rows.source, figure.rows.asked, period, person)
        assert found, figure
        assert found.hidden == found.count, figure
        assert [row for view in found.parts for row in found.every(view.part.code)] == [], figure
