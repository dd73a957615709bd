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
from zhichi.channels.email import hook_secrets, hooks, selectors
from zhichi.channels.email.definitions import REPLACED_HOURS
from zhichi.channels.email.forms_hooks import HookSecretForm
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import public, requires
from zhichi.records.selectors import policy

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

    def work(provider: hooks.Provider, secrets: list[str]) -> None:
        for each in hooks.handed(provider, request, secrets):
            hooked.take_handed(provider=provider.code, handed=each, at=clock.now())

    return _answer(request, code, work)


@public(WHO)
@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def tracking(request: HttpRequest, code: str) -> HttpResponse:
    """What became of mails that left through a provider."""
    from zhichi.channels.email.services import hooked  # noqa: PLC0415 - only a site with webhooks needs it

    def work(provider: hooks.Provider, secrets: list[str]) -> None:
        for each in hooks.told(provider, request, secrets):
            hooked.note_told(provider=provider.code, told=each, at=clock.now())

    return _answer(request, code, work)


@requires(CONFIGURE)
@require_GET
def providers(request: HttpRequest) -> HttpResponse:
    """The addresses to give to a provider, which secret each needs, and when it was heard of last."""
    heard, kept = selectors.last_events(), hook_secrets.rows()
    rows = [
        {
            "provider": each,
            "kept": kept.get(each.code),
            "is_set": each.code in kept or bool(each.of_settings),
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


@requires(CONFIGURE)
@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: HttpRequest, code: str) -> HttpResponse:
    """Set or replace the secret of one provider; it is shown on the answer to this form and never again."""
    from zhichi.channels.email.services.hook_secrets import set_hook_secret  # noqa: PLC0415 - see `mime`

    provider = hooks.PROVIDERS.get(code)
    if provider is None:
        raise Http404
    form = HookSecretForm(request.POST or None, provider=provider)
    kept = hook_secrets.rows().get(code)
    context = {
        "provider": provider,
        "is_set": bool(kept or provider.of_settings),
        "hours": policy(REPLACED_HOURS),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["secret"]
        try:
            shown = set_hook_secret(code=code, secret=words, by=Actor.of(request.user), at=clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            response = render(request, "channels_email/hook_secret_set.html", context | {"secret": shown})
            response["Cache-Control"] = "no-store"
            return response
    return render(request, "channels_email/hook_secret.html", context, status=422 if form.is_bound else 200)


def _answer(request: HttpRequest, code: str, work: Callable[[hooks.Provider, list[str]], None]) -> HttpResponse:
    """404 for a provider without a secret, 413 for too much, 400 for a forgery, 503 while nothing can be stored."""
    provider = hooks.PROVIDERS.get(code)
    secrets = hook_secrets.in_force(code, at=clock.now()) if provider is not None else []
    if provider is None or not secrets:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    if not _read(request):
        return HttpResponse(status=413)
    try:
        work(provider, secrets)
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
