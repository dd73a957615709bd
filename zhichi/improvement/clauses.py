"""Evidence for the clauses that ideas keep: 3.3.3 and 10.4.1–10.4.3."""

from __future__ import annotations

from zhichi.core.events import gettext_noop as _
from zhichi.handbook.registry import Evidence, Figure, Period, clause_evidence, grade
from zhichi.improvement import definitions, drill
from zhichi.improvement.choices import OPEN, Direction
from zhichi.improvement.selectors import figures as numbers
from zhichi.records.selectors import policy

PAGE = "/desk/ideas/"
KEPT, NO_DATA = "kept", "no_data"


def register() -> None:
    """Put every provider and the list behind the figures into the handbook's registries."""
    drill.register()
    clause_evidence("3.3.3", innovation, compares=True)
    clause_evidence("10.4.1", directions, compares=True)
    clause_evidence("10.4.2", pipeline, compares=True)
    clause_evidence("10.4.3", results, compares=True)


def innovation(period: Period) -> Evidence:
    """3.3.3: ideas raised and done in the period; kept while enough were raised in the thirteen weeks up to its end."""
    least = policy(definitions.IDEAS_PER_QUARTER)
    found = numbers.sheet(period)
    lately = found[numbers.LATELY]
    figures = [
        Figure(_("Ideas raised"), found[numbers.RAISED], "count", rows=drill.ideas(numbers.RAISED)),
        Figure(
            _("Ideas raised in the last thirteen weeks"),
            lately,
            "count",
            least,
            rows=drill.ideas(numbers.LATELY),
            target_key=definitions.IDEAS_PER_QUARTER,
        ),
        Figure(_("Ideas adopted"), found[numbers.ADOPTED], "count", rows=drill.ideas(numbers.ADOPTED)),
        Figure(_("Ideas dropped"), found[numbers.DROPPED], "count", rows=drill.ideas(numbers.DROPPED)),
    ]
    state = grade(lately, least, margin=least / 2) if found["all"] else NO_DATA
    return Evidence(state, figures, PAGE)


def directions(period: Period) -> Evidence:
    """10.4.1: ideas raised by direction; kept when any were."""
    counted = numbers.sheet(period)
    figures = [
        Figure(
            direction.label,
            counted[direction.value],
            "count",
            rows=drill.ideas(numbers.RAISED, direction=direction.value),
        )
        for direction in Direction
    ]
    return Evidence(KEPT if counted[numbers.RAISED] else NO_DATA, figures, PAGE)


def pipeline(period: Period) -> Evidence:
    """10.4.2: where ideas stand now, and those of the period that nobody answered in time."""
    found = numbers.sheet(period)
    late = found[numbers.LATE]
    figures = [
        *(
            Figure(
                state.label,
                found[f"{state.value}_now"],
                "count",
                rows=drill.ideas(f"{drill.STANDS}{state.value}"),
                is_now=True,
            )
            for state in OPEN
        ),
        Figure(_("Ideas not answered in time"), late, "count", 0, lower_is_better=True, rows=drill.ideas(numbers.LATE)),
    ]
    state = grade(late, 0, margin=1, lower_is_better=True) if found[numbers.RAISED] else NO_DATA
    return Evidence(state, figures, PAGE)


def results(period: Period) -> Evidence:
    """10.4.3: ideas adopted in the period, and those of them that are better than before by their measured result."""
    found = numbers.sheet(period)
    adopted, better = found[numbers.ADOPTED], found[numbers.BETTER]
    figures = [
        Figure(_("Ideas adopted"), adopted, "count", rows=drill.ideas(numbers.ADOPTED)),
        Figure(_("Adopted ideas that are better than before"), better, "count", rows=drill.ideas(numbers.BETTER)),
    ]
    return Evidence(KEPT if adopted else NO_DATA, figures, f"{PAGE}?which=adopted")
