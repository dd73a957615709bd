"""How often strangers may ask; counted by network address, and by mail address where one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from zhichi.core.limits import Limit, address_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SUBMIT = Limit("portal.submit", 20, 3600)
SUBMIT_ADDRESS = Limit("portal.submit.address", 10, 3600)
ANSWER = Limit("portal.answer", 60, 3600)
GUEST = Limit("portal.guest", 300, 600)
GUEST_MISS = Limit("portal.guest.miss", 30, 600)
LINK = Limit("portal.link", 20, 3600)
LINK_ADDRESS = Limit("portal.link.address", 5, 3600)


def too_often(request: HttpRequest, limit: Limit, key: str = "") -> int:
    """Count one more; 0 when it is allowed, else the seconds to wait."""
    return limit.wait(key or address_of(request))


def words(wait: int) -> str:
    """What to tell somebody whose form stays as it is."""
    return _("That was too often. Everything is still here: wait %(minutes)s minutes and send it once more.") % {
        "minutes": wait // 60 + 1
    }


def refusal(request: HttpRequest, wait: int) -> HttpResponse:
    """The page for somebody who asks too often."""
    response = render(request, "portal/too_often.html", {"minutes": wait // 60 + 1}, status=429)
    response["Retry-After"] = str(wait)
    return response
