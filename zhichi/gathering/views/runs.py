"""Runs of a source: start one, watch it, read its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.gathering import policies, selectors, services
from zhichi.gathering.choices import Outcome
from zhichi.gathering.views.sources import find
from zhichi.ui.respond import Toast, go, page_or_fragment

if TYPE_CHECKING:
    from zhichi.core.rights import Right
    from zhichi.gathering.models import Run


@require_POST
@requires(policies.MANAGE)
def start(request: HttpRequest, source_id: int) -> HttpResponse:
    """Have a worker read the source now, or try it without writing."""
    source = find(source_id)
    try:
        run = services.ask(
            source_id=source.pk, is_trial="trial" in request.POST, by=Actor.of(request.user), at=clock.now()
        )
    except DomainError as error:
        return go(request, source.get_absolute_url(), Toast(str(error), kind="warn"))
    return go(request, reverse("gathering:run", args=[run.pk]))


@require_POST
@requires(policies.VIEW)
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask a run to stop: of a source whoever manages sources, of an archive whoever may read one in."""
    run = _find(run_id)
    _right(run).check(request.user)
    is_open = services.stop(run_id=run.pk, by=Actor.of(request.user), at=clock.now())
    words = _("It stops after the row that it is at.") if is_open else _("It had ended already.")
    return go(request, reverse("gathering:run", args=[run.pk]), Toast(words, kind="ok" if is_open else "info"))


@require_safe
@requires(policies.VIEW)
def detail(request: HttpRequest, run_id: int) -> HttpResponse:
    """A run with its rows; it shows itself again every two seconds until it ends."""
    run = _find(run_id)
    wanted = request.GET.get("rows", "")
    chosen = wanted if wanted in Outcome.values else ""
    context = {
        "run": run,
        "lines": selectors.lines_of(run, chosen),
        "most": selectors.LINES_SHOWN,
        "chosen": chosen,
        "counts": [(one, run.counts[one]) for one in Outcome if run.counts.get(one)],
        "percent": min(100, round(run.done * 100 / run.total)) if run.total else None,
        "may_manage": _right(run).allows(request.user, None),
    }
    return page_or_fragment(request, "gathering/run.html", "gathering/_run.html", context)


def _right(run: Run) -> Right:
    return policies.MANAGE if run.source_id else policies.EXCHANGE


def _find(run_id: int) -> Run:
    found = selectors.run(run_id)
    if found is None:
        raise Http404
    return found
