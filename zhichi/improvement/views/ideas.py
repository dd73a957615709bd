"""The list of ideas, one idea, raising and rewriting one (3.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core.rights import requires
from zhichi.improvement import policies, selectors, services
from zhichi.improvement.choices import Direction, IdeaState, steps_from
from zhichi.improvement.forms import CommentForm, IdeaForm, idea_initial
from zhichi.records.selectors import histories, sentence
from zhichi.tickets import policies as ticket_rights
from zhichi.ui.paging import keyset_page
from zhichi.ui.respond import Toast, go, page_or_fragment
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.core.rights import Right
    from zhichi.improvement.models import Idea

HISTORY = 50
FORM_PAGE = "improvement/form.html"


@require_safe
@requires(policies.VIEW)
def ideas(request: HttpRequest) -> HttpResponse:
    """The ideas in work, narrowed by what the address says; the counts of every view."""
    wanted = selectors.wanted(request.GET.dict())
    page = keyset_page(selectors.ideas(request.user, wanted), order=wanted.order, cursor=request.GET.get("cursor"))
    may_vote = policies.VOTE.allows
    voted = selectors.voted_for(request.user, [row.pk for row in page.rows])
    counts = selectors.counts(request.user)
    context = {
        "page": page,
        "rows": [(row, row.pk in voted, may_vote(request.user, row)) for row in page.rows],
        "wanted": wanted,
        "views": [(code, label, counts[code]) for code, label in _views()],
        "directions": Direction.choices,
        "counts": counts,
        "may_raise": policies.RAISE.allows(request.user, None),
    }
    return page_or_fragment(request, "improvement/list.html", "improvement/_list.html", context)


def _views() -> list[tuple[str, str]]:
    return [
        (selectors.IN_WORK, pgettext("ideas", "In work")),
        *((code, str(label)) for code, label in IdeaState.choices),
        (selectors.MINE, pgettext("ideas", "Mine")),
        (selectors.ALL, pgettext("ideas", "All")),
    ]


@require_safe
@requires(policies.VIEW)
def idea(request: HttpRequest, idea_id: int) -> HttpResponse:
    """One idea: its words, where it stands, votes, comments, history, and what may be done next."""
    row = find(request, idea_id, policies.VIEW)
    return render(request, "improvement/idea.html", context_of(request, row))


@require_http_methods(["GET", "POST"])
@requires(policies.RAISE)
def new(request: HttpRequest) -> HttpResponse:
    """Raise an idea; `?from=` names the request that gave rise to it."""
    form = IdeaForm(request.POST or None, initial={"ticket": request.GET.get("from", "")[:20]})

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Idea:
        return services.raise_idea(data=form.data_of(), by=by, at=at)

    words = {"title": _("Raise an idea"), "verb": _("Put it into the box"), "back": reverse("improvement:list")}
    return submit(
        request, form, act, lambda made: go(request, url_of(made), Toast(_("The idea is in the box."))),
        template=FORM_PAGE, context=words,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(policies.REVISE)
def edit(request: HttpRequest, idea_id: int) -> HttpResponse:
    """Rewrite one's own idea while nobody has taken it up."""
    row = find(request, idea_id, policies.REVISE)
    form = IdeaForm(request.POST or None, initial=idea_initial(row))

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Idea:
        return services.revise_idea(idea_id=row.pk, data=form.data_of(), by=by, at=at)

    words = {"title": _("Rewrite the idea"), "verb": _("Save the idea"), "back": url_of(row), "row": row}
    return submit(
        request, form, act, lambda _made: go(request, url_of(row), Toast(_("The idea is rewritten."))),
        template=FORM_PAGE, context=words,
    )  # fmt: skip


def find(request: HttpRequest, idea_id: int, right: Right) -> Idea:
    """The idea that the signed-in person sees, else 404; refuses without `right` to it."""
    row = selectors.idea(request.user, idea_id)
    if row is None:
        raise Http404
    right.check(request.user, row)
    return row


def url_of(row: Idea) -> str:
    """The idea's page."""
    return reverse("improvement:idea", args=[row.pk])


def context_of(request: HttpRequest, row: Idea, form: CommentForm | None = None) -> dict[str, Any]:
    """What the page of an idea shows."""
    may_move = policies.MOVE.allows(request.user, row)
    return {
        "row": row,
        "steps": steps_from(row.state) if may_move else [],
        "stages": _stages(row),
        "has_voted": bool(selectors.voted_for(request.user, [row.pk])),
        "may_vote": policies.VOTE.allows(request.user, row),
        "may_revise": policies.REVISE.allows(request.user, row),
        "may_comment": policies.COMMENT.allows(request.user, row),
        "may_measure": may_move and row.state == IdeaState.ADOPTED,
        "sees_ticket": row.ticket is not None and ticket_rights.DESK_VIEW.allows(request.user, row.ticket),
        "voters": selectors.voters(row) if row.votes else [],
        "comments": selectors.comments(row),
        "form": form or CommentForm(),
        "timeline": [(sentence(event), event) for event in histories([row.stream], limit=HISTORY)],
    }


def _stages(row: Idea) -> list[tuple[str, str]]:
    """The way of an idea with where it is: each stage with "done", "now" or ""."""
    end = IdeaState.DROPPED if row.state == IdeaState.DROPPED else IdeaState.ADOPTED
    way = [IdeaState.RAISED, IdeaState.EVALUATION, IdeaState.PILOT, end]
    here = way.index(IdeaState(row.state))
    if row.state == IdeaState.DROPPED:  # a pilot that was never begun is not part of its way
        return [(str(IdeaState.RAISED.label), "done"), (str(end.label), "now")]
    marks = ["done"] * here + ["now"] + [""] * (len(way) - here - 1)
    return [(str(state.label), mark) for state, mark in zip(way, marks, strict=True)]
