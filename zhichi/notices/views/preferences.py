"""The card on one's own page: whether and when notices are mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.notices import policies, selectors, services
from zhichi.notices.forms import PreferencesForm
from zhichi.ui.respond import Toast, flash, is_fragment, with_toast

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
@requires(policies.OWN)
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the two choices, or keep them."""
    if request.method == "GET":
        row = selectors.inbox(request.user.pk or 0)
        form = PreferencesForm(initial={"mails": row.mails, "quiet": row.quiet})
        return render(request, "notices/_preferences.html", {"form": form})
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return render(request, "notices/_preferences.html", {"form": form}, status=422)
    services.set_preferences(**form.cleaned_data, by=Actor.of(request.user), at=clock.now())
    if is_fragment(request):
        return with_toast(render(request, "notices/_preferences.html", {"form": form}), Toast(_("Saved.")))
    flash(request, Toast(_("Saved.")))
    return redirect("accounts:me")
