"""Doors for mail providers: messages they took for us, and what became of ours. And the page that names them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import hooks, selectors
from zhichi.core import clock
from zhichi.core.rights import public, requires

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

log = logging.getLogger(__name__)
WHO = "a provider proves itself by its signature or secret"


@public(WHO)
@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def mime(request: HttpRequest, code: str) -> HttpResponse:
    """A message that a provider took for us. 200 means that it is in the database."""
    from zhichi.channels.email.services import hooked  # noqa: PLC0415 - only a site with webhooks needs it

    def work(provider: hooks.Provider) -> None:
        for each in hooks.handed(provider, request):
            hooked.take_handed(provider=provider.code, handed=each, at=clock.now())

    return _answer(request, code, work)


@public(WHO)
@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def tracking(request: HttpRequest, code: str) -> HttpResponse:
    """What became of mails that left through a provider."""
    from zhichi.channels.email.services import hooked  # noqa: PLC0415 - only a site with webhooks needs it

    def work(provider: hooks.Provider) -> None:
        for each in hooks.told(provider, request):
            hooked.note_told(provider=provider.code, told=each, at=clock.now())

    return _answer(request, code, work)


@requires(CONFIGURE)
@require_GET
def providers(request: HttpRequest) -> HttpResponse:
    """The addresses to give to a provider, which secret each needs, and when it was heard of last."""
    heard = selectors.last_events()
    rows = [
        {
            "provider": each,
            "heard": heard.get(each.code),
            "mime": settings.BASE_URL + reverse("mail_hooks:mime", args=[each.code]),
            "tracking": settings.BASE_URL + reverse("mail_hooks:tracking", args=[each.code]),
        }
        for each in hooks.PROVIDERS.values()
    ]
    context = {
        "rows": rows,
        "is_safe": settings.BASE_URL.startswith("https://"),
        "needs_a_look": selectors.needs_a_look().count(),
    }
    return render(request, "channels_email/hooks.html", context)


def _answer(request: HttpRequest, code: str, work: Callable[[hooks.Provider], None]) -> HttpResponse:
    """404 for a provider without a secret, 413 for too much, 400 for a forgery, 503 while nothing can be stored."""
    provider = hooks.PROVIDERS.get(code)
    if provider is None or not provider.secret:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    if not _read(request):
        return HttpResponse(status=413)
    try:
        work(provider)
    except hooks.Forged as error:
        log.warning("a webhook of %s was refused: %s", provider.name, error)
        return HttpResponse(status=400)
    except (DatabaseError, InterfaceError, OSError) as error:
        log.warning("a webhook of %s could not be stored, the provider sends it again: %s", provider.name, error)
        return HttpResponse(status=503)
    return HttpResponse()


def _read(request: HttpRequest) -> bool:
    """Read the body past Django's limit for pages, which is smaller than a mail; False when it is too long."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > hooks.MOST_BYTES:
        return False
    body = request.read(hooks.MOST_BYTES + 1)
    vars(request)["_body"] = body
    return len(body) <= hooks.MOST_BYTES
