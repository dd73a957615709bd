"""The customers' home page, the service charter, help and contact."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhichi.calendars import selectors as calendars
from zhichi.channels.email import selectors as mail
from zhichi.core import clock
from zhichi.core.rights import public
from zhichi.handbook import selectors as handbook
from zhichi.portal import selectors
from zhichi.portal.policies import contact_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@public("the front door for customers")
def home(request: HttpRequest) -> HttpResponse:
    """Ask for help, follow requests, read the charter."""
    return render(request, "portal/home.html", {"newest": selectors.newest_open(request.user)})


@require_safe
@public("the charter is a promise to everybody")
def charter(request: HttpRequest) -> HttpResponse:
    """The service charter in the reader's language (1.1)."""
    return render(request, "portal/charter.html", {"charter": handbook.charter()})


@require_safe
@public("who needs help must find out how to get it")
def help_and_contact(request: HttpRequest) -> HttpResponse:
    """Every way to reach the department (5.2.1), and when somebody works on the seven days from today (3.1.1)."""
    calendar = calendars.default_calendar()
    days = []
    if calendar is not None:
        today = calendars.today_of(calendar, clock.now())
        days = calendars.days_of(calendar, today, today + timedelta(days=6), today=today)
    context = {
        "calendar": calendar, "days": days, "addresses": mail.addresses_for_customers(),
        "has_requests": contact_of(request.user) is not None,
    }  # fmt: skip
    return render(request, "portal/help.html", context)
