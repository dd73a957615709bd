"""Evidence for clause 5.1.2 (customers' files) and the number behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.core import clock
from zhichi.customers import selectors
from zhichi.handbook.registry import Evidence, Figure, Metric, clause_evidence, grade, metric
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.handbook.registry import Period


def register() -> None:
    """Put the evidence and the metric into the handbook's registries."""
    metric(Metric("customers.files_current", _("Customer files that are current"), "percent", files_current))
    clause_evidence("5.1.2", customer_files)


def files_current(period: Period, filters: Mapping[str, Any]) -> float | None:
    """Share of active organisations whose file was made or checked recently enough at the end of the period."""
    current, known = _currency(period)
    return 100.0 * current / known if known else None


def _currency(period: Period) -> tuple[int, int]:
    return period.share("customers.currency", lambda: selectors.currency(at=min(period.end, clock.now())))


def customer_files(period: Period) -> Evidence:
    """5.1.2: files current; duplicates found and merged."""
    share, target = files_current(period, {}), policy("5.1.2.current_percent")
    _current, known = _currency(period)
    figures = [
        Figure(_("Customer files that are current"), share, "percent", target),
        Figure(_("Customer files"), known),
        Figure(_("Duplicate contacts merged"), selectors.merged_between(period.start, period.end)),
    ]
    return Evidence(grade(share, target), figures, f"{reverse('customers:list')}?currency=stale")
