"""What-if for the shares of the time at which somebody is warned (3.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.handbook.registry import Trial, TrialLine, trial
from zhichi.records.selectors import policy
from zhichi.sla import selectors
from zhichi.sla.definitions import WARNINGS
from zhichi.sla.registry import label_of

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period


def register() -> None:
    """Answer for the three shares."""
    for key in WARNINGS:
        trial(key, warned)


def warned(key: str, value: Any, period: Period) -> Trial:
    """How many promises of the period used so much of their time that somebody would have been warned."""
    now, then = int(policy(key)), int(value)
    found = selectors.reached(period.start, period.end, sorted({now, then}))
    lines = [TrialLine(label_of(kind), counts[now], counts[then]) for kind, counts in found.items()]
    before, after = (sum(counts[percent] for counts in found.values()) for percent in (now, then))
    finding = _("Somebody would have been warned of %(after)s promises instead of %(before)s.") % {
        "before": before,
        "after": after,
    }
    not_tried = [
        _("Counted are promises that came to an end in the period; a warning may have hastened some of them."),
        _("Warnings that were noticed late because the product stood still are not told apart."),
    ]
    return Trial(finding, lines, not_tried=not_tried)
