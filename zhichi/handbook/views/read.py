"""Read the handbook: every clause with its state, one clause, the printable document, versions, glossary, charter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.handbook import periods, policies, selectors
from zhichi.handbook.clauses_data import CLAUSES
from zhichi.handbook.codes import ClauseState
from zhichi.handbook.drawing import chart_of
from zhichi.ui.respond import page_or_fragment

MOST_DIGITS = 4


@require_safe
@requires(policies.READ)
def conformance(request: HttpRequest) -> HttpResponse:
    """Every clause by chapter with rule, state and evidence for the period."""
    chosen = selectors.choose_period(request)
    earlier, period = periods.with_before(chosen.period, zone=chosen.zone)
    chapters = selectors.conformance(period, earlier)
    wanted = request.GET.get("state", "")
    views = [view for chapter in chapters for view in chapter.clauses]
    counts = [(code, label, sum(view.state == code for view in views)) for code, label in ClauseState.choices]
    context = {
        "chosen": chosen,
        "earlier": earlier,
        "chapters": [(item, [view for view in item.clauses if wanted in {"", view.state}]) for item in chapters],
        "counts": [item for item in counts if item[2]],
        "total": len(views),
        "wanted": wanted,
        **_version(),
    }
    return render(request, "handbook/conformance.html", context, status=422 if chosen.error else 200)


@require_safe
@requires(policies.READ)
def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause: rule, evidence, its numbers with their histories."""
    if clause_id not in CLAUSES:
        raise Http404
    chosen = selectors.choose_period(request)
    earlier, period = periods.with_before(chosen.period, zone=chosen.zone)
    view = selectors.clause_view(clause_id, period, earlier)
    context = {
        "chosen": chosen,
        "earlier": earlier,
        "view": view,
        "chapter": next(item for item in selectors.chapters() if item.number == view.clause.chapter),
        "values": [(value, selectors.value_versions(value.key)) for value in view.values],
        "has_trend": selectors.has_trend(clause_id),
        "may_edit": policies.EDIT.allows(request.user, None),
    }
    return render(request, "handbook/clause.html", context, status=422 if chosen.error else 200)


@require_safe
@requires(policies.READ)
def trend(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One figure of a clause over the period as a chart and as a table; a card of the clause's page."""
    if clause_id not in CLAUSES:
        raise Http404
    chosen, asked = selectors.choose_period(request), request.GET.get("figure", "")
    index = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < MOST_DIGITS else None
    found = selectors.trend(clause_id, chosen.period, index, at=clock.now(), zone=chosen.zone)
    has_points = found is not None and found.points
    context = {
        "chosen": chosen,
        "clause_id": clause_id,
        "trend": found if has_points else None,
        "chart": chart_of(found) if found is not None and has_points else None,
    }
    return page_or_fragment(request, "handbook/trend.html", "handbook/_trend.html", context)


@require_safe
@requires(policies.READ)
def printable(request: HttpRequest) -> HttpResponse:
    """The handbook in force as one document, with configured numbers and evidence, in Chinese and English."""
    chosen = selectors.choose_period(request)
    wanted = request.GET.get("language", "")
    earlier, period = periods.with_before(chosen.period, zone=chosen.zone)
    documents = []
    for language, name in settings.LANGUAGES:
        if wanted in {"", language}:
            with translation.override(language):
                documents.append((language, str(name), period.label, selectors.conformance(period, earlier)))
    back = f"{reverse('handbook:conformance')}?period={chosen.period.code}"
    context = {"documents": documents, "chosen": chosen, "printed_at": clock.now(), "back": back, **_version()}
    return render(request, "handbook/print.html", context)


@require_safe
@requires(policies.READ)
def versions(request: HttpRequest) -> HttpResponse:
    """All versions with author, reason, date and what they changed."""
    return render(request, "handbook/versions.html", {"changes": selectors.changes_since(1), **_version()})


@require_safe
@requires(policies.READ)
def glossary(request: HttpRequest) -> HttpResponse:
    """The terms of 1.3."""
    return render(request, "handbook/glossary.html", {"groups": selectors.glossary()})


@require_safe
@requires(policies.READ)
def charter(request: HttpRequest) -> HttpResponse:
    """The service charter in both languages, and its versions."""
    context = {
        "texts": [(code, selectors.charter(code)) for code, _name in settings.LANGUAGES],
        "versions": selectors.charter_versions(),
        "may_edit": policies.EDIT_CHARTER.allows(request.user, None),
    }
    return render(request, "handbook/charter.html", context)


def _version() -> dict[str, Any]:
    return {
        "version": selectors.current_version(),
        "since": selectors.current_since(),
        "versions_url": reverse("handbook:versions"),
    }
