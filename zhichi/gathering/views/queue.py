"""Incoming changes: what waits, one of them in three columns, what somebody decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.gathering import contents, policies, selectors, services, threeway
from zhichi.gathering.choices import WAITING, Choice, ItemState
from zhichi.knowledge import policies as knowledge_rights
from zhichi.knowledge import selectors as knowledge
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from zhichi.gathering.models import Item

SHOWN = 100
MOST_AT_ONCE = 100


@require_safe
@requires(policies.VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """One view of the queue; the first that has something unless the address says which."""
    source_id = _number(request.GET.get("source", ""))
    counts = selectors.incoming_counts(source_id)
    wanted = request.GET.get("view", "")
    view = (
        wanted if selectors.has_state(wanted) else next((one.value for one in WAITING if counts.get(one)), "conflict")
    )
    context = {
        "rows": list(selectors.incoming(view, source_id)[:SHOWN]),
        "view": view,
        "views": [(one.value, one.label, counts.get(one, 0)) for one in WAITING],
        "source": selectors.source(source_id) if source_id else None,
        "may_decide": policies.DECIDE.allows(request.user, None),
    }
    return render(request, "gathering/queue.html", context)


@require_safe
@requires(policies.VIEW)
def detail(request: HttpRequest, item_id: int) -> HttpResponse:
    """One item: for a change on both sides three columns, else what came as it stands in the draft."""
    item = _find(request, item_id)
    article: Any = item.article
    ours = contents.newest(article) or {}
    theirs = item.incoming if item.incoming is not None else item.base
    labels = (("title", _("Title")), ("summary", _("Summary")))
    pieces = threeway.pieces(article.kind, item.base, theirs, ours, labels)
    following = selectors.next_waiting(item)
    context = {
        "item": item,
        "article": article,
        "pieces": [piece for piece in pieces if piece.has_changes] if item.incoming is not None else [],
        "shown": knowledge.shown(article, request.user, knowledge.draft_of(article) or knowledge.newest_of(article)),
        "is_differing": item.incoming is not None,
        "choices": _choices(item) if policies.DECIDE.allows(request.user, None) else [],
        "following": following,
        "is_web": item.address.startswith(("http://", "https://")),
    }
    return render(request, "gathering/item.html", context)


@require_POST
@requires(policies.DECIDE)
def decide(request: HttpRequest, item_id: int) -> HttpResponse:
    """Carry a decision out, then show the next one that waits."""
    item = _find(request, item_id)
    choice = request.POST.get("choice", "")
    if choice not in Choice.values:
        raise Http404
    following = selectors.next_waiting(item)
    try:
        services.decide(item_id=item.pk, choice=choice, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        back = reverse("knowledge:edit", args=[item.article_id]) if error.code == "incomplete" else _page(item)
        return go(request, back, Toast(str(error), kind="bad"))
    if choice == Choice.EDIT:
        return go(request, reverse("knowledge:edit", args=[item.article_id]))
    onward = _page(following) if following else reverse("gathering:queue")
    return go(request, onward, Toast(_("%(title)s: %(choice)s.") % {"title": item, "choice": Choice(choice).label}))


@require_POST
@requires(policies.DECIDE)
def submit_many(request: HttpRequest) -> HttpResponse:
    """Submit the chosen new drafts, each by itself: what is refused is named, the others are submitted."""
    by, at = Actor.of(request.user), clock.now()
    done, refused = 0, []
    for typed in request.POST.getlist("items")[:MOST_AT_ONCE]:
        item = selectors.item(_number(typed) or 0)
        if item is None or item.article is None:
            continue
        try:
            services.decide(item_id=item.pk, choice=Choice.SUBMIT, by=by, at=at)
            done += 1
        except DomainError as error:
            refused.append(f"{item.article.number}: {error.message}")
    words = ngettext("%s draft was submitted for review.", "%s drafts were submitted for review.", done) % done
    toast = Toast(" ".join([words, *refused]), kind="warn" if refused else "ok")
    return go(request, f"{reverse('gathering:queue')}?view=new", toast)


@require_safe
@requires(knowledge_rights.BROWSE)
def origin(request: HttpRequest, article_id: int) -> HttpResponse:
    """The block beside an article: where it comes from, and whether something waits there."""
    article = knowledge.find(request.user, article_id)
    if article is None:
        raise Http404
    item = selectors.item_of(article.pk)
    context = {
        "item": item,
        "is_web": item is not None and item.address.startswith(("http://", "https://")),
        "waits": item is not None and item.state in WAITING,
        "may_view": policies.VIEW.allows(request.user, None),
    }
    return render(request, "gathering/_origin.html", context)


CHOICES = {
    ItemState.NEW: ((Choice.SUBMIT, "send", "s"), (Choice.IGNORE, "ban", "")),
    ItemState.CONFLICT: (
        (Choice.THEIRS, "download", "t"),
        (Choice.OURS, "shield-check", "o"),
        (Choice.EDIT, "pencil", "e"),
    ),
    ItemState.MERGING: (
        (Choice.THEIRS, "download", "t"),
        (Choice.OURS, "shield-check", "o"),
        (Choice.EDIT, "pencil", "e"),
    ),
    ItemState.GONE: ((Choice.KEEP, "shield-check", "o"),),
}


def _choices(item: Item) -> list[dict[str, Any]]:
    """What may be decided now: code, words, icon, key."""
    words = {
        Choice.SUBMIT: _("Submit for review"),
        Choice.THEIRS: _("Take theirs"),
        Choice.OURS: _("Keep ours"),
        Choice.EDIT: _("Bring both together"),
        Choice.IGNORE: _("Not wanted"),
        Choice.KEEP: _("Keep it as ours"),
    }
    rows = [
        row for row in CHOICES.get(ItemState(item.state), ()) if not (row[0] == Choice.EDIT and item.incoming is None)
    ]
    return [{"code": code.value, "words": words[code], "icon": icon, "key": key} for code, icon, key in rows]


def _find(request: HttpRequest, item_id: int) -> Item:
    item = selectors.item(item_id)
    if item is None or item.article is None or knowledge.find(request.user, item.article.pk) is None:
        raise Http404
    return item


def _page(item: Item) -> str:
    return reverse("gathering:item", args=[item.pk])


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else None
