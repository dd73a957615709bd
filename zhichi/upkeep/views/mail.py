"""Mail that rests after a restore: the bar above the desk, and letting it go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhichi.accounts.policies import DESK
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.outbound import selectors as outbound
from zhichi.ui.respond import Toast, go
from zhichi.upkeep import policies, services

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@requires(DESK)
@require_safe
def bar(request: HttpRequest) -> HttpResponse:
    """The bar that says to all staff that no mail leaves; empty while it goes."""
    context = {"hold": outbound.mail_hold(), "may_view": policies.VIEW.allows(request.user, None)}
    return render(request, "upkeep/_mail_bar.html", context)


@requires(policies.RUN)
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Let mail be sent and fetched again."""
    is_released = services.release_mail(by=Actor.of(request.user), at=clock.now())
    words = _("Mail is sent and fetched again.") if is_released else _("It was released already.")
    return go(request, reverse("upkeep:health"), Toast(words, "ok" if is_released else "info"))
