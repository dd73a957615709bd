"""Evidence for the clauses that reviews keep: 3.2.1–3.2.3, 3.3.2 and, in a first form, 5.2.3."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from zhichi.core.events import gettext_noop as _
from zhichi.handbook.registry import Evidence, Figure, Period, clause_evidence, further_evidence, grade, worst
from zhichi.records.selectors import policy
from zhichi.reviews import definitions, drill
from zhichi.reviews.choices import CLAUSES, Dimension, Measure
from zhichi.reviews.selectors import figures as numbers

if TYPE_CHECKING:
    from zhichi.reviews.selectors.figures import Sheet

ALL = "/desk/reviews/all/"
EFFECT = "/desk/reviews/effect/"


def register() -> None:
    """Put every provider and the lists behind the figures into the handbook's registries."""
    drill.register()
    for dimension, clause in CLAUSES.items():
        clause_evidence(clause, partial(attitude, dimension), compares=True)
    further_evidence("reviews.3.3.2", "3.3.2", effect, compares=True)
    further_evidence("reviews.5.2.3", "5.2.3", warmth, compares=True)


def attitude(dimension: Dimension, period: Period) -> Evidence:
    """3.2.1–3.2.3: points of one dimension, reviews done of those planned, objections."""
    key = definitions.SCORES[CLAUSES[dimension]]
    found, target = numbers.sheet(period), policy(key)
    value = found.dimensions.get(dimension)
    figures = [
        Figure(dimension.label, value, "count", target, rows=drill.reviews(dimension.value), target_key=key),
        Figure(_("Conversations reviewed"), found.count, "count", rows=drill.reviews()),
        Figure(_("Reviews done of those planned"), _done(found), "percent", rows=drill.reviews("planned")),
        Figure(_("Objections"), found.objected, "count", rows=drill.reviews("objected")),
    ]
    if dimension == Dimension.RESPECT:
        figures.append(Figure(_("Replies sent with a forbidden word"), found.forbidden, "count", rows=drill.words()))
    return Evidence(grade(value, target, margin=5), figures, f"{ALL}?period={period.code}")


def effect(period: Period) -> Evidence:
    """3.3.2: the score of reviews and the share not solved, alerts raised and what was done about them."""
    score, _count = numbers.effect(Measure.SCORE, period)
    unsolved, _follow_ups = numbers.effect(Measure.UNSOLVED, period)
    least, most = policy(definitions.EFFECT_SCORE), policy(definitions.EFFECT_UNSOLVED)
    alerts, bare = numbers.alerts_of(period)
    figures = [
        _score(score),
        Figure(
            _("Not solved at follow-up"),
            unsolved,
            "percent",
            most,
            lower_is_better=True,
            rows=drill.FOLLOW_UPS,
            target_key=definitions.EFFECT_UNSOLVED,
        ),
        Figure(_("Alerts"), alerts, "count", rows=drill.alerts()),
        Figure(_("Alerts without an action"), bare, "count", 0, lower_is_better=True, rows=drill.alerts("bare")),
    ]
    states = (
        grade(score, least, margin=5),
        grade(unsolved, most, margin=5, lower_is_better=True),
        "broken" if bare else "no_data",
    )
    return Evidence(worst(*states), figures, EFFECT)


def warmth(period: Period) -> Evidence:
    """5.2.3: what reviews say about professional and warm care, and how often one failed."""
    found = numbers.sheet(period)
    figures = [
        _score(found.score),
        Figure(_("Reviews that failed"), found.failed, "count", 0, lower_is_better=True, rows=drill.reviews("failed")),
    ]
    state = grade(found.score, policy(definitions.EFFECT_SCORE), margin=5)
    return Evidence(worst(state, "at_risk") if found.failed else state, figures, f"{ALL}?period={period.code}")


def _score(value: float | None) -> Figure:
    key = definitions.EFFECT_SCORE
    words = _("Score of conversation reviews")
    return Figure(words, value, "count", policy(key), rows=drill.reviews(), target_key=key)


def _done(found: Sheet) -> float | None:
    return round(100 * found.done / found.planned, 1) if found.planned else None
