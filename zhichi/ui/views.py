"""The styleguide: every component in every state, for those who build pages and for tests of their looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.ui import policies
from zhichi.ui.samples import sample_context

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@requires(policies.STYLEGUIDE)
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components on one page."""
    return render(request, "ui/styleguide/page.html", sample_context(clock.now()))
