"""Templates of the house, and the drawing of links between articles (6.1.2, 6.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core.rights import requires
from zhichi.knowledge import policies, selectors, services
from zhichi.knowledge.forms import PatternForm, PatternNameForm
from zhichi.knowledge.mapping import map_of
from zhichi.knowledge.registry import types
from zhichi.knowledge.views.articles import FORMS, STEP_PAGE, find
from zhichi.knowledge.views.lists import tree_of
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@require_safe
@requires(policies.BROWSE)
def graph(request: HttpRequest) -> HttpResponse:
    """The links between articles as a drawing, and the same as a list."""
    typed = request.GET.get("module", "")
    module_id = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else None
    found = selectors.graph(request.user, module_id)
    said: dict[int, list[Any]] = {}
    for edge in found.edges:
        said.setdefault(edge.source.pk, []).append(edge)
    context = {
        "map": map_of(found),
        "graph": found,
        "rows": [(cluster, [(row, said.get(row.pk, [])) for row in cluster.articles]) for cluster in found.clusters],
        "modules": selectors.flat(selectors.module_tree()),
        "module_id": module_id,
        **tree_of(request, selectors.Wanted(), here="graph"),
    }
    return render(request, "knowledge/graph.html", context)


@require_safe
@requires(policies.CURATE)
def patterns(request: HttpRequest) -> HttpResponse:
    """Templates by type, those out of use last."""
    rows: list[Any] = sorted(selectors.patterns(active=None), key=lambda row: not row.is_active)
    for row in rows:
        row.type = types.find(row.kind)
    context = {
        "rows": rows,
        "types": [kind for kind in types.values() if kind.is_written],
        **tree_of(request, selectors.Wanted(), here="patterns"),
    }
    return render(request, "knowledge/patterns.html", context)


@require_http_methods(FORMS)
@requires(policies.CURATE)
def pattern_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a template of a type from nothing."""
    return _pattern(request, kind, None)


@require_http_methods(FORMS)
@requires(policies.CURATE)
def pattern(request: HttpRequest, key: int) -> HttpResponse:
    """Change a template, or take it out of use."""
    row = selectors.pattern(key)
    if row is None:
        raise Http404
    return _pattern(request, row.kind, row)


def _pattern(request: HttpRequest, kind: str, row: Any) -> HttpResponse:
    known = types.find(kind)
    if known is None:
        raise Http404
    initial = PatternForm.initial_of(row) if row else {"is_active": True}
    form = PatternForm(request.POST or None, kind=known, initial=initial)

    def act(_data: dict[str, Any], by: Actor, at: datetime) -> Any:
        key = row.pk if row else None
        return services.save_pattern(data=form.data_of(), kind=kind, pattern_id=key, by=by, at=at)

    return submit(
        request, form, act, lambda _row: go(request, reverse("knowledge:patterns"), Toast(_("Saved."))),
        template="knowledge/pattern.html", context={"row": row, "kind": known},
    )  # fmt: skip


@require_http_methods(FORMS)
@requires(policies.CURATE)
def make_pattern(request: HttpRequest, article_id: int) -> HttpResponse:
    """Make a template of an article."""
    row = find(request, article_id)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Any:
        return services.make_pattern(article_id=row.pk, name=data["name"], by=by, at=at)

    context = {"row": row, "title": _("Make a template of it"), "back": row.get_absolute_url()}
    return submit(
        request, PatternNameForm(request.POST or None, initial={"name": row.title[:80]}), act,
        lambda made: go(request, reverse("knowledge:pattern", args=[made.pk]), Toast(_("It is a template now."))),
        template=STEP_PAGE, context=context,
    )  # fmt: skip
