"""What kinds of files are taken, held back and refused: a page in words, with its versions (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhichi.channels.email.policies import SAFETY
from zhichi.channels.email.views.quarantine import beside
from zhichi.core.rights import requires
from zhichi.files import selectors as files
from zhichi.handbook.policies import EDIT

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@requires(SAFETY)
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind with what is done about it, who changes it, how it came about, and what customers read."""
    context = {
        "page": files.kinds_page(),
        "sentence": files.kinds_sentence(),
        "may_change": EDIT.allows(request.user, None),
        **beside(request, "kinds"),
    }
    return render(request, "channels_email/kinds.html", context)
