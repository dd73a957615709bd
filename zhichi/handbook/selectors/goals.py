"""The headline goals of the service (1.1): the numbers of chapters 2 and 3 that a manager watches."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhichi.handbook import registry
from zhichi.handbook.codes import ClauseState
from zhichi.handbook.registry import Figure, Metric, Period, grade
from zhichi.handbook.wording import NOTHING, label_words, value_words

log = logging.getLogger(__name__)

MOST = 6  # more than this nobody takes in at a glance


@dataclass(frozen=True)
class Goal:
    """A headline metric with its value and target in words, and the clause that it belongs to."""

    label: str
    value: str
    target: str
    state: str
    clause: str


def goals(period: Period) -> list[Goal]:
    """The headline goals of the period, in order of registration, in the active language. Never raises."""
    return [_goal(metric, period) for metric in headlines()]


def headlines() -> list[Metric]:
    """The headline metrics, at most six."""
    return [metric for metric in registry.metrics.values() if metric.is_headline][:MOST]


def headline_figure(metric: Metric, period: Period) -> tuple[Figure, str]:
    """A headline metric as a figure of evidence, with the state it is in."""
    value = metric.compute(period, {})
    target = metric.target() if metric.target else None
    if target is None:
        return Figure(metric.label, value, metric.unit, rows=metric.rows), ClauseState.NO_DATA.value
    state = grade(value, target, lower_is_better=metric.lower_is_better)
    figure = Figure(
        metric.label, value, metric.unit, target, metric.lower_is_better, metric.rows, target_key=metric.target_key
    )
    return figure, state


def _goal(metric: Metric, period: Period) -> Goal:
    label = label_words(metric.label)
    try:
        figure, state = headline_figure(metric, period)
    except Exception:  # one broken number must not hide the other goals
        log.exception("the metric %s could not be computed", metric.name)
        return Goal(label, NOTHING, "", ClauseState.FAILED.value, metric.clause)
    target = "" if figure.target is None else _target(value_words(figure.target, figure.unit), metric)
    return Goal(label, value_words(figure.value, figure.unit), target, state, metric.clause)


def _target(words: str, metric: Metric) -> str:
    if metric.lower_is_better:
        return _("Goal: at most %s") % words
    # More than all is impossible, so "at least 100%" would be odd.
    return _("Goal: %s") % words if words == "100%" else _("Goal: at least %s") % words
