"""Maintenance jobs: what each does, how it went last, run one now; the history of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from zhichi.core import clock
from zhichi.core.jobs import jobs
from zhichi.core.rights import requires
from zhichi.records import selectors as records
from zhichi.records.selectors import policy
from zhichi.ui.registry import ready_tabs
from zhichi.ui.respond import page_or_fragment
from zhichi.upkeep import policies, selectors
from zhichi.upkeep.choices import BACKUP, RESTORE_TEST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@requires(policies.VIEW)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All jobs but those of backups, which have a page of their own; refetched while one runs."""
    names = [name for name in jobs.names() if name not in {BACKUP, RESTORE_TEST}]
    running = [run for run in selectors.open_runs() if run.job in names]
    newest = {run.job: run for run in selectors.newest_of(names)}
    context = {
        "tabs": ready_tabs(request.user, "upkeep", "upkeep.maintenance"),
        "jobs": [
            {
                "job": job,
                "last": newest.get(job.name),
                "result": selectors.result(newest[job.name]) if job.name in newest else "",
                "is_open": any(run.job == job.name for run in running),
                "hours": policy(job.every_key) if job.every_key else 0,
            }
            for job in jobs.values()
            if job.name in names
        ],
        "running": [{"run": run, "label": selectors.job_label(run.job)} for run in running],
        "history": [
            {"run": run, "label": selectors.job_label(run.job), "result": selectors.result(run)}
            for run in selectors.runs(*names)
            if not run.is_open
        ],
        "workers": records.workers(at=clock.now()),
        "may_run": policies.RUN.allows(request.user, None),
    }
    return page_or_fragment(request, "upkeep/maintenance.html", "upkeep/_maintenance.html", context)
