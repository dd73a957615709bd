"""The hand-over page, the bar that asks for it, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.handover import policies, selectors, services
from zhichi.handover.forms.hand_over import HandOverForm
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.handover.models import HandOver


@require_http_methods(["GET", "POST"])
@requires(policies.OWN)
def page(request: HttpRequest) -> HttpResponse:
    """My open tickets, what is due before I am back, who goes on."""
    now = clock.now()
    sheet = selectors.sheet_of(request.user, now, most=selectors.MOST_LINES)
    form = HandOverForm(request.POST or None, sheet=sheet)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> HandOver:
        return services.hand_over(moves=form.moves(), note=data["note"], by=by, at=at)

    def done(row: HandOver) -> HttpResponse:
        text = ngettext("%s ticket is handed over.", "%s tickets are handed over.", row.count) % row.count
        return go(request, reverse("handover:page"), Toast(text, undo_url=reverse("handover:undo", args=[row.pk])))

    recent = [(row, row.can_be_undone(now)) for row in selectors.recent(request.user)]
    context = {"sheet": sheet, "recent": recent, "received": selectors.received(request.user, now)}
    return submit(request, form, act, done, template="handover/page.html", context=context)


@require_safe
@requires(policies.OWN)
def bar(request: HttpRequest) -> HttpResponse:
    """Asks for the hand-over when the shift is about to end; nothing otherwise."""
    found = selectors.waiting(request.user, clock.now())
    context = {"shift": found[0], "open": found[1], "going": found[2]} if found else {}
    return render(request, "handover/_bar.html", context)


@require_POST
@requires(policies.OWN)
def undo(request: HttpRequest, key: int) -> HttpResponse:
    """Take a hand-over back."""
    row = selectors.hand_over(request.user, key)
    if row is None:
        raise Http404
    count = services.undo_hand_over(hand_over_id=row.pk, by=Actor.of(request.user), at=clock.now())
    text = ngettext("%s ticket came back.", "%s tickets came back.", count) % count
    if count < row.count:
        text = _("%(back)s The others were moved on since.") % {"back": text}
    return go(request, reverse("handover:page"), Toast(text, kind="ok" if count else "warn"))
