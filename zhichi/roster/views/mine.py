"""One's own shifts, and the private link that calendars on phones read."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import public, requires
from zhichi.roster import policies, selectors, services
from zhichi.roster.choices import OPEN_SWAPS
from zhichi.roster.ics import calendar_of
from zhichi.roster.views.shared import tabs
from zhichi.ui.respond import Toast, go

PAST_WEEKS, FEED_WEEKS = 4, 26


@require_safe
@requires(policies.OWN)
def mine(request: HttpRequest) -> HttpResponse:
    """My next shifts, who asks me for a swap, what became of mine."""
    return _page(request)


def _page(request: HttpRequest, link: str = "") -> HttpResponse:
    at = clock.now()
    offers = selectors.own_offers(request.user)
    context = {
        "shifts": list(selectors.own_shifts(request.user, at)),
        "offered": {row.shift_id for row in offers if row.giver_id == request.user.pk and row.state in OPEN_SWAPS},
        "asked": selectors.asked_of(request.user, at),
        "offers": offers,
        "feed": selectors.feed_of(request.user),
        "link": link,
        "now": at,
        "tabs": tabs(request, "mine"),
    }
    return render(request, "roster/mine.html", context)


@never_cache
@require_POST
@requires(policies.OWN)
def feed_make(request: HttpRequest) -> HttpResponse:
    """A new private link, shown this once; an older one no longer answers."""
    token = services.make_feed(by=Actor.of(request.user), at=clock.now())
    return _page(request, request.build_absolute_uri(reverse("roster:feed", args=[token])))


@require_POST
@requires(policies.OWN)
def feed_revoke(request: HttpRequest) -> HttpResponse:
    """Let the private link no longer answer."""
    services.revoke_feed(by=Actor.of(request.user), at=clock.now())
    return go(request, reverse("roster:mine"), Toast(_("The private link no longer works.")))


@never_cache
@require_safe
@public("the secret in the address names one person; it is revocable and shows that person's shifts only")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The shifts of the link's owner as an iCalendar file; 404 for a link that was revoked."""
    person = selectors.person_of_feed(token)
    if person is None:
        raise Http404
    at = clock.now()
    shifts = selectors.own_shifts(person, at - timedelta(weeks=PAST_WEEKS), weeks=PAST_WEEKS + FEED_WEEKS)
    with translation.override(person.language):
        name = _("Shifts of %s") % person.display_name
    body = calendar_of(shifts, name=name, host=request.get_host().partition(":")[0], at=at)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="shifts.ics"'
    return response
