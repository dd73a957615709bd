"""What leaders and auditors do: choose by hand, hand a review on, look at drawings with their proof and the effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.handbook.selectors import rows_url, values_of
from zhichi.reviews import drill, policies, services, spans
from zhichi.reviews.choices import Measure
from zhichi.reviews.forms import ActionForm, AssignForm, ChooseForm, OutcomeForm
from zhichi.reviews.selectors import figures, people
from zhichi.reviews.selectors import reviews as reads
from zhichi.reviews.services.planning import candidates_of
from zhichi.reviews.views.reviews import tabs_of
from zhichi.reviews.views.writing import find, page_of
from zhichi.tickets import selectors as tickets
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.reviews.models import Review

BEHIND = {Measure.SCORE: drill.reviews(), Measure.UNSOLVED: drill.FOLLOW_UPS}
FORM_PAGE = "reviews/form.html"


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a conversation by hand, with a reason."""
    wanted = {"number": request.GET.get("ticket", "")[:20]}
    form = ChooseForm(request.POST or None, people=people.all_staff(), initial=wanted)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Review:
        ticket = tickets.by_number(request.user, data["number"].strip().lstrip("#"))
        if ticket is None:
            message = _("There is no ticket with this number.")
            raise DomainError("number", message, fields={"number": message})
        return services.choose_by_hand(
            ticket_id=ticket.pk, subject_id=data["subject"], reason=data["reason"], by=by, at=at
        )

    context = {
        "title": _("Choose a conversation"), "verb": _("Have it reviewed"), "back": reverse("reviews:all"),
        **tabs_of(request, "all"),
    }  # fmt: skip
    return submit(
        request, form, act, lambda row: go(request, page_of(row.pk), Toast(_("The review is planned."))),
        template=FORM_PAGE, context=context,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def assign(request: HttpRequest, key: int) -> HttpResponse:
    """Give an open review or a second opinion to somebody else."""
    row = find(request, key)
    form = AssignForm(request.POST or None, people=candidates_of(row, at=clock.now()))

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Review:
        return services.assign(review_id=key, reviewer_id=data["reviewer"], reason=data["reason"], by=by, at=at)

    context = {
        "title": _("Give the review to somebody else"), "verb": _("Give it"), "back": page_of(key),
        "lead": _("Offered are those of a higher post who did not write in the conversation."),
        **tabs_of(request, "all"),
    }  # fmt: skip
    return submit(
        request, form, act, lambda _row: go(request, page_of(key), Toast(_("Saved."))),
        template=FORM_PAGE, context=context,
    )  # fmt: skip


@require_safe
@requires(policies.OVERSEE)
def drawings(request: HttpRequest) -> HttpResponse:
    """The drawings of past weeks, and the rule in force."""
    values = [value for value in values_of("3.2.2") if ".sample_" in value.key]
    context = {"rows": reads.draws(), "values": values, **tabs_of(request, "drawings")}
    return render(request, "reviews/drawings.html", context)


@require_safe
@requires(policies.OVERSEE)
def drawing(request: HttpRequest, key: int) -> HttpResponse:
    """One drawing, drawn again: pool, rule, seed, sample, and whether they agree."""
    row = reads.drawing(key)
    if row is None:
        raise Http404
    proof = reads.prove(row)
    checks = [
        (proof.mark_stands, _("The event that gave the seed stands in the record as it was.")),
        (proof.seed_follows, _("The seed follows from that event and the week.")),
        (proof.pool_stands, _("Pool and rule are those that the record states.")),
        (proof.sample_follows, _("Drawn again, every review of this drawing comes out.")),
    ]
    context = {
        "row": row,
        "visible": reads.visible_ids(request.user, row),
        "proof": proof,
        "checks": checks,
        "pool_size": len(row.pool),
        **tabs_of(request, "drawings"),
    }
    return render(request, "reviews/drawing.html", context)


@require_safe
@requires(policies.OVERSEE)
def effect(request: HttpRequest) -> HttpResponse:
    """The effect of this and the last month beside its standard, alerts, and what is done about them (3.3.2)."""
    at = clock.now()
    months = [spans.month_of(spans.today(at)), spans.last_month(at)]
    context = {
        "months": [
            (month, [(code, *figures.effect(code, month), rows_url(BEHIND[code], month, "3.3.2")) for code in BEHIND])
            for month in months
        ],
        "values": values_of("3.3.2"),
        "alerts": reads.alerts(),
        "labels": dict(Measure.choices),
        "today": spans.today(at),
        **tabs_of(request, "effect"),
    }
    return render(request, "reviews/effect.html", context)


@require_http_methods(["GET", "POST"])
@requires(policies.MANAGE)
def action_new(request: HttpRequest, key: int) -> HttpResponse:
    """Note what is done about an alert."""
    if reads.alert(key) is None:
        raise Http404
    form = ActionForm(request.POST or None, people=people.all_staff())

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.note_action(
            alert_id=key, text=data["text"], owner_id=data["owner"], due_on=data["due_on"], by=by, at=at
        )

    context = {
        "title": _("Note an action"), "verb": _("Note the action"), "back": reverse("reviews:effect"),
        **tabs_of(request, "effect"),
    }  # fmt: skip
    return submit(
        request, form, act, lambda _row: go(request, reverse("reviews:effect"), Toast(_("The action is noted."))),
        template=FORM_PAGE, context=context,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires(policies.READ_LISTS)
def action_done(request: HttpRequest, key: int) -> HttpResponse:
    """Tick an action off: its owner, or a leader."""
    row = reads.action(key)
    if row is None or not (row.owner_id == request.user.pk or policies.MANAGE.allows(request.user, None)):
        raise Http404
    back = reverse("reviews:effect") if policies.OVERSEE.allows(request.user, None) else reverse("reviews:mine")

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.finish_action(action_id=key, outcome=data["outcome"], by=by, at=at)

    context = {
        "title": _("Tick an action off"), "verb": _("Tick it off"), "back": back, "lead": row.text,
        **tabs_of(request, "effect"),
    }  # fmt: skip
    return submit(
        request, OutcomeForm(request.POST or None), act, lambda _row: go(request, back, Toast(_("Saved."))),
        template=FORM_PAGE, context=context,
    )  # fmt: skip
