"""Vote for an idea, comment on it, take a step with it, record its result (10.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.rights import requires
from zhichi.improvement import policies, services
from zhichi.improvement.choices import STEPS, IdeaState
from zhichi.improvement.forms import CommentForm, ResultForm, StepForm
from zhichi.improvement.views.ideas import FORM_PAGE, context_of, find, url_of
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime


@require_POST
@requires(policies.VOTE)
def vote(request: HttpRequest, idea_id: int) -> HttpResponse:
    """Vote, or take the vote back (`value` 0). Answers with the button, or goes back to where it was pressed."""
    row = find(request, idea_id, policies.VOTE)
    is_for = request.POST.get("value", "1") != "0"
    row = services.vote(idea_id=row.pk, is_for=is_for, by=Actor.of(request.user), at=clock.now())
    if request.headers.get("HX-Request") == "true":
        context = {"row": row, "has_voted": is_for, "may_vote": True}
        return render(request, "improvement/_vote.html", context)
    toast = Toast(_("Your vote counts.") if is_for else _("Your vote is taken back."))
    return go(request, reverse("improvement:list") if request.POST.get("back") == "list" else url_of(row), toast)


@require_POST
@requires(policies.COMMENT)
def comment(request: HttpRequest, idea_id: int) -> HttpResponse:
    """Say something about an idea; an empty comment comes back with its page."""
    row = find(request, idea_id, policies.COMMENT)
    form = CommentForm(request.POST)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.comment(idea_id=row.pk, text=data["text"], by=by, at=at)

    def done(made: Any) -> HttpResponse:
        return go(request, f"{url_of(row)}#comment-{made.pk}", Toast(_("The comment is there.")))

    return submit(request, form, act, done, template="improvement/idea.html", context=context_of(request, row, form))


@require_http_methods(["GET", "POST"])
@requires(policies.MOVE)
def step(request: HttpRequest, idea_id: int, name: str) -> HttpResponse:
    """Take a step of the flow with its reason."""
    row = find(request, idea_id, policies.MOVE)
    wanted = STEPS.get(name)
    if wanted is None or (request.method == "GET" and row.state not in wanted.sources):
        raise Http404
    form = StepForm(request.POST or None, step=wanted)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.advance(idea_id=row.pk, step=name, reason=data["reason"], result=form.result_of(), by=by, at=at)

    words = {"title": wanted.verb, "verb": wanted.verb, "lead": row.title, "row": row, "back": url_of(row)}
    told = Toast(_("The idea stands at “%s” now.") % wanted.target.label)
    return submit(request, form, act, lambda _made: go(request, url_of(row), told), template=FORM_PAGE, context=words)


@require_http_methods(["GET", "POST"])
@requires(policies.MOVE)
def result(request: HttpRequest, idea_id: int) -> HttpResponse:
    """Record the measured result of an adopted idea anew."""
    row = find(request, idea_id, policies.MOVE)
    if row.state != IdeaState.ADOPTED:
        raise Http404
    form = ResultForm(request.POST or None, initial={"answer": row.answer, "result": row.result})

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.measure(idea_id=row.pk, result=form.result_of(), by=by, at=at)

    verb = _("Record the result")
    words = {"title": verb, "verb": verb, "lead": row.title, "row": row, "back": url_of(row)}
    told = Toast(_("The result is recorded."))
    return submit(request, form, act, lambda _made: go(request, url_of(row), told), template=FORM_PAGE, context=words)
