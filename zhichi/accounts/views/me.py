"""The own account: preferences, and the small switches of the user menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.accounts import policies, selectors, services
from zhichi.accounts.forms.own import PreferencesForm
from zhichi.accounts.registry import cards_of_own
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

PREFERENCES = ("language", "time_zone", "theme", "single_keys", "signature")


@require_http_methods(["GET", "POST"])
@requires(policies.DESK)
def me(request: HttpRequest) -> HttpResponse:
    """Language, time zone, appearance, keys, signature; links to password, second factors and sessions."""
    user: Any = request.user
    form = PreferencesForm(request.POST or None, initial={name: getattr(user, name) for name in PREFERENCES})

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        preferences = services.Preferences(**{name: data[name] for name in PREFERENCES})
        return services.set_preferences(person_id=user.pk, preferences=preferences, by=by, at=at)

    def done(changed: Any) -> HttpResponse:
        with translation.override(changed.language):
            return go(request, reverse("accounts:me"), Toast(_("Saved.")))

    context = {"person": user, "security": selectors.sign_in_facts(user), "cards": cards_of_own()}
    return submit(request, form, act, done, template="accounts/me.html", context=context)


@require_POST
@requires(policies.OWN_ACCOUNT)
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the appearance chosen in the menu (POST `theme`)."""
    _prefer(request, services.Preferences(theme=request.POST.get("theme", "")))
    return HttpResponse(status=204)


@require_POST
@requires(policies.OWN_ACCOUNT)
def set_keys(request: HttpRequest) -> HttpResponse:
    """Keep whether single keys act (POST `single_keys` 0 or 1)."""
    _prefer(request, services.Preferences(single_keys=request.POST.get("single_keys") == "1"))
    return HttpResponse(status=204)


@require_POST
@requires(policies.OWN_ACCOUNT)
def session_end(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one other browser."""
    if not services.end_session(person_id=request.user.pk or 0, session_id=session_id):
        raise Http404
    return go(request, reverse("usersessions_list"), Toast(_("This browser is signed out.")))


@requires(policies.OWN_ACCOUNT)
def mail_addresses(request: HttpRequest) -> HttpResponse:
    """An account has one address, changed by a manager (staff) or on the portal (customers)."""
    return redirect("accounts:me" if policies.DESK.allows(request.user, None) else "home")


def _prefer(request: HttpRequest, preferences: services.Preferences) -> None:
    user: Any = request.user
    services.set_preferences(person_id=user.pk, preferences=preferences, by=Actor.of(user), at=clock.now())
