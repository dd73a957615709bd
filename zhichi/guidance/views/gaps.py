"""Missing articles for those who keep the knowledge base (6.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhichi.accounts import selectors as accounts
from zhichi.accounts.policies import has_post
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.guidance import policies, selectors, services
from zhichi.guidance.choices import PENDING, GapState, Place
from zhichi.guidance.forms import AssignForm, BeginForm, DismissForm, LinkForm
from zhichi.knowledge import policies as knowledge_rights
from zhichi.records.selectors import history, sentence
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.guidance.models import Gap

SHOWN = 100
FORMS = ("GET", "HEAD", "POST")


@require_safe
@requires(policies.SEE_GAPS)
def listing(request: HttpRequest) -> HttpResponse:
    """One view of the gaps, the most asked for first."""
    wanted = request.GET.get("view", "")
    sees_all = has_post(request.user, *knowledge_rights.OVERSEERS)
    view = wanted if wanted in selectors.VIEWS else ("open" if sees_all else "mine")
    counts = selectors.gap_counts(request.user)
    labels = {"mine": _("Given to me"), **dict(GapState.choices)}
    context = {
        "rows": [_row(gap) for gap in selectors.gaps(request.user, view)[:SHOWN]],
        "view": view,
        "views": [(name, labels[name], counts.get(name, 0)) for name in selectors.VIEWS],
    }
    return render(request, "guidance/gaps.html", context)


@require_safe
@requires(policies.SEE_GAPS)
def detail(request: HttpRequest, gap_id: int) -> HttpResponse:
    """One gap with what can be done about it."""
    return _page(request, _find(request, gap_id))


@require_http_methods(FORMS)
@requires(policies.EDIT_GAPS)
def assign(request: HttpRequest, gap_id: int) -> HttpResponse:
    """Give it to a writer."""
    gap = _find(request, gap_id)
    form = AssignForm(request.POST or None, people=_writers())

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.assign_gap(gap_id=gap.pk, person_id=int(data["assignee"]), by=by, at=at)

    return _answer(request, gap, "assign", form, act, _("They hear of it."))


@require_http_methods(FORMS)
@requires(policies.EDIT_GAPS)
def dismiss(request: HttpRequest, gap_id: int) -> HttpResponse:
    """No article is wanted."""
    gap = _find(request, gap_id)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.dismiss_gap(gap_id=gap.pk, reason=data["reason"], by=by, at=at)

    return _answer(request, gap, "dismiss", DismissForm(request.POST or None), act, _("Dismissed."))


@require_http_methods(FORMS)
@requires(policies.FILL_GAP)
def link(request: HttpRequest, gap_id: int) -> HttpResponse:
    """Name the article that answers."""
    gap = _find(request, gap_id)
    policies.FILL_GAP.check(request.user, gap)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.link_gap(gap_id=gap.pk, article_id=data["article"], by=by, at=at)

    return _answer(request, gap, "link", LinkForm(request.POST or None), act, _("Linked."))


@require_http_methods(FORMS)
@requires(policies.FILL_GAP)
def write(request: HttpRequest, gap_id: int) -> HttpResponse:
    """Begin the article; the editor opens."""
    gap = _find(request, gap_id)
    policies.FILL_GAP.check(request.user, gap)
    made: list[int] = []

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        made.append(services.write_gap(gap_id=gap.pk, kind=data["kind"], title=data["title"], by=by, at=at).pk)

    answer = _answer(request, gap, "write", BeginForm(request.POST or None, initial={"title": gap.words}), act, "")
    return go(request, reverse("knowledge:edit", args=made)) if made else answer


@require_POST
@requires(policies.EDIT_GAPS)
def reopen(request: HttpRequest, gap_id: int) -> HttpResponse:
    """Take it up again."""
    gap = _find(request, gap_id)
    toast = Toast(_("It is a task again."))
    try:
        services.reopen_gap(gap_id=gap.pk, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        toast = Toast(str(error), kind="bad")
    return go(request, reverse("guidance:gap", args=[gap.pk]), toast)


def _find(request: HttpRequest, gap_id: int) -> Gap:
    gap = selectors.gap(request.user, gap_id)
    if gap is None:
        raise Http404
    return gap


def _answer(request: HttpRequest, gap: Gap, name: str, form: Any, act: Any, done: str) -> HttpResponse:
    """Carry a form of the page out, or show the page again with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data, Actor.of(request.user), clock.now())
            return go(request, reverse("guidance:gap", args=[gap.pk]), Toast(done) if done else None)
        except DomainError as error:
            form.refuse(error)
    return _page(request, gap, **{name: form})


def _page(request: HttpRequest, gap: Gap, **forms: Any) -> HttpResponse:
    is_pending = gap.state in PENDING
    edits = policies.EDIT_GAPS.allows(request.user, gap)
    context = {
        "gap": _row(gap),
        "may_edit": edits and is_pending,
        "may_fill": policies.FILL_GAP.allows(request.user, gap) and is_pending,
        "may_reopen": edits and not is_pending,
        "assign": AssignForm(people=_writers(), initial={"assignee": str(gap.assignee_id or "")}) if edits else None,
        "dismiss": DismissForm(),
        "link": LinkForm(),
        "write": BeginForm(initial={"title": gap.words}),
        "history": [(item, sentence(item)) for item in reversed(history(gap.stream))],
        **forms,
    }
    bound = any(form.is_bound for form in forms.values())
    return render(request, "guidance/gap.html", context, status=422 if bound else 200)


def _row(gap: Gap) -> Any:
    """The gap with its places in words."""
    names = dict(Place.choices)
    gap.shown_places = [(names.get(place, place), count) for place, count in gap.places.items()]  # type: ignore[attr-defined]
    return gap


def _writers() -> list[Any]:
    return [one for one in accounts.everybody() if one.is_active and knowledge_rights.WRITE.allows(one, None)]
