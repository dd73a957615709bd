"""The knowledge base on the portal: home, modules, search, suggestions while a request is typed (6.3.1, 6.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.limits import Limit, address_of
from zhichi.core.rights import public
from zhichi.guidance import selectors, services
from zhichi.guidance.choices import Place
from zhichi.knowledge import selectors as knowledge

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST = 200  # characters of a question that are looked at
SHORTEST = 2  # characters of a subject before anything is suggested
SEARCHES = Limit("guidance.search", 120, 600)
TYPED = Limit("guidance.suggest", 300, 600)
SAID = Limit("guidance.solved", 20, 3600)


@require_safe
@public("whoever comes may look; each article's own visibility decides")
def home(request: HttpRequest) -> HttpResponse:
    """Modules with counts, the newest, the most read."""
    language = _language()
    context = {
        "modules": [node for node in knowledge.modules(request.user, published=True) if node.count],
        "newest": selectors.newest(request.user, language),
        "popular": selectors.most_read(request.user, language, at=clock.now()),
    }
    return render(request, "guidance/home.html", context)


@require_safe
@public("whoever comes may look; each article's own visibility decides")
def module(request: HttpRequest, module_id: int) -> HttpResponse:
    """The articles of one module."""
    row = knowledge.module(module_id)
    if row is None or not row.is_active:
        raise Http404
    articles = selectors.of_module(request.user, module_id, _language())
    return render(request, "guidance/module.html", {"module": row, "articles": articles})


@require_safe
@public("whoever comes may search; rights are part of the question")
def search(request: HttpRequest) -> HttpResponse:
    """Find by words and meaning, in either language; nothing found leads to the request form."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST]
    if query and SEARCHES.wait(address_of(request)):
        return render(request, "guidance/search.html", {"query": query, "is_too_often": True}, status=429)
    language = _language()
    results = selectors.find(request.user, query, language) if query else []
    asked = ""
    if query:
        asked = services.note_question(
            words=query, place=Place.PORTAL, language=language, hits=len(results), by=request.user, at=clock.now()
        )
    meant = selectors.meant(request.user, query, results) if query else None
    context = {
        "query": query, "results": results, "asked": asked, "meant": meant, "language": language,
        "is_whole": any(one.is_whole for one in results),
    }  # fmt: skip
    return render(request, "guidance/search.html", context)


@require_safe
@public("leads to an article, whose own visibility decides")
def opened(request: HttpRequest, article_id: int) -> HttpResponse:
    """Count that an article was chosen, from an answer or from a request form, and lead to it."""
    row = knowledge.find(request.user, article_id)
    if row is None or row.live is None:
        raise Http404
    position = request.GET.get("n", "")
    place = int(position) if position.isascii() and position.isdecimal() and len(position) < 4 else 1
    if asked := request.GET.get("a", "")[:32]:
        services.note_choice(token=asked, article_id=row.pk, position=place, at=clock.now())
    if form := request.GET.get("f", "")[:200]:
        services.note_opened(token=form, article_id=row.pk)
    return redirect(row.reader_url)


@require_POST
@public("guests ask for help too")
def suggest(request: HttpRequest) -> HttpResponse:
    """Up to three articles that may answer what is being typed; nothing where nothing fits, and never in the way."""
    query = _typed(request.POST)
    token = request.POST.get("form_token", "")[:200]
    if len(query) < SHORTEST or not token or TYPED.wait(address_of(request)):
        return render(request, "guidance/_suggest.html", {"results": []})
    language = _language()
    results = selectors.suggest(request.user, query, language)
    if results:
        services.note_shown(
            token=token, articles=[one.article.pk for one in results], language=language,
            is_guest=not request.user.is_authenticated, at=clock.now(),
        )  # fmt: skip
    return render(request, "guidance/_suggest.html", {"results": results, "token": token, "language": language})


@require_POST
@public("guests say it too")
def solved(request: HttpRequest) -> HttpResponse:
    """“Solved, no need to submit”: thanked for, counted, and the form stays as it is."""
    typed = request.POST.get("article", "")
    key = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else 0
    error = ""
    if SAID.wait(address_of(request)):
        error = _("That was too often. Your form is still here.")
    else:
        by = Actor.of(request.user) if request.user.is_authenticated else Actor.guest(_("Guest"))
        try:
            services.deflect(
                token=request.POST.get("form_token", "")[:200], article_id=key, person=request.user, by=by,
                at=clock.now(),
            )  # fmt: skip
        except DomainError as refused:
            error = str(refused)
    template = "guidance/_thanks.html" if request.headers.get("HX-Request") else "guidance/thanks.html"
    return render(request, template, {"error": error}, status=200)


def _typed(values: QueryDict) -> str:
    """The subject; where it is short, with the first words of the text."""
    subject = " ".join(values.get("subject", "").split())[:LONGEST]
    return subject if len(subject) >= SHORTEST else " ".join(values.get("text", "").split())[:LONGEST]


def _language() -> str:
    return get_language() or "zh-hans"
