"""Pages about access tokens."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhichi.api import policies, selectors, services
from zhichi.api.forms import TokenForm
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go


@require_GET
@requires(policies.TOKENS)
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own access tokens; those of everybody for people who configure the product."""
    page = keyset_page(
        selectors.tokens_for(request.user), order=("-created_at", "-id"), cursor=request.GET.get("cursor")
    )
    return render(request, "api/tokens.html", {"page": page, "now": clock.now()})


@require_http_methods(["GET", "POST"])
@requires(policies.TOKENS)
def new_token(request: HttpRequest) -> HttpResponse:
    """Create a token; its secret is shown on the answer to this form and never again."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("name", "scopes", "expires_at")}
        try:
            token, secret = services.create_token(**wanted, by=Actor.of(request.user), at=clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            response = render(request, "api/token_created.html", {"token": token, "secret": secret})
            response["Cache-Control"] = "no-store"
            return response
    return render(request, "api/token_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@requires(policies.TOKENS)
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Close a token for good."""
    token = selectors.token_for(request.user, token_id)
    if token is None:
        raise Http404
    services.revoke_token(token_id=token.pk, by=Actor.of(request.user), at=clock.now())
    return go(request, reverse("api_tokens:list"), Toast(_("“%s” opens nothing any more.") % token.name))
