"""The list of articles with its filters, and what waits for review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.core.texts import clean, fold
from zhichi.customers import selectors as customers
from zhichi.knowledge import policies, selectors
from zhichi.knowledge.choices import ArticleState, Visibility
from zhichi.knowledge.definitions import REVIEW_HOURS
from zhichi.knowledge.registry import types
from zhichi.records.selectors import policy
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import page_or_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.knowledge.models import Article

MOST_WAITING = 100
MOST_LINKABLE = 8


@require_safe
@requires(policies.BROWSE)
def article_list(request: HttpRequest) -> HttpResponse:
    """Articles that the reader may see, narrowed by the address; the newest change first, of those due the oldest."""
    wanted = _wanted(request)
    order = ("review_due_at", "pk") if wanted.is_due else ("-updated_at", "-pk")
    page = keyset_page(selectors.articles(request.user, wanted), order=order, cursor=request.GET.get("cursor"))
    for row in page.rows:
        dress(row)
    context = {
        "page": page,
        "wanted": wanted,
        "menus": _menus(request),
        "title": _title(wanted, request),
        "may_write": policies.WRITE.allows(request.user, None),
        **tree_of(request, wanted),
    }
    return page_or_fragment(request, "knowledge/list.html", "knowledge/_list.html", context)


@require_safe
@requires(policies.BROWSE)
def linkable(request: HttpRequest) -> HttpResponse:
    """Published articles whose title or number fits what is typed into the editor's dialog for links."""
    wanted = selectors.Wanted(query=clean(request.GET.get("q", ""))[:100])
    rows = selectors.articles(request.user, wanted).filter(live__isnull=False)
    found = [
        {"number": row.number, "title": row.title, "href": reverse("kb:article", args=[row.pk])}
        for row in (rows[:MOST_LINKABLE] if wanted.query.strip() else ())
    ]
    return JsonResponse({"articles": found})


@require_safe
@requires(policies.BROWSE)
def review(request: HttpRequest) -> HttpResponse:
    """What waits for a reviewer, the longest waiting first; whose version it is may only look on."""
    at, hours = clock.now(), int(policy(REVIEW_HOURS))
    rows: list[Any] = list(selectors.review_queue(request.user)[:MOST_WAITING])
    for row in rows:
        dress(row)
        row.is_mine = row.author_id == request.user.pk
        row.may_review = not row.is_mine and policies.REVIEW.allows(request.user, row)
        row.is_late = (at - row.waits_since).total_seconds() > hours * 3600
    some = any(row.may_review for row in rows)
    context = {
        "rows": rows,
        "hours": hours,
        "may_review_some": some,
        **tree_of(request, selectors.Wanted(), here="review"),
    }
    return render(request, "knowledge/review.html", context)


def dress(row: Article) -> None:
    """Give a row what lists show of it: its type in words with its icon, whether its full review is due."""
    row.type = types.find(row.kind)  # type: ignore[attr-defined] # for templates, as is the next
    row.is_due = row.is_due_at(clock.now())  # type: ignore[attr-defined]


def tree_of(request: HttpRequest, wanted: selectors.Wanted, here: str = "") -> dict[str, Any]:
    """What the pane of views shows: counts, modules with sections."""
    nodes, counts = selectors.shelves(request.user, at=clock.now())
    return {
        "tree": selectors.flat(nodes),
        "counts": {**counts, "review": selectors.waiting_count(request.user)},
        "here": here or _here(wanted, request),
        "may_curate": policies.CURATE.allows(request.user, None),
        "may_write": policies.WRITE.allows(request.user, None),
    }


def _here(wanted: selectors.Wanted, request: HttpRequest) -> str:
    if wanted.module_id:
        return f"module-{wanted.module_id}"
    if wanted.owner_id == request.user.pk and wanted.state == ArticleState.DRAFT:
        return "mine"
    return "due" if wanted.is_due else "orphans" if wanted.is_orphan else "all"


def _wanted(request: HttpRequest) -> selectors.Wanted:
    asked = request.GET
    return selectors.Wanted(
        query=clean(asked.get("q", ""))[:100],
        state=_one_of(asked.get("state", ""), ArticleState.values),
        kind=_one_of(asked.get("type", ""), list(types.names())),
        language=_one_of(asked.get("language", ""), [code for code, _name in settings.LANGUAGES]),
        visibility=_one_of(asked.get("readers", ""), Visibility.values),
        module_id=_number(asked.get("module", "")),
        category_id=_number(asked.get("class", "")),
        product_id=_number(asked.get("product", "")),
        tag=fold(clean(asked.get("tag", "")))[:40],
        owner_id=request.user.pk if asked.get("mine") else None,
        is_due=bool(asked.get("due")),
        is_orphan=bool(asked.get("orphans")),
        at=clock.now(),
    )


def _one_of(value: str, known: list[str]) -> str:
    return value if value in known else ""


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 12 else None


def _menus(request: HttpRequest) -> list[tuple[str, str, list[tuple[str, Any]], str]]:
    """Name, label, choices and present value of each filter."""
    branches = [
        (str(node.row.pk), "\u2003" * node.depth + str(node.row))
        for nodes in selectors.category_trees().values()
        for node in selectors.flat(nodes)
    ]
    menus: list[tuple[str, str, list[tuple[str, Any]]]] = [
        ("state", _("State"), list(ArticleState.choices)),
        ("type", _("Type"), [(code, kind.label) for code, kind in types.items()]),
        ("readers", _("Who may read it"), list(Visibility.choices)),
        ("language", _("Language"), list(settings.LANGUAGES)),
        ("product", _("Product"), [(str(row.pk), row.title) for row in customers.products()]),
        ("class", _("Class"), branches),
    ]
    return [(name, label, choices, request.GET.get(name, "")) for name, label, choices in menus]


def _title(wanted: selectors.Wanted, request: HttpRequest) -> str:
    if wanted.module_id and (module := selectors.module(wanted.module_id)):
        return str(module)
    here = _here(wanted, request)
    return {"mine": _("My drafts"), "due": _("Due for a full review"), "orphans": _("Orphans")}.get(here) or _(
        "All articles"
    )
