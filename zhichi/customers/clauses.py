"""Evidence for clause 5.1.2 (customers' files) and the number behind it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.core.sheets import count
from zhichi.customers import drill, selectors
from zhichi.handbook.registry import Evidence, Figure, Metric, clause_evidence, grade, metric
from zhichi.records.selectors import policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhichi.core.sheets import Happened
    from zhichi.handbook.registry import Period

CURRENT_KEY = "5.1.2.current_percent"


def register() -> None:
    """Put the evidence and the metric into the handbook's registries."""
    drill.register()
    metric(Metric("customers.files_current", _("Customer files that are current"), "percent", files_current))
    clause_evidence("5.1.2", customer_files, compares=True)


def files_current(period: Period, filters: Mapping[str, Any]) -> float | None:
    """Share of active organisations whose file was made or checked recently enough at the end of the period."""
    current, known = _currency(period)
    return round(100 * current / known, 1) if known else None


def _currency(period: Period) -> tuple[int, int]:
    return selectors.currency(_rows(period))


def _rows(period: Period) -> Sequence[Happened]:
    # When a file was checked before its last check is not known, so only the end of a page's period can be told.
    return period.rows("customers.rows", partial(selectors.happened, at=drill.seen_from(period.root)))


def customer_files(period: Period) -> Evidence:
    """5.1.2: files current; duplicates found and merged."""
    share, target = files_current(period, {}), policy(CURRENT_KEY)
    _current, known = _currency(period)
    merged = count(_rows(period), selectors.MERGED)
    figures = [
        Figure(_("Customer files that are current"), share, "percent", target, rows=drill.files(), is_now=True),
        Figure(_("Customer files"), known, rows=drill.files(), is_now=True),
        Figure(_("Duplicate contacts merged"), merged, rows=drill.merges()),
    ]
    return Evidence(grade(share, target), figures, f"{reverse('customers:list')}?currency=stale")
