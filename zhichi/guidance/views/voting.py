"""Whether an article helped, said by its readers; what editors see of it (6.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.limits import Limit, address_of
from zhichi.core.rights import public, requires
from zhichi.guidance import selectors, services
from zhichi.guidance.choices import Audience, Reason
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import selectors as knowledge

if TYPE_CHECKING:
    from zhichi.knowledge.models import Article

COOKIE = "kb_visitor"
COOKIE_SECONDS = 365 * 86_400
VOTES = Limit("guidance.vote", 60, 3600)


@require_http_methods(["GET", "HEAD", "POST"])
@public("readers say whether an article helped; its own visibility decides who they are")
def vote(request: HttpRequest, article_id: int) -> HttpResponse:
    """The question below an article, and its answer. A vote can be changed; each visitor has one."""
    row = knowledge.find(request.user, article_id)
    if row is None or row.live is None:
        raise Http404
    secret = request.COOKIES.get(COOKIE, "")[:64]
    context: dict[str, Any] = {"row": row, "reasons": Reason.choices, "is_open": request.GET.get("again") == "1"}
    if request.method != "POST":
        _count(request, row)
        return _page(request, {**context, "mine": selectors.vote_of(row.pk, _visitor(request, secret))})
    secret = secret or get_random_string(32)
    typed = {"typed_words": request.POST.get("words", ""), "typed_reason": request.POST.get("reason", "")}
    if VOTES.wait(address_of(request)):
        return _page(
            request, {**context, **typed, "error": _("That was too often. Try again later."), "is_no": True}, 429
        )
    try:
        mine = _vote(request, row, _visitor(request, secret))
    except DomainError as error:
        return _page(request, {**context, **typed, "error": str(error), "is_no": True}, 422)
    if request.headers.get("HX-Request") != "true":
        answer: HttpResponse = redirect(row.reader_url)
    else:
        answer = _page(request, {**context, "mine": mine})
    if not request.user.is_authenticated:
        answer.set_cookie(
            COOKIE, secret, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return answer


@require_safe
@requires(knowledge_rights.BROWSE)
def figures(request: HttpRequest, article_id: int) -> HttpResponse:
    """What became of an article, beside it on the desk."""
    row = knowledge.find(request.user, article_id)
    if row is None:
        raise Http404
    return render(
        request,
        "guidance/_figures.html",
        {"figures": selectors.figures(row), "origins": selectors.origins(request.user, row)},
    )


def _vote(request: HttpRequest, row: Article, visitor: str) -> Any:
    by = Actor.of(request.user) if request.user.is_authenticated else Actor.guest(_("Guest"))
    return services.vote(
        article=row, visitor=visitor, is_helpful=request.POST.get("helpful") == "1",
        reason=request.POST.get("reason", ""), words=request.POST.get("words", ""),
        language=get_language() or "zh-hans", by=by, at=clock.now(),
    )  # fmt: skip


def _visitor(request: HttpRequest, secret: str) -> str:
    """A digest that tells one visitor from another and leads back to nobody; empty for a guest who never voted."""
    if request.user.is_authenticated:
        return services.visitor_of(request.user.pk)
    return salted_hmac("guidance.visitor", secret).hexdigest() if secret else ""


def _count(request: HttpRequest, row: Article) -> None:
    """One reader a day counts once, known by the cache alone."""
    user: Any = request.user
    at = clock.now()
    who = f"user:{user.pk}" if user.is_authenticated else address_of(request)
    key = salted_hmac("guidance.read", f"{who}:{row.pk}:{at:%Y%m%d}").hexdigest()
    if cache.add(f"kb-read:{key}", 1, 86_400):
        audience = Audience.STAFF if getattr(user, "is_staff_member", False) else Audience.CUSTOMER
        services.note_read(article_id=row.pk, audience=audience, at=at)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = "guidance/_vote.html" if request.headers.get("HX-Request") == "true" else "guidance/vote.html"
    return render(request, template, context, status=status)
