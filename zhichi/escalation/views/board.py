"""The board of what is at risk: a page that keeps itself fresh, and the acknowledgement beside a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.escalation import policies, selectors
from zhichi.escalation.forms import BoardForm
from zhichi.notices import services as notices
from zhichi.tickets import selectors as tickets
from zhichi.tickets.policies import WORK
from zhichi.ui.respond import Toast, flash, is_fragment, page_or_fragment, with_event, with_toast

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True)
class Count:
    """A tile on top: how many are due when, and the board narrowed to them (or to all again)."""

    label: str
    count: int
    url: str
    tone: str
    is_current: bool


@require_safe
@requires(policies.BOARD)
def board(request: HttpRequest) -> HttpResponse:
    """Open promises by time left, late first (3.1.2); htmx gets the table with its counts alone."""
    return page_or_fragment(request, "escalation/board.html", "escalation/_board.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    at = clock.now()
    form = BoardForm(request.GET, teams=[(team.pk, team.title) for team in accounts.teams()])
    wanted = form.wanted()
    return {
        "form": form,
        "wanted": wanted,
        "is_narrowed": bool(wanted.team or wanted.kind or wanted.urgency or wanted.when),
        "counts": _counts(request, wanted, tickets.risk_counts(request.user, wanted, at=at)),
        "board": selectors.board(request.user, wanted, at=at, cursor=request.GET.get("cursor", "")),
        "may_work": WORK.allows(request.user, None),
        "refresh_url": request.get_full_path(),
    }


def _counts(request: HttpRequest, wanted: tickets.RiskFilter, found: dict[str, int]) -> list[Count]:
    labels = {
        "late": (pgettext("board", "Late"), "bad"),
        "hour": (_("Due within an hour"), "warn"),
        "day": (_("Due within a day"), ""),
        "later": (pgettext("board", "Due later"), ""),
    }
    return [
        Count(label, found[name], _address(request, name, wanted), tone if found[name] else "", wanted.when == name)
        for name, (label, tone) in labels.items()
    ]


def _address(request: HttpRequest, when: str, wanted: tickets.RiskFilter) -> str:
    query = request.GET.copy()
    for name in ("cursor", "when"):
        query.pop(name, None)
    if when != wanted.when:
        query["when"] = when
    return f"{request.path}?{query.urlencode()}"


@require_POST
@requires(policies.BOARD)
def acknowledge(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm what one was told about a ticket."""
    ticket = tickets.by_number(request.user, number)
    if ticket is None:
        raise Http404
    count = notices.acknowledge_matter(stream=ticket.stream, by=Actor.of(request.user), at=clock.now())
    toast = Toast(_("Acknowledged.")) if count else Toast(_("There was nothing left to acknowledge."), "info")
    if not is_fragment(request):
        flash(request, toast)
        return redirect(reverse("escalation:board"))
    return with_toast(with_event(HttpResponse(status=204), "board:again"), toast)
