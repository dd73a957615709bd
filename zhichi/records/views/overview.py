"""The record page: last checks, subscribers, parked events, guards, scheduled work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records import policies, selectors, services
from zhichi.records.services.parking import DROP, RETRY
from zhichi.ui.respond import Toast, go, page_or_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.records.models import Parked


@requires(policies.VIEW)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about the record's health on one page; refetched every few seconds while a check runs."""
    context = {
        "checks": selectors.verifications(),
        "asked": selectors.open_verification(),
        "guards": selectors.guards_in_place(),
        "tails": selectors.tail_health(),
        "parked": [_named(row) for row in selectors.parked()[:100]],
        "cadences": selectors.cadence_health(),
        "workers": selectors.workers(at=clock.now()),
        "last_id": selectors.last_event_id(),
        "may_settle": policies.SETTLE.allows(request.user, None),
    }
    return page_or_fragment(request, "records/overview.html", "records/_overview.html", context)


def _named(row: Parked) -> dict[str, Any]:
    stream = row.event.stream.key
    subscriber = selectors.tail_label(row.subscriber)
    return {
        "row": row,
        "subscriber": subscriber,
        "label": selectors.stream_label(stream),
        "url": selectors.stream_url(stream),
    }


@requires(policies.VERIFY)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Ask the worker to check the whole record."""
    services.ask_for_verification(by=Actor.of(request.user), at=clock.now())
    return go(request, reverse("records:overview"), Toast(_("The check begins; the result shows here.")))


@requires(policies.SETTLE)
@require_POST
def settle(request: HttpRequest, parked_id: int) -> HttpResponse:
    """Retry or drop a parked event."""
    row = get_object_or_404(selectors.parked(), pk=parked_id)
    how = RETRY if request.POST.get("how") == RETRY else DROP
    try:
        services.settle_parked(parked_id=row.pk, how=how, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, reverse("records:overview"), Toast(str(error), "bad"))
    words = _("Handled.") if how == RETRY else _("Dropped.")
    return go(request, reverse("records:overview"), Toast(words))
