"""What a period would have looked like with another value, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.handbook.registry import trials
from zhichi.handbook.selectors.behind import rows_url
from zhichi.handbook.wording import is_number, signed_words, value_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.handbook.periods import Period
    from zhichi.handbook.registry import Trial, TrialLine
    from zhichi.handbook.selectors.conformance import ValueView


@dataclass(frozen=True)
class LineView:
    """A number as it was, as it would have been, and the difference; `tone` is "ok" for the better, "bad", or ""."""

    label: str
    before: str
    after: str
    change: str
    tone: str


@dataclass(frozen=True)
class TrialView:
    """The answer to a what-if. `url` leads to the records that would change sides."""

    words: str  # the value that was tried
    finding: str
    lines: list[LineView]
    url: str
    not_tried: Sequence[str]


def can_try(key: str) -> bool:
    """Whether a part answers what another value of `key` would have meant."""
    return key in trials


def try_value(view: ValueView, text: str, period: Period) -> TrialView:
    """What `period` would have looked like with `text` as the value. Raises DomainError for a value out of bounds."""
    value, found = trial_of(view, text, period)
    return TrialView(
        words=value_words(value, view.definition.unit),
        finding=found.finding,
        lines=[_line(line) for line in found.lines],
        url=rows_url(found.rows, period, view.definition.clause) if found.rows else "",
        not_tried=found.not_tried,
    )


def trial_of(view: ValueView, text: str, period: Period) -> tuple[Any, Trial]:
    """See `try_value`: the value that was tried, and the answer in numbers."""
    value = view.definition.checked(text)
    return value, trials.get(view.key)(view.key, value, period)


def _line(line: TrialLine) -> LineView:
    before, after = value_words(line.before, line.unit), value_words(line.after, line.unit)
    if before == after:
        return LineView(line.label, before, after, "", "")
    difference: Any = line.after - line.before if is_number(line.before) and is_number(line.after) else None
    if difference is None:
        return LineView(line.label, before, after, "→", "")
    tone = "ok" if (difference < 0) == line.lower_is_better else "bad"
    return LineView(line.label, before, after, signed_words(round(difference, 2), line.unit), tone)
