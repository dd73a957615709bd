"""Try routing out without a write (试算): one request, or all that wait; and what was escalated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhichi.accounts import selectors as accounts
from zhichi.assigner import explaining, policies, selectors, wording
from zhichi.assigner.choices import Outcome
from zhichi.assigner.forms import TryForm
from zhichi.assigner.rule_words import conditions, effects, names_now
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.customers import selectors as customers
from zhichi.tickets import selectors as tickets
from zhichi.tickets.selectors import RoutingFacts
from zhichi.ui.paging import keyset_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.assigner.explaining import Told
    from zhichi.assigner.selectors import Plan

LONG_AGO = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """One person of a plan as a page shows them: what holds them back, or the points by factor."""

    told: Told
    is_choice: bool

    @property
    def failed(self) -> list[str]:
        """What holds the person back, in words."""
        return [wording.reason_words(reason) for reason in self.told.failed]

    @property
    def parts(self) -> list[tuple[str, str, float, int]]:
        """Factor, words, points and the most points, for each factor."""
        return [
            (wording.factor_words(part.reason.code), wording.reason_words(part.reason), part.points, part.most)
            for part in self.told.parts
        ]


@require_safe
@requires(policies.VIEW)
def dry_run(request: HttpRequest) -> HttpResponse:
    """Which rule would match, who could take it, what speaks for whom, and the choice."""
    form = TryForm(request.GET or None, person=request.user, initial={"urgency": "normal", "language": "zh-hans"})
    context: dict[str, Any] = {"form": form}
    if request.GET and form.is_valid():
        try:
            context |= _tried(request, form)
        except DomainError as error:
            form.refuse(error)
    status = 422 if form.errors else 200
    return render(request, "assigner/dry_run.html", context, status=status)


def _tried(request: HttpRequest, form: TryForm) -> dict[str, Any]:
    at: datetime = form.cleaned_data["at"] or clock.now()
    facts = _facts(request, form)
    known = selectors.routing(at)
    plan = known.plan(facts, as_if_on=True)
    names = names_now(known.skill_names)
    field: Any = form.fields["team"]
    teams = {value: label for value, label in field.choices if value}
    rule = plan.rule
    return {
        "plan": plan,
        "at": at,
        "facts": facts,
        "team": teams.get(plan.team_id, ""),
        "is_on": plan.team_id in known.switched_on,
        "lines": lines_of(plan),
        "choice": plan.choice,
        "why": wording.why_words(plan),
        "rule_words": [*conditions(rule, names), *effects(rule, names)] if rule else [],
        "against": [wording.against_words(text) for text in explaining.reasons_against(plan.judged)],
    }


def _facts(request: HttpRequest, form: TryForm) -> RoutingFacts:
    data = form.cleaned_data
    if data["ticket"] is not None:
        known = tickets.for_person(request.user).filter(pk=data["ticket"]).exists()
        facts = tickets.routing_facts(data["ticket"]) if known else None
        if facts is None:
            message = _("There is no such ticket, or you may not see it.")
            raise DomainError("no-ticket", message, fields={"ticket": message})
        return facts
    product = customers.product(data["product"]) if data["product"] else None
    organisation = data["organisation"]
    return RoutingFacts(
        subject=data["subject"],
        channel=data["channel"],
        type=data["type"],
        urgency=data["urgency"] or "normal",
        language=data["language"],
        product_id=data["product"],
        product=product.name if product else "",
        organisation_id=organisation.pk if organisation else None,
        customer=organisation.name if organisation else "",
        team_id=data["team"] or _intake_team(),
    )


def _intake_team() -> int | None:
    try:
        return accounts.intake_role().team_id
    except (DomainError, ObjectDoesNotExist):
        return None


def lines_of(plan: Plan) -> list[Line]:
    """Everybody of a plan as a page shows them."""
    choice = plan.choice
    chosen = choice.candidate.id if choice else None
    return [Line(item, item.person_id == chosen) for item in explaining.told(plan.judged)]


@require_safe
@requires(policies.MANAGE)
def queue(request: HttpRequest) -> HttpResponse:
    """What the assigner would do now with everything that has no owner, ticket by ticket."""
    plans = selectors.plan_queue(clock.now())
    rows = [
        {
            "plan": plan,
            "number": tickets.number_of(plan.facts.id),
            "outcome": str(Outcome(plan.outcome).label),
            "name": plan.choice.candidate.name if plan.choice else "",
            "why": wording.why_words(plan),
        }
        for plan in plans
    ]
    return render(request, "assigner/queue.html", {"rows": rows, "at": clock.now()})


@require_safe
@requires(policies.VIEW)
def escalations(request: HttpRequest) -> HttpResponse:
    """What went from juniors to seniors lately (4.2)."""
    rows = selectors.escalations(request.user, since=clock.now() - LONG_AGO)
    page = keyset_page(rows, order=("-at", "-pk"), cursor=request.GET.get("cursor"))
    return render(request, "assigner/escalations.html", {"page": page})
