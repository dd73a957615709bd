"""Swaps: offer, accept, decline, approve, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError, Refused
from zhichi.core.rights import requires
from zhichi.roster import policies, selectors, services
from zhichi.roster.forms.swaps import OfferForm, RefuseForm
from zhichi.roster.views.shared import tabs
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.roster.models import Swap

STEPS = {
    "accept": (services.accept_swap, gettext_lazy("The shift is accepted.")),
    "decline": (services.decline_swap, gettext_lazy("The offer is declined.")),
    "withdraw": (services.withdraw_swap, gettext_lazy("The offer is withdrawn.")),
    "approve": (services.approve_swap, gettext_lazy("The swap is approved.")),
    "undo": (services.undo_swap, gettext_lazy("The step was undone.")),
}


@require_safe
@requires(policies.OWN)
def swap_list(request: HttpRequest) -> HttpResponse:
    """What waits for me, what waits for approval, what became of my offers."""
    at = clock.now()
    context = {
        "asked": selectors.asked_of(request.user, at),
        "waiting": selectors.to_approve(request.user, at),
        "offers": selectors.own_offers(request.user),
        "tabs": tabs(request, "swaps"),
        "may_plan": policies.PLAN.allows(request.user, None),
    }
    return render(request, "roster/swaps.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.OWN)
def offer(request: HttpRequest, key: int) -> HttpResponse:
    """Offer one's own shift to a colleague or to the team."""
    shift = selectors.shift(request.user, key)
    if shift is None or not policies.OWN.allows(request.user, shift):
        raise Http404
    people = accounts.members(shift.week.team_id).exclude(pk=shift.person_id)
    form = OfferForm(request.POST or None, people=people, shifts=selectors.shifts_in_return(shift, clock.now()))

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Swap:
        return services.offer_swap(offer=form.offer_of(shift.pk), by=by, at=at)

    def done(row: Swap) -> HttpResponse:
        toast = Toast(_("The shift is offered."), undo_url=reverse("roster:swap_step", args=[row.pk, "withdraw"]))
        return go(request, reverse("roster:mine"), toast)

    context = {"shift": shift, "title": _("Offer the shift"), "verb": _("Offer the shift")}
    context |= {"back": reverse("roster:mine"), "tabs": tabs(request, "mine")}
    return submit(request, form, act, done, template="roster/form.html", context=context)


@require_POST
@requires(policies.OWN)
def step(request: HttpRequest, key: int, verb: str) -> HttpResponse:
    """One step of a swap; each can be undone from the toast. What speaks against it is told on the page one is on."""
    if verb not in STEPS or selectors.swap(request.user, key) is None:
        raise Http404
    act, words = STEPS[verb]
    try:
        act(swap_id=key, by=Actor.of(request.user), at=clock.now())
    except Refused:
        raise
    except DomainError as error:
        return go(request, _back(request), Toast(str(error), kind="bad"))
    undo = reverse("roster:swap_step", args=[key, "undo"]) if verb != "undo" else ""
    return go(request, _back(request), Toast(str(words), undo_url=undo))


@require_http_methods(["GET", "POST"])
@requires(policies.PLAN)
def refuse(request: HttpRequest, key: int) -> HttpResponse:
    """Do not approve a swap; the reason goes to both."""
    row = selectors.swap(request.user, key)
    if row is None:
        raise Http404
    form = RefuseForm(request.POST or None)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Swap:
        return services.refuse_swap(swap_id=key, reason=data["reason"], by=by, at=at)

    def done(_row: Swap) -> HttpResponse:
        toast = Toast(_("The swap is not approved."), undo_url=reverse("roster:swap_step", args=[key, "undo"]))
        return go(request, reverse("roster:swaps"), toast)

    context = {"swap": row, "title": _("Do not approve the swap"), "verb": _("Do not approve")}
    context |= {"back": reverse("roster:swaps"), "tabs": tabs(request, "swaps")}
    return submit(request, form, act, done, template="roster/form.html", context=context)


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("back", "")
    return reverse("roster:mine") if asked == "mine" else reverse("roster:swaps")
