"""Start a job, stop one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict
from zhichi.core.jobs import jobs
from zhichi.core.rights import requires
from zhichi.ui.respond import Toast, go
from zhichi.upkeep import policies, services
from zhichi.upkeep.choices import BACKUP, RESTORE_TEST
from zhichi.upkeep.models import Run

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@requires(policies.RUN)
@require_POST
def start(request: HttpRequest, job: str) -> HttpResponse:
    """Have a worker run a job now; the page shows how far it is."""
    if job not in jobs:
        raise Http404
    options = {"preview": True} if request.POST.get("preview") and jobs.get(job).has_preview else {}
    try:
        services.ask(job=job, options=options, by=Actor.of(request.user), at=clock.now())
    except Conflict as error:
        return go(request, _page_of(job), Toast(str(error), "warn"))
    return go(request, _page_of(job), Toast(_("It begins in a moment; how far it is shows here.")))


@requires(policies.RUN)
@require_POST
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask a run to stop."""
    run = get_object_or_404(Run, pk=run_id)
    is_open = services.stop(run_id=run_id, by=Actor.of(request.user), at=clock.now())
    words = _("It stops as soon as it can.") if is_open else _("It had ended already.")
    return go(request, _page_of(run.job), Toast(words, "ok" if is_open else "info"))


def _page_of(job: str) -> str:
    """The page of upkeep that shows a job."""
    return reverse("upkeep:backups" if job in {BACKUP, RESTORE_TEST} else "upkeep:maintenance")
