"""Side panels of the ticket page; each loads and fails alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.customers import selectors as customers
from zhichi.tickets import levels, policies, selectors
from zhichi.tickets.chips import clock_lines
from zhichi.tickets.choices import SOLUTION_STEPS, SolutionState, State
from zhichi.tickets.completeness import intake_share
from zhichi.tickets.services import describe
from zhichi.tickets.views.answers import find, new_key

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

OTHERS = 5
STEP_ORDER = (SolutionState.ACCEPTED, SolutionState.APPLIED, SolutionState.REJECTED)


@require_safe
@requires(policies.DESK_VIEW)
def clocks(request: HttpRequest, number: str) -> HttpResponse:
    """What was promised about time, what is left of it, and when it stood still (3.1)."""
    ticket = find(request, number)
    lines = clock_lines(ticket, at=clock.now())
    if "strip" in request.GET:  # under the title on a phone, where the panel is out of sight: what is still open first
        lines.sort(key=lambda line: line.clock.ended_at is not None)
        return render(request, "tickets/panels/_clock_strip.html", {"ticket": ticket, "clocks": lines})
    context = {"ticket": ticket, "clocks": lines, "level": levels.shown(ticket)}
    return render(request, "tickets/panels/_clocks.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def customer(request: HttpRequest, number: str) -> HttpResponse:
    """Who asks: organisation, contact, how to reach them, how much there was."""
    ticket = find(request, number, whole=True)
    contact = ticket.contact
    still_open, recent = selectors.counts_of_customer(ticket, at=clock.now())
    context = {
        "ticket": ticket,
        "addresses": customers.mail_addresses(contact) if contact else [],
        "phones": customers.phone_rows(contact) if contact else [],
        "still_open": still_open,
        "recent": recent,
        "may_work": policies.WORK.allows(request.user, None),
    }
    return render(request, "tickets/panels/_customer.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def product(request: HttpRequest, number: str) -> HttpResponse:
    """What it is about: product, version, asset, when it happened, how many are affected, who knows the product."""
    ticket = find(request, number, whole=True)
    experts = customers.experts_of(ticket.product)[:OTHERS] if ticket.product else []
    context = {
        "ticket": ticket,
        "experts": experts,
        "intake": round(intake_share(ticket) * 100),
        "may_work": policies.WORK.allows(request.user, None) and ticket.state != State.CLOSED,
    }
    return render(request, "tickets/panels/_product.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def confirmation(request: HttpRequest, number: str) -> HttpResponse:
    """The cause, as it was judged (2.2)."""
    ticket = find(request, number)
    context = {
        "ticket": ticket,
        "confirmations": selectors.confirmations(ticket),
        "may_work": policies.WORK.allows(request.user, None) and ticket.state != State.CLOSED,
    }
    return render(request, "tickets/panels/_confirmation.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def solution(request: HttpRequest, number: str) -> HttpResponse:
    """Solutions of all rounds with their next steps (2.3), and the follow-ups (2.4)."""
    ticket = find(request, number)
    may_work = policies.WORK.allows(request.user, None)
    rows = [
        {
            "solution": row,
            "parts": describe(row).splitlines(),
            "steps": [(step, step.label) for step in STEP_ORDER if may_work and step in SOLUTION_STEPS[row.state]],
        }
        for row in selectors.solutions(ticket)
    ]
    context = {
        "ticket": ticket,
        "rows": rows,
        "follow_ups": selectors.follow_ups(ticket),
        "may_work": may_work,
        "may_propose": may_work and ticket.state not in {State.RESOLVED, State.CLOSED},
        "may_close": may_work and ticket.state == State.RESOLVED,
        "key": new_key(),
        "now": clock.now(),
    }
    return render(request, "tickets/panels/_solution.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def completeness(request: HttpRequest, number: str) -> HttpResponse:
    """What the record holds and what it lacks before the request may be closed (3.4.1)."""
    ticket = find(request, number)
    parts = selectors.record_parts(ticket)
    context = {
        "ticket": ticket,
        "parts": parts,
        "there": sum(is_there for _part, is_there in parts),
        "may_work": policies.WORK.allows(request.user, None) and ticket.state != State.CLOSED,
    }
    return render(request, "tickets/panels/_completeness.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def related(request: HttpRequest, number: str) -> HttpResponse:
    """Requests bound to this one, and others of the same customer."""
    ticket = find(request, number)
    bound = selectors.linked(request.user, ticket)
    known = {item.ticket.pk for item in bound}
    others = [row for row in selectors.related(request.user, ticket, limit=OTHERS + len(known)) if row.pk not in known]
    context = {
        "ticket": ticket,
        "links": bound,
        "others": others[:OTHERS],
        "may_work": policies.WORK.allows(request.user, None),
    }
    return render(request, "tickets/panels/_related.html", context)


@require_safe
@requires(policies.DESK_VIEW)
def of_customer(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """The newest requests on a customer's file page."""
    rows = selectors.of_customer(request.user, kind, key)
    return render(request, "tickets/panels/_of_customer.html", {"tickets": rows[:10]})
