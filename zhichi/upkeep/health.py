"""What `zhichi doctor` and the health page say about backups (6.4.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.core.checks import Finding
from zhichi.records.selectors import policy
from zhichi.ui.timing import when_words
from zhichi.upkeep import definitions, selectors
from zhichi.upkeep.choices import BACKUP, RESTORE_TEST, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zhichi.upkeep.models import Run

PATIENCE = 2  # a turn may be missed; two may not


def check_backups() -> list[Finding]:
    """The last backup, the last restore test, and how backups are set up."""
    at = clock.now()
    return [*_last_backup(at), *_last_test(at), *_setup()]


def backup_is_late(run: Run | None, at: datetime) -> bool:
    """Whether the last good backup is older than twice the pause of the schedule."""
    return run is None or run.ended_at is None or run.ended_at < at - PATIENCE * backup_pause()


def trial_is_late(run: Run | None, at: datetime) -> bool:
    """Whether the last good restore test is older than twice the pause of the schedule."""
    return run is None or run.ended_at is None or run.ended_at < at - PATIENCE * trial_pause()


def backup_pause() -> timedelta:
    """From one backup to the next."""
    return timedelta(hours=float(policy(definitions.BACKUP_HOURS)))


def trial_pause() -> timedelta:
    """From one restore test to the next."""
    return timedelta(days=float(policy(definitions.TEST_DAYS)))


def _last_backup(at: datetime) -> Iterator[Finding]:
    last, good = selectors.last(BACKUP), selectors.last_good(BACKUP)
    if last is not None and last.state == State.FAILED:
        words = _("The last backup failed: %s") % last.error
        yield Finding("bad", words, _("Mend the cause, then make one on the backups page or by “zhichi backup”."))
    elif good is None:
        yield Finding("warn", _("There is no backup yet."), _("Make one on the backups page or by “zhichi backup”."))
        return
    elif backup_is_late(good, at):
        words = _("The last backup is too old: %s.") % _when(good, at)
        yield Finding("bad", words, _("Is the worker running? “zhichi serve” starts it."))
    else:
        yield Finding("ok", _("Last backup: %s.") % _when(good, at))
    if good is not None and good.values.get("trouble"):
        words = _("The copy in the second place failed: %s") % good.values["trouble"]
        yield Finding("bad", words, _("Mend the second place; the next backup brings it up to date."))


def _last_test(at: datetime) -> Iterator[Finding]:
    last, good = selectors.last(RESTORE_TEST), selectors.last_good(RESTORE_TEST)
    here = _("Start one on the backups page or by “zhichi backup --test-restore”.")
    elsewhere = _("Run “zhichi restore ARCHIVE --test --identity FILE” with the key.")
    advice = here if selectors.setup().can_read else elsewhere
    if last is not None and last.state == State.FAILED:
        yield Finding("bad", _("The last restore test failed: %s") % last.error, advice)
    elif good is None:
        yield Finding("warn", _("No backup was ever restored as a test."), advice)
    elif trial_is_late(good, at):
        yield Finding("warn", _("The last restore test is too old: %s.") % _when(good, at), advice)
    else:
        yield Finding("ok", _("Last restore test: %s.") % _when(good, at))


def _setup() -> Iterator[Finding]:
    setup = selectors.setup()
    if not setup.is_encrypted:
        words = _("Backups are not encrypted, so keys are not in them.")
        yield Finding("warn", words, _("Set ZHICHI_BACKUP_RECIPIENTS or ZHICHI_BACKUP_PASSPHRASE."))
    if setup.on_same_disk and not setup.second:
        words = _("Backups lie on the disk of the data: one broken disk takes both.")
        yield Finding("warn", words, _("Set ZHICHI_BACKUP_DIR or ZHICHI_BACKUP_SECOND_DIR to another disk."))


def _when(run: Run, at: datetime) -> str:
    return when_words(run.ended_at, now=at, style="full") if run.ended_at else ""
