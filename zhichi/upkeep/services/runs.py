"""One run of a job, from the wish to its history: only one of each job at a time, on whichever worker."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.jobs import Cancelled, Job, Outcome, jobs
from zhichi.records.services import append
from zhichi.upkeep import policies
from zhichi.upkeep.choices import OPEN, State
from zhichi.upkeep.events import RunAsked, RunEnded, RunFailed, RunStopped
from zhichi.upkeep.models import Run

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger("zhichi.upkeep")

WORKER = Actor.system("upkeep")
ABANDONED = timedelta(minutes=15)  # without a sign of progress: its process died
BEAT_SECONDS = 1.0
LONGEST_ERROR = 2000
Told = Callable[[Run], None]


def ask(*, job: str, options: Mapping[str, Any] | None = None, by: Actor, at: datetime) -> Run:
    """Have a worker run `job`. Raises Conflict while one waits or runs, Refused, and KeyError for an unknown job.

    Appends upkeep.asked when a person asked.
    """
    known = jobs.get(job)
    if not by.is_system:
        policies.RUN.check(by.user)
    sweep_abandoned(at=at)
    return _create(known, options or {}, State.WAITING, by, at)


def run_now(
    *, job: str, secret: Mapping[str, Any] | None = None, by: Actor, at: datetime, told: Told | None = None
) -> Run:
    """Run `job` in this process, for the command line; `told` hears of progress. Raises Conflict like `ask`.

    `secret` options (a key, a passphrase) are given to the job and kept nowhere. The run says how it ended; a failure
    does not raise.
    """
    sweep_abandoned(at=at)
    run = _create(jobs.get(job), {}, State.RUNNING, by, at)
    return _execute(run, told, secret or {})


def work_off(*, at: datetime) -> bool:
    """Take up the oldest waiting run and do it; False when there was none."""
    waiting = Run.objects.filter(state=State.WAITING).order_by("pk").values_list("pk", flat=True).first()
    if waiting is None:
        return False
    mine = Run.objects.filter(pk=waiting, state=State.WAITING)
    if not mine.update(state=State.RUNNING, started_at=at, beat_at=at):
        return True  # another worker was first
    run = Run.objects.get(pk=waiting)
    _execute(run, None, run.options)
    return True


@transaction.atomic
def stop(*, run_id: int, by: Actor, at: datetime) -> bool:
    """Ask a run to stop; one that only waits is stopped at once. False when it has ended. Raises Refused."""
    policies.RUN.check(by.user)
    run = Run.objects.select_for_update().filter(pk=run_id, state__in=OPEN).first()
    if run is None:
        return False
    if run.state == State.WAITING:
        _end(run, State.STOPPED, by=by, at=at)
    else:
        Run.objects.filter(pk=run.pk).update(stop_asked=True)
    return True


def sweep_abandoned(*, at: datetime) -> int:
    """Say of runs whose process died that they failed; returns how many."""
    swept = 0
    for run in Run.objects.filter(state=State.RUNNING, beat_at__lt=at - ABANDONED):
        with transaction.atomic():
            error = _("It was broken off: its process ended.")
            swept += _end(run, State.FAILED, error=error, by=WORKER, at=at)
    return swept


@transaction.atomic
def _create(job: Job, options: Mapping[str, Any], state: State, by: Actor, at: datetime) -> Run:
    started = at if state == State.RUNNING else None
    row = Run(job=job.name, options=dict(options), by=by.label[:200], state=state, asked_at=at)
    row.started_at = row.beat_at = started
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "busy", _("“%s” is being done already.") % job.label, _("Wait until it has ended, or stop it.")
        ) from None
    if not by.is_system:
        append(row.stream, RunAsked(run=row.pk, job=job.name), by=by, at=at)
    return row


class _Shown:
    """Writes how far a run is, about once a second, and hears whether it shall stop."""

    def __init__(self, run: Run, told: Told | None) -> None:
        self._run, self._told = run, told
        self._shown = 0.0

    def step(self, label: str) -> None:
        """See Progress."""
        self._run.step, self._run.done, self._run.total = label[:200], 0, 0
        self._write()

    def show(self, done: int, total: int) -> None:
        """See Progress."""
        self._run.done, self._run.total = done, total
        if time.monotonic() - self._shown >= BEAT_SECONDS:
            self._write()

    def _write(self) -> None:
        self._shown = time.monotonic()
        run = self._run
        Run.objects.filter(pk=run.pk).update(step=run.step, done=run.done, total=run.total, beat_at=clock.now())
        if self._told is not None:
            self._told(run)
        if Run.objects.filter(pk=run.pk, stop_asked=True).exists():
            raise Cancelled


def _execute(run: Run, told: Told | None, options: Mapping[str, Any]) -> Run:
    try:
        outcome = jobs.get(run.job).run(options, _Shown(run, told))
    except Cancelled:
        _finish(run, State.STOPPED)
    except DomainError as error:
        _finish(run, State.FAILED, error=str(error))
    except Exception as error:  # a job may break in any way; the run says so, and the worker goes on
        log.warning("job %s failed", run.job, exc_info=True)
        _finish(run, State.FAILED, error=f"{type(error).__name__}: {error}")
    else:
        _finish(run, State.DOUBTFUL if outcome.is_doubtful else State.DONE, outcome=outcome)
    run.refresh_from_db()
    return run


@transaction.atomic
def _finish(run: Run, state: State, *, outcome: Outcome | None = None, error: str = "") -> None:
    _end(run, state, outcome=outcome, error=error, by=WORKER, at=clock.now())


def _end(run: Run, state: State, *, outcome: Outcome | None = None, error: str = "", by: Actor, at: datetime) -> bool:
    """Write how a run ended, unless somebody did so before, and append the event that says it."""
    values: dict[str, Any] = {"state": state, "ended_at": at, "error": error[:LONGEST_ERROR], "step": ""}
    if outcome is not None:
        values |= {"words": outcome.words, "values": dict(outcome.values)}
    if not Run.objects.filter(pk=run.pk, state__in=OPEN).update(**values):
        return False
    if state == State.STOPPED:
        append(run.stream, RunStopped(run=run.pk, job=run.job), by=by, at=at)
    elif state == State.FAILED:
        append(run.stream, RunFailed(run=run.pk, job=run.job, error=error[:LONGEST_ERROR]), by=by, at=at)
    else:
        seconds = round((at - (run.started_at or run.asked_at)).total_seconds())
        words = outcome.words % outcome.values if outcome else ""
        append(run.stream, RunEnded(run=run.pk, job=run.job, seconds=seconds, result=words), by=by, at=at)
    return True
