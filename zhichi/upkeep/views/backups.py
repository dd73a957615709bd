"""Backups: how they are set up, those that lie there, what was done last; start one, test one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from zhichi.core import clock
from zhichi.core.rights import requires
from zhichi.records import selectors as records
from zhichi.records.selectors import policy
from zhichi.ui.registry import ready_tabs
from zhichi.ui.respond import page_or_fragment
from zhichi.upkeep import definitions, health, policies, selectors
from zhichi.upkeep.choices import BACKUP, RESTORE_TEST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@requires(policies.VIEW)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about backups on one page; refetched while something runs."""
    at = clock.now()
    running = [run for run in selectors.open_runs() if run.job in {BACKUP, RESTORE_TEST}]
    context = {
        "tabs": ready_tabs(request.user, "upkeep", "upkeep.backups"),
        "setup": selectors.setup(),
        "findings": [one for one in health.check_backups() if one.level != "ok"],
        "last_backup": selectors.last_good(BACKUP),
        "last_test": selectors.last_good(RESTORE_TEST),
        "running": [{"run": run, "label": selectors.job_label(run.job)} for run in running],
        "busy_with": {run.job for run in running},
        "backups": selectors.backups(),
        "history": [
            {"run": run, "label": selectors.job_label(run.job), "result": selectors.result(run)}
            for run in selectors.runs(BACKUP, RESTORE_TEST)
            if not run.is_open
        ],
        "workers": records.workers(at=at),
        "may_run": policies.RUN.allows(request.user, None),
        "keeps": {name: int(policy(key)) for name, key in KEEPS.items()},
        "every_hours": policy(definitions.BACKUP_HOURS),
        "test_days": policy(definitions.TEST_DAYS),
    }
    return page_or_fragment(request, "upkeep/backups.html", "upkeep/_backups.html", context)


KEEPS = {"daily": definitions.KEEP_DAILY, "weekly": definitions.KEEP_WEEKLY, "monthly": definitions.KEEP_MONTHLY}
