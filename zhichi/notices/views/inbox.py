"""The page of one's notices, the bell, and what one does with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.notices import policies, registry, selectors, services
from zhichi.notices.wording import address_of, words
from zhichi.ui.respond import Toast, is_fragment, page_or_fragment, with_toast
from zhichi.ui.respond import flash as flash_toast

if TYPE_CHECKING:
    from django.http import HttpRequest

    from zhichi.notices.models import Notice

CHIPS = {"urgent": "chip-bad", "warning": "chip-warn", "info": "chip-line"}


@dataclass(frozen=True)
class Line:
    """One notice made ready for the page."""

    notice: Notice
    words: str
    label: str
    icon: str
    chip: str
    is_waiting: bool
    is_unread: bool


@dataclass(frozen=True)
class Tab:
    """A filter with its count."""

    label: str
    url: str
    is_active: bool
    count: int | None
    icon: str = ""


@require_safe
@requires(policies.OWN)
def inbox(request: HttpRequest) -> HttpResponse:
    """One's notices, those that wait for an acknowledgement or all (`?show=all`); the fragment refreshes itself."""
    return page_or_fragment(request, "notices/inbox.html", "notices/_inbox.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("show", "")
    counts = selectors.counts(request.user.pk or 0)
    only_waiting = asked == "waiting" or (asked != "all" and counts.waiting > 0)
    page = selectors.page(request.user, only_waiting=only_waiting, cursor=request.GET.get("cursor", ""))
    here = reverse("notices:inbox")
    tabs = [
        Tab(_("To acknowledge"), f"{here}?show=waiting", only_waiting, counts.waiting),
        Tab(_("All notices"), f"{here}?show=all", not only_waiting, None),
    ]
    return {
        "tabs": tabs,
        "page": page,
        "lines": [_line(row) for row in page.rows],
        "counts": counts,
        "only_waiting": only_waiting,
        "refresh_url": request.get_full_path() if request.method == "GET" else f"{here}?show=waiting",
    }


def _line(row: Notice) -> Line:
    kind = registry.kinds.find(row.kind)
    is_open = row.ended_at is None
    return Line(
        notice=row,
        words=words(row),
        label=registry.label_of(row.kind),
        icon=kind.icon if kind else "bell",
        chip=CHIPS.get(row.severity, "chip-line"),
        is_waiting=is_open and row.needs_acknowledgement and row.acknowledged_at is None,
        is_unread=is_open and row.read_at is None,
    )


@require_GET
@requires(policies.OWN)
def follow(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to what a notice is about; it is read then. Doing so twice changes nothing."""
    row = policies.own(request.user, selectors.all_notices()).filter(pk=notice_id).first()
    if row is None:
        raise Http404
    services.read(notice_id=row.pk, by=Actor.of(request.user), at=clock.now())
    return redirect(address_of(row) or "notices:inbox")


@require_POST
@requires(policies.OWN)
def acknowledge(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Confirm one notice."""
    count = services.acknowledge(notice_id=notice_id, by=Actor.of(request.user), at=clock.now())
    return _done(request, count)


@require_POST
@requires(policies.OWN)
def acknowledge_all(request: HttpRequest) -> HttpResponse:
    """Confirm all that wait."""
    return _done(request, services.acknowledge_all(by=Actor.of(request.user), at=clock.now()))


@require_POST
@requires(policies.OWN)
def read_all(request: HttpRequest) -> HttpResponse:
    """All of them are seen; those that wait go on waiting."""
    services.read_all(by=Actor.of(request.user), at=clock.now())
    return _answer(request, Toast(_("Marked as read.")))


@require_safe
@requires(policies.OWN)
def bell(request: HttpRequest) -> HttpResponse:
    """The number on the bell, to take the place of the old one wherever it stands."""
    person_id = request.user.pk or 0
    selectors.forget([person_id])
    return render(request, "notices/_bell.html", {"count": selectors.badge(person_id)})


def _done(request: HttpRequest, count: int) -> HttpResponse:
    if not count:
        return _answer(request, Toast(_("There was nothing left to acknowledge."), "info"))
    words = ngettext("%(count)s notice acknowledged.", "%(count)s notices acknowledged.", count) % {"count": count}
    return _answer(request, Toast(words))


def _answer(request: HttpRequest, toast: Toast) -> HttpResponse:
    """The list as it is now with the bell, or the page for a plain form."""
    if not is_fragment(request):
        flash_toast(request, toast)
        return redirect("notices:inbox")
    context = _context(request) | {"bell": selectors.badge(request.user.pk or 0)}
    return with_toast(render(request, "notices/_inbox.html", context), toast)
