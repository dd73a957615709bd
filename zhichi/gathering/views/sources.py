"""Sources of articles: the list, one of them, its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhichi.core.rights import requires
from zhichi.gathering import policies, selectors, services
from zhichi.gathering.definitions import EVERY_HOURS
from zhichi.gathering.forms import SourceForm
from zhichi.gathering.registry import kinds, ordered_kinds
from zhichi.records.selectors import history, policy, sentence
from zhichi.ui.respond import Toast, go
from zhichi.ui.submit import submit

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.gathering.models import Source

FORMS = ("GET", "HEAD", "POST")
HISTORY = 10


@require_safe
@requires(policies.VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """Every source: where it is, when it was read, what waits."""
    context = {
        "rows": [(row, kinds.find(row.kind)) for row in selectors.sources()],
        "may_manage": policies.MANAGE.allows(request.user, None),
        "may_exchange": policies.EXCHANGE.allows(request.user, None),
    }
    return render(request, "gathering/sources.html", context)


@require_safe
@requires(policies.MANAGE)
def choose(request: HttpRequest) -> HttpResponse:
    """Which kind of source."""
    return render(request, "gathering/choose.html", {"kinds": ordered_kinds()})


@require_http_methods(FORMS)
@requires(policies.MANAGE)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Describe a new source; it is read by schedule only when its form says so."""
    return _form(request, kind, None)


@require_http_methods(FORMS)
@requires(policies.MANAGE)
def edit(request: HttpRequest, source_id: int) -> HttpResponse:
    """Change a source."""
    source = find(source_id)
    return _form(request, source.kind, source)


@require_safe
@requires(policies.VIEW)
def detail(request: HttpRequest, source_id: int) -> HttpResponse:
    """One source: what it is, its runs, what failed, what waits."""
    source = find(source_id)
    runs = selectors.runs_of(source)
    context = {
        "source": source,
        "kind": kinds.find(source.kind),
        "hours": source.hours or int(policy(EVERY_HOURS)),
        "runs": runs,
        "is_open": any(run.is_open for run in runs),
        "failing": selectors.failing(source),
        "counts": selectors.incoming_counts(source.pk),
        "may_manage": policies.MANAGE.allows(request.user, None),
        "history": [(item, sentence(item)) for item in reversed(history(source.stream)[-HISTORY:])],
    }
    return render(request, "gathering/source.html", context)


def find(source_id: int) -> Source:
    """The source, else 404."""
    found = selectors.source(source_id)
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, code: str, source: Source | None) -> HttpResponse:
    kind = kinds.find(code)
    if kind is None:
        raise Http404
    person: Any = request.user
    initial = SourceForm.initial_of(kind, source, language=get_language() or "", person_id=person.pk)
    form = SourceForm(request.POST or None, kind=kind, source=source, initial=initial)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Source:
        return services.save_source(
            data=form.data_of_form(), source_id=source.pk if source else None, revision=data["revision"], by=by, at=at
        )

    def done(row: Source) -> HttpResponse:
        words = _("Saved.") if source else _("Saved. Try it: that shows what would come and writes nothing.")
        return go(request, row.get_absolute_url(), Toast(words))

    return submit(
        request, form, act, done, template="gathering/source_form.html", context={"kind": kind, "source": source}
    )
