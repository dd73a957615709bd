"""Evidence for clauses 6.4.1 (backups are regular, restoring them is tested) and 6.4.2 (the system is looked after)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.core import clock
from zhichi.handbook.registry import Evidence, Figure, clause_evidence
from zhichi.upkeep import drill, health, selectors
from zhichi.upkeep.choices import BACKUP, GOOD, RESTORE_TEST

if TYPE_CHECKING:
    from zhichi.handbook.registry import Period
    from zhichi.upkeep.models import CheckState, Run


NOW = "how things are now; the clause links to the page of health"


def register() -> None:
    """Put the evidence and the list behind it into the handbook's registries."""
    drill.register()
    clause_evidence("6.4.1", safety, compares=True)
    clause_evidence("6.4.2", upkeep, compares=True)


def safety(period: Period) -> Evidence:
    """6.4.1: the last backup and the last restore test; those of the period, and how many failed."""
    whole = period.root
    backup = whole.share("upkeep.backup", partial(selectors.last_good, BACKUP))
    test = whole.share("upkeep.test", partial(selectors.last_good, RESTORE_TEST))
    ended = whole.share("upkeep.ended", lambda: list(selectors.ended_in(whole.start, whole.end)))
    within = [run for run in ended if run.ended_at and period.start <= run.ended_at < period.end]
    figures = [
        Figure(_("Last backup"), _end(backup), "time", unlisted="a time", is_now=True),
        Figure(_("Last restore test"), _end(test), "time", unlisted="a time", is_now=True),
        Figure(_("Backups made"), _good(within, BACKUP), "count", rows=drill.runs(BACKUP)),
        Figure(
            _("Backups that failed"), _bad(within, BACKUP), "count", 0, lower_is_better=True, rows=drill.runs(BACKUP)
        ),
        Figure(_("Restore tests passed"), _good(within, RESTORE_TEST), "count", rows=drill.runs(RESTORE_TEST)),
    ]
    return Evidence(_state(backup, test), figures, reverse("upkeep:backups"))


def upkeep(period: Period) -> Evidence:
    """6.4.2: how many checks are well now, and when they were last made; maintenance jobs of the period."""
    whole = period.root
    states = list(whole.share("upkeep.checks", selectors.check_states).values())
    ended = whole.share("upkeep.ended", lambda: list(selectors.ended_in(whole.start, whole.end)))
    within = [run for run in ended if run.ended_at and period.start <= run.ended_at < period.end]
    well = sum(state.level != "bad" for state in states)
    looked = max((state.checked_at for state in states), default=None)
    figures = [
        Figure(_("Checks of the system without trouble"), well, "count", len(states), unlisted=NOW, is_now=True),
        Figure(_("System last looked at"), looked, "time", unlisted="a time", is_now=True),
        Figure(_("Jobs of upkeep done"), sum(run.state in GOOD for run in within), "count", rows=drill.runs()),
        Figure(
            _("Jobs of upkeep that failed"),
            sum(run.state not in GOOD for run in within),
            "count",
            0,
            lower_is_better=True,
            rows=drill.runs(),
        ),
    ]
    return Evidence(_health(states), figures, reverse("upkeep:health"))


def _health(states: list[CheckState]) -> str:
    if not states:
        return "no_data"
    if any(state.trouble_since for state in states):
        return "broken"
    return "at_risk" if any(state.level != "ok" for state in states) else "kept"


def _state(backup: Run | None, test: Run | None) -> str:
    at = clock.now()
    if backup is None and selectors.last(BACKUP) is None:
        return "no_data"
    if health.backup_is_late(backup, at):
        return "broken"
    return "at_risk" if health.trial_is_late(test, at) else "kept"


def _end(run: Run | None) -> object:
    return run.ended_at if run else None


def _good(ended: list[Run], job: str) -> int:
    return sum(run.job == job and run.state in GOOD for run in ended)


def _bad(ended: list[Run], job: str) -> int:
    return sum(run.job == job and run.state not in GOOD for run in ended)
