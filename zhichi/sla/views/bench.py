"""The test bench page, and suggestions for contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhichi.accounts import selectors as accounts
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.customers import selectors as customers
from zhichi.sla import level_reads, policies
from zhichi.sla.bench import Answer, Question, ask
from zhichi.sla.forms import BenchForm
from zhichi.sla.levels import CONTRACT
from zhichi.sla.registry import conditions_in_order
from zhichi.ui.registry import ready_tabs
from zhichi.ui.respond import is_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zhichi.sla.levels import Rule

DRAFT = "draft"
MOST_OPTIONS = 15


@require_safe
@requires(policies.VIEW)
def bench(request: HttpRequest) -> HttpResponse:
    """What would this request get, and when is it due? By the table in force, the draft, or an earlier version."""
    tables = _tables()
    usual = {"urgency": next(reversed(level_reads.urgencies()), ""), "table": next(iter(tables))}
    usual |= {"received_at": f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M}"}
    team = accounts.teams().first()
    if team is not None:
        usual["team"] = str(team.pk)
    form = BenchForm({**usual, **request.GET.dict()}, tables=tables)
    answer = _answer(request, form) if form.is_valid() else None
    status = 200 if answer is not None else 422
    context = {"form": form, "answer": answer, "tabs": ready_tabs(request.user, "calendars", "levels-bench")}
    template = "sla/_answer.html" if is_fragment(request) else "sla/bench.html"
    return render(request, template, context, status=status)


def _answer(request: HttpRequest, form: BenchForm) -> Answer | None:
    data, values = form.cleaned_data, {}
    for condition in conditions_in_order():
        typed = (data.get(condition.code) or "").strip()
        if condition.code == CONTRACT or not typed:
            continue
        try:
            values[condition.code] = condition.find(request.user, typed) if condition.find else typed
        except DomainError as error:
            form.add_error(condition.code, str(error))
            return None
    question = Question(values=values, team_id=data["team"].pk, received_at=data["received_at"])
    return ask(question, _rules(data["table"]))


def _tables() -> dict[str, str]:
    """The tables that can be tried, the one in force first."""
    found = {str(row.number): _("Version %s") % row.number for row in level_reads.versions()}
    if found:
        newest = next(iter(found))
        found[newest] = _("In force (version %s)") % newest
    else:
        found = {"0": _("In force (the handbook alone)")}
    if level_reads.draft() is not None:
        found[DRAFT] = _("The draft")
    return found


def _rules(name: str) -> list[Rule]:
    row: Any = level_reads.draft() if name == DRAFT else level_reads.version(int(name))
    return level_reads.rules_of(row)


@require_safe
@requires(policies.VIEW)
def contract_options(request: HttpRequest) -> HttpResponse:
    """Contracts that fit what is being typed: a part of the number, the name, or the customer."""
    typed = request.GET.get(CONTRACT, "").strip()
    rows = customers.contracts_like(typed)[:MOST_OPTIONS] if typed else []
    options = [f"{row.number} · {row.name} · {row.organisation.name}" for row in rows]
    return render(request, "sla/_options.html", {"options": options, "typed": typed})
