"""One review: the conversation, the card to fill in or its result, and what the person under review answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.records.selectors import histories, policy, sentence
from zhichi.reviews import policies, services
from zhichi.reviews.choices import ReviewState
from zhichi.reviews.forms import OpinionForm, ReasonForm
from zhichi.reviews.selectors import reviews as reads
from zhichi.reviews.views.reviews import tabs_of
from zhichi.ui.respond import Toast, go

if TYPE_CHECKING:
    from zhichi.reviews.models import Review

HISTORY = 30


@require_http_methods(["GET", "POST"])
@requires(policies.VIEW)
def review(request: HttpRequest, key: int) -> HttpResponse:
    """The conversation beside the card; posted, the opinion is given."""
    row = find(request, key)
    if not policies.WRITE.allows(request.user, row):
        if request.method == "POST":
            return go(request, page_of(key), Toast(_("This is not yours to review now."), kind="bad"))
        return render(request, "reviews/review.html", _page(request, row))
    form = _form(request, row)
    if request.method != "POST":
        return render(request, "reviews/review.html", _page(request, row, form))
    if form.is_valid():
        try:
            services.submit(review_id=key, filled=form.filled(), by=Actor.of(request.user), at=clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            undo = reverse("reviews:take_back", args=[key]) if policy("5.2.1.undo_send_seconds") else ""
            return go(request, page_of(key), Toast(_("The review is given."), undo_url=undo))
    return render(request, "reviews/review.html", _page(request, row, form), status=422)


@require_POST
@requires(policies.WRITE)
def draft(request: HttpRequest, key: int) -> HttpResponse:
    """Keep what is filled in so far; answers with when it was kept, or why not."""
    row = find(request, key)
    form = _form(request, row)
    at = clock.now()
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return render(request, "reviews/_draft_state.html", {"error": words})
    try:
        services.save_draft(review_id=key, filled=form.filled(), by=Actor.of(request.user), at=at)
    except DomainError as error:
        return render(request, "reviews/_draft_state.html", {"error": str(error)})
    return render(request, "reviews/_draft_state.html", {"time": f"{timezone.localtime(at):%H:%M}"})


@require_POST
@requires(policies.WRITE)
def take_back(request: HttpRequest, key: int) -> HttpResponse:
    """Make the opinion a draft again while the undo time runs."""
    find(request, key)
    try:
        services.take_back(review_id=key, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, page_of(key), Toast(str(error), kind="bad"))
    return go(request, page_of(key), Toast(_("The review is a draft again.")))


@require_POST
@requires(policies.ANSWER)
def agree(request: HttpRequest, key: int) -> HttpResponse:
    """Accept the result of one's own conversation."""
    find(request, key)
    try:
        services.agree(review_id=key, by=Actor.of(request.user), at=clock.now())
    except DomainError as error:
        return go(request, page_of(key), Toast(str(error), kind="bad"))
    return go(request, page_of(key), Toast(_("You agreed with the review.")))


@require_POST
@requires(policies.ANSWER)
def object_to(request: HttpRequest, key: int) -> HttpResponse:
    """Object with a reason; refused, the page comes back with what was typed."""
    row = find(request, key)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.object_to(
                review_id=key, reason=form.cleaned_data["reason"], by=Actor.of(request.user), at=clock.now()
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return go(request, page_of(key), Toast(_("A second person looks at it now.")))
    return render(request, "reviews/review.html", {**_page(request, row), "objection": form}, status=422)


def find(request: HttpRequest, key: int) -> Review:
    """The review that the signed-in person may see now, else 404."""
    row = reads.review(request.user, key, at=clock.now())
    if row is None:
        raise Http404
    return row


def page_of(key: int) -> str:
    """The page of a review."""
    return reverse("reviews:review", args=[key])


def _form(request: HttpRequest, row: Review) -> OpinionForm:
    kept = None if request.method == "POST" else reads.draft(row, request.user)
    return OpinionForm(
        request.POST if request.method == "POST" else None, card=row.card, language=get_language() or "", draft=kept
    )


def _page(request: HttpRequest, row: Review, form: OpinionForm | None = None) -> dict[str, Any]:
    is_mine = row.subject_id == request.user.pk
    is_second = row.state == ReviewState.OBJECTED
    may_answer = policies.ANSWER.allows(request.user, row)
    return {
        "row": row,
        "lines": reads.conversation(row),
        "form": form,
        "is_second": is_second,
        "verdicts": reads.verdicts(row),
        "is_mine": is_mine,
        "language": get_language() or "",
        "may_answer": may_answer,
        "objection": ReasonForm() if may_answer else None,
        "is_open": row.state in {ReviewState.OPEN, ReviewState.OBJECTED},
        "timeline": [(sentence(event), event) for event in histories([row.stream], limit=HISTORY)],
        "now": clock.now(),
        **tabs_of(request, "mine" if is_mine else "to_do" if form else "all"),
    }
