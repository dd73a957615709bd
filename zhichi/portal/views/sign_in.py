"""Sign-in by a mailed link. Whether an address is known shows nowhere; opening the link changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import perform_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.rights import public
from zhichi.portal import limits, selectors, services
from zhichi.portal.forms import LinkForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@public("signing in")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same whether the address is known or not."""
    form = LinkForm(request.POST or None, initial={"address": request.GET.get("address", "")})
    then = _then(request)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "next": then}
        return render(request, "portal/sign_in.html", context, status=422 if form.is_bound else 200)
    address = form.cleaned_data["address"]
    if wait := limits.too_often(request, limits.LINK) or limits.LINK_ADDRESS.wait(address.lower()):
        return limits.refusal(request, wait)
    services.mail_link(address=address, then=then, at=clock.now())
    return render(request, "portal/sign_in_sent.html", {"address": address})


@require_http_methods(["GET", "HEAD", "POST"])
@public("signing in")
def use(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button, for mail scanners open links; signing in takes the button."""
    if wait := limits.too_often(request, limits.LINK):
        return limits.refusal(request, wait)
    if request.method != "POST":
        works = selectors.link_works(secret, at=clock.now())
        return _private(render(request, "portal/sign_in_link.html", {"works": works, "next": _then(request)}))
    try:
        user = services.use_link(secret=secret, at=clock.now())
    except DomainError as error:
        return _private(render(request, "portal/sign_in_link.html", {"works": False, "error": error}, status=422))
    answer: HttpResponse = perform_login(request, user, redirect_url=_then(request) or reverse("portal:requests"))
    return answer


@require_safe
@public("a short address to type")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The short address of the sign-in page."""
    return redirect("account_login")


def _then(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours only."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
