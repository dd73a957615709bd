"""Two contents side by side or in one column; approving several; publishing in spite of links that are gone (6.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.knowledge import comparing, policies, selectors, services
from zhichi.knowledge.forms import ReasonForm
from zhichi.knowledge.gone import gone
from zhichi.knowledge.views.articles import FORMS, find
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.knowledge.models import Article, Content

DRAFT = "draft"
MOST_AT_ONCE = 100


@require_safe
@requires(policies.SEE_WORK)
def compare(request: HttpRequest, article_id: int) -> HttpResponse:
    """What changed between two versions, or a version and the draft; the newest two unless the address says which."""
    row = find(request, article_id, policies.SEE_WORK)
    known = [DRAFT] if selectors.draft_of(row) else []
    known += [str(version.number) for version in selectors.versions_of(row)]
    if not known:
        raise Http404
    new = _one_of(request.GET.get("new", ""), known, known[0])
    old = _one_of(request.GET.get("old", ""), known, known[1] if len(known) > 1 else known[0])
    labels = (("title", _("Title")), ("summary", _("Summary")), ("search_words", _("Words to find it by")))
    parts = comparing.compare(row.kind, _content(row, old), _content(row, new), labels)
    context = {
        "row": row,
        "parts": [part for part in parts if part.has_changes],
        "choices": [(name, pgettext("article", "Draft") if name == DRAFT else f"v{name}") for name in known],
        "old": old,
        "new": new,
        "is_inline": request.GET.get("view") == "inline",
    }
    return render(request, "knowledge/compare.html", context)


def _one_of(wanted: str, known: list[str], otherwise: str) -> str:
    return wanted if wanted in known else otherwise


def _content(row: Article, name: str) -> Content:
    found = selectors.draft_of(row) if name == DRAFT else selectors.version_of(row, int(name))
    if found is None:
        raise Http404
    return found


@require_POST
@requires(policies.REVIEW)
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the chosen versions, each by itself: what is refused is named, the others are approved."""
    by, at = Actor.of(request.user), clock.now()
    approved, refused = 0, []
    for chosen in request.POST.getlist("articles")[:MOST_AT_ONCE]:
        key, _colon, revision = chosen.partition(":")
        if not (key.isascii() and key.isdecimal() and revision.isascii() and revision.isdecimal() and len(chosen) < 24):
            continue
        row = selectors.find(request.user, int(key))
        if row is None:
            continue
        try:
            services.approve(article_id=row.pk, revision=int(revision), by=by, at=at)
            approved += 1
        except DomainError as error:
            refused.append(f"{row.number}: {error.message}")
    words = " ".join([_("%s approved.") % approved, *refused])
    return go(request, reverse("knowledge:review"), Toast(words, kind="warn" if refused else "ok"))


@require_http_methods(FORMS)
@requires(policies.PUBLISH)
def publish(request: HttpRequest, article_id: int) -> HttpResponse:
    """The links that are gone, and the reason for which it goes out in spite of them."""
    row = find(request, article_id)
    newest = selectors.newest_of(row)
    form = ReasonForm(request.POST or None)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.publish(article_id=row.pk, in_spite=data["reason"], by=by, at=at)

    context = {
        "row": row,
        "title": _("Publish in spite of that"),
        "back": row.get_absolute_url(),
        "problems": gone(row, newest) if newest else [],
    }
    done = Toast(_("Published. Readers find it within seconds."))
    return submit(
        request, form, act, lambda _made: go(request, row.get_absolute_url(), done), template="knowledge/step.html",
        context=context,
    )  # fmt: skip
