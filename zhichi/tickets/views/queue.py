"""The queue: its page, its news, its filters, saved views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.customers import selectors as customers
from zhichi.tickets import policies, selectors, services
from zhichi.tickets.chips import chips_in_place
from zhichi.tickets.forms.filters import APPLIED, FilterForm, SaveViewForm
from zhichi.tickets.views.answers import Sheet, sheet
from zhichi.tickets.views.desk import Desk
from zhichi.ui.respond import Toast, go, page_or_fragment

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

SHOWN_AT_MOST = 50


@require_safe
@requires(policies.DESK_VIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """The queue; htmx gets the list pane alone."""
    context = {"desk": Desk(request), "may_register": policies.REGISTER.allows(request.user, None)}
    return page_or_fragment(request, "tickets/queue.html", "tickets/_list.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def counts(request: HttpRequest) -> HttpResponse:
    """All counts of the views column, swapped in place."""
    return render(request, "tickets/_counts.html", {"counts": Desk(request).late_counts()})


@require_safe
@requires(policies.DESK_VIEW)
def news(request: HttpRequest) -> HttpResponse:
    """What changed in the list since it was loaded: a bar that offers to load it, and the changed rows in place.

    A list that shows nothing loads it by itself: no row can move away from under the pointer.
    """
    desk = Desk(request)
    since, shown = _moment(request.GET.get("since", "")), _ids(request.GET.get("shown", ""))
    count, rows = selectors.changed_since(desk.person, desk.filters, since=since, shown=shown, at=desk.at)
    context = {"desk": desk, "count": count, "rows": rows, "since": since, "is_empty": not shown}
    return render(request, "tickets/_news.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def clocks(request: HttpRequest) -> HttpResponse:
    """The chips of the rows on show as they are now, each in its place (3.1.2). Asked once a minute; one query."""
    rows = selectors.clocks_of_rows(request.user, _ids(request.GET.get("shown", "")))
    return HttpResponse(chips_in_place(rows, now=clock.now()))


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found is not None and timezone.is_aware(found) else clock.now()


def _ids(text: str) -> list[int]:
    return [int(item) for item in text.split(",")[:SHOWN_AT_MOST] if item.isdecimal() and len(item) < 19]


@require_safe
@requires(policies.DESK_VIEW)
def filters(request: HttpRequest) -> HttpResponse:
    """The filter form, filled with what narrows the list now."""
    desk = Desk(request)
    form = FilterForm(initial=desk.filters.as_dict())
    people = accounts.pick("", for_user=request.user, posts=policies.WORKERS, limit=200)
    form.offer(products=customers.products(), people=people, teams=accounts.teams())
    return page_or_fragment(
        request, "tickets/filters_page.html", "tickets/_filters.html", {"form": form, "desk": desk, "applied": APPLIED}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.DESK_VIEW)
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present list as a view, for oneself or for a team."""
    desk = Desk(request)
    shares = policies.SHARE_VIEWS.allows(request.user, None)
    form = SaveViewForm(request.POST or None)
    form.offer(accounts.teams() if shares else [])
    if request.method == "POST" and form.is_valid():
        team_id = form.cleaned_data["team"]
        team = accounts.team(team_id) if team_id and shares else None
        view = services.save_view(
            name=form.cleaned_data["name"], filters=desk.filters.as_dict(), team=team, by=Actor.of(request.user),
            at=clock.now(),
        )  # fmt: skip
        url = f"{reverse('tickets:queue')}?view=saved-{view.pk}"
        return go(request, url, Toast(_("Saved as “%s”") % view.name))
    return sheet(request, _save_sheet(request, form), status=422 if form.is_bound else 200)


def _save_sheet(request: HttpRequest, form: SaveViewForm) -> Sheet:
    return Sheet(
        title=_("Save as a view"),
        verb=_("Save the view"),
        body="tickets/_form_fields.html",
        action=request.get_full_path(),
        back=f"{reverse('tickets:queue')}?{request.GET.urlencode()}",
        context={"form": form},
    )


@require_POST
@requires(policies.DESK_VIEW)
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Put one of one's own views away; the toast can bring it back."""
    services.remove_view(view_id=view_id, by=Actor.of(request.user))
    undo = reverse("tickets:restore_view", args=[view_id])
    return go(request, reverse("tickets:queue"), Toast(_("The view was removed"), undo_url=undo))


@require_POST
@requires(policies.DESK_VIEW)
def restore_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Undo of removing a view."""
    services.restore_view(view_id=view_id, by=Actor.of(request.user))
    return go(request, f"{reverse('tickets:queue')}?view=saved-{view_id}", Toast(_("The view is back")))
