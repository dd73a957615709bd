"""What-if: what a period would have looked like with the value that is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.handbook import periods, policies, selectors
from zhichi.ui.respond import page_or_fragment

if TYPE_CHECKING:
    from zhichi.handbook.periods import Period


@require_safe
@requires(policies.EDIT)
def trial(request: HttpRequest, clause_id: str, key: str) -> HttpResponse:
    """The answer for `value`; a fragment while it is typed, a page of its own without script."""
    view = next((item for item in selectors.values_of(clause_id) if item.key == key), None)
    if view is None or not selectors.can_try(key):
        raise Http404
    chosen = selectors.choose_period(request, default=last_month())
    text = request.GET.get("value", "").strip() or str(view.value)
    found, error = None, chosen.error
    if not error:
        try:
            found = selectors.try_value(view, text, chosen.period)
        except DomainError as refusal:
            error = str(refusal)
    context = {
        "view": view, "clause_id": clause_id, "chosen": chosen, "typed": text, "trial": found, "error": error,
        "periods": choices(chosen.period),
    }  # fmt: skip
    return page_or_fragment(
        request, "handbook/trial.html", "handbook/_trial.html", context, status=422 if error else 200
    )


def last_month() -> Period:
    """What is tried unless another period is asked for."""
    return periods.last_month(zone=timezone.get_current_timezone(), at=clock.now())


def choices(current: Period) -> list[tuple[Period, bool]]:
    """The periods to choose from, each with whether it is `current`."""
    zone, now = timezone.get_current_timezone(), clock.now()
    month, quarter = periods.this_month(zone=zone, at=now), periods.this_quarter(zone=zone, at=now)
    usual = [
        periods.before(month, zone=zone),
        month,
        periods.before(quarter, zone=zone),
        quarter,
        periods.this_year(zone=zone, at=now),
    ]
    known = usual if any(item.code == current.code for item in usual) else [current, *usual]
    return [(item, item.code == current.code) for item in known]
