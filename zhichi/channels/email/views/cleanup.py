"""Closing spam in bulk: search, look at what would be hit, close, watch it, take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.channels.email import cleaning, services
from zhichi.channels.email.policies import SAFETY
from zhichi.channels.email.safety_forms import CleanUpForm, CleanUpReasonForm
from zhichi.channels.email.views.quarantine import beside
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records import selectors as records
from zhichi.ui.respond import Toast, go, page_or_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.channels.email.models import CleanUp

SHOWN = 50
DAYS = 7


@requires(SAFETY)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find requests that spam opened; a POST with the same search and a reason closes them."""
    today = timezone.localdate()
    initial = {"first": today - timedelta(days=DAYS), "last": today}
    is_asked = "first" in request.GET
    form = CleanUpForm(request.GET if is_asked else None, initial=initial)
    reason = CleanUpReasonForm(request.POST or None)
    status = 200
    if is_asked and form.is_valid() and request.method == "POST":
        status = 422
        if reason.is_valid():
            try:
                run = services.ask_clean_up(
                    wanted=form.wanted(), why=reason.cleaned_data["why"], by=Actor.of(request.user), at=clock.now()
                )
            except DomainError as error:
                reason.refuse(error)
            else:
                return go(request, reverse("channels_email:clean_up_run", args=[run.pk]))
    rows = cleaning.found(form.wanted()) if is_asked and form.is_valid() else None
    context = {
        "form": form,
        "reason": reason,
        "rows": rows[:SHOWN] if rows is not None else None,
        "count": rows[: cleaning.MOST + 1].count() if rows is not None else 0,
        "answered": rows.filter(ticket__responded_at__isnull=False)[: cleaning.MOST].count() if rows is not None else 0,
        "most": cleaning.MOST,
        "runs": cleaning.last_runs(),
        **beside(request, "clean_up"),
    }
    return render(request, "channels_email/clean_up.html", context, status=status)


@requires(SAFETY)
@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far one run is; refetched every two seconds while it is at work."""
    row = _run(run_id)
    history = [(records.sentence(event), event.at) for event in records.history(f"mailcleanup:{row.pk}")]
    context = {"run": row, "history": history, **beside(request, "clean_up")}
    return page_or_fragment(request, "channels_email/clean_up_run.html", "channels_email/_clean_up.html", context)


@requires(SAFETY)
@require_POST
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take a run back."""
    row = _run(run_id)
    url = reverse("channels_email:clean_up_run", args=[row.pk])
    try:
        services.undo_clean_up(run_id=row.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, url, Toast(str(error), "bad"))
    return go(request, url, Toast(_("The requests are opened again.")))


def _run(run_id: int) -> CleanUp:
    row = cleaning.run(run_id)
    if row is None:
        raise Http404
    return row
