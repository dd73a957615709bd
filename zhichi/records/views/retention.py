"""Retention: how old the records are, and legal holds (3.4.3)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.records import policies, registry, selectors, services
from zhichi.records.forms import ReasonForm
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.records.models import Hold

FORM_PAGE = "records/hold.html"


@require_safe
@requires(policies.VIEW)
def retention(request: HttpRequest) -> HttpResponse:
    """How many records of each type are of what age, and how many are older than their rule."""
    found = selectors.retention(at=clock.now())
    context = {
        "rows": found,
        "edges": _edges(),
        "due": sum(item.due for item in found),
        "standing": selectors.standing_holds().count(),
        "tab": "retention",
    }
    return render(request, "records/retention.html", context)


def _edges() -> list[str]:
    """The ages as the head of a table says them."""
    edges = selectors.EDGES
    between = [_("%(low)s–%(high)s months") % {"low": low, "high": high} for low, high in pairwise(edges)]
    return [_("under %s months") % edges[0], *between, _("over %s months") % edges[-1]]


@require_safe
@requires(policies.VIEW)
def holds(request: HttpRequest) -> HttpResponse:
    """Legal holds, those that stand and those that are over, the newest first."""
    rows = selectors.holds() if request.GET.get("all") else selectors.standing_holds()
    page = keyset_page(rows, order=("-placed_at", "-id"), cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "rows": [(row, selectors.stream_label(row.stream), selectors.stream_url(row.stream)) for row in page.rows],
        "shows_all": bool(request.GET.get("all")),
        "may_hold": policies.HOLD.allows(request.user, None),
        "tab": "holds",
    }
    return render(request, "records/holds.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.HOLD)
def place(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Put an object under a legal hold, with a reason."""
    may_see, stream = registry.holdables.find(kind), f"{kind}:{key}"
    if may_see is None or not may_see(request.user, str(key)):
        raise Http404
    back = selectors.stream_url(stream)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Hold:
        return services.place_hold(stream=stream, reason=data["reason"], by=by, at=at)

    context = {
        "title": _("Place a legal hold: %s") % selectors.stream_label(stream),
        "lead": _("Nothing of it is erased while the hold stands, and its page says so."),
        "verb": _("Place the hold"),
        "back": back,
        "tab": "holds",
    }
    return submit(
        request, ReasonForm(request.POST or None), act, lambda _row: go(request, back, Toast(_("The hold stands."))),
        template=FORM_PAGE, context=context,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(policies.HOLD)
def lift(request: HttpRequest, hold_id: int) -> HttpResponse:
    """End a legal hold, with a reason."""
    row = selectors.hold(hold_id)
    if row is None:
        raise Http404
    back = reverse("records:holds")

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Hold:
        return services.lift_hold(hold_id=hold_id, reason=data["reason"], by=by, at=at)

    context = {
        "title": _("Lift the legal hold: %s") % selectors.stream_label(row.stream),
        "lead": row.reason,
        "verb": _("Lift the hold"),
        "back": back,
        "tab": "holds",
    }
    return submit(
        request, ReasonForm(request.POST or None), act, lambda _row: go(request, back, Toast(_("The hold is lifted."))),
        template=FORM_PAGE, context=context,
    )  # fmt: skip
