"""What-if: what a period would have looked like with another value of the handbook, computed from its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from zhichi.handbook.periods import Period
    from zhichi.handbook.rows import Rows


@dataclass(frozen=True)
class TrialLine:
    """One number as it was and as it would have been, in a code of Unit."""

    label: str
    before: Any
    after: Any
    unit: str = "count"
    lower_is_better: bool = False


@dataclass(frozen=True)
class Trial:
    """The answer to one what-if. `finding` says it in a sentence; `rows` are the records that would change sides.

    `not_tried` says in words what is left as it was.
    """

    finding: str
    lines: Sequence[TrialLine]
    rows: Rows | None = None
    not_tried: Sequence[str] = field(default_factory=tuple)


Try = Callable[[str, Any, "Period"], Trial]
trials: Registry[Try] = Registry("what-if")


def trial(key: str, compute: Try) -> None:
    """Let `compute(key, value, period)` answer what another value of `key` would have meant; `value` is in bounds."""
    trials.add(key, compute)
