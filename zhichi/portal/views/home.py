"""The customers' home page and the service charter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhichi.core.rights import public
from zhichi.handbook import selectors as handbook
from zhichi.portal import selectors

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
