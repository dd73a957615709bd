"""The numbers of clauses 6.4.1 and 6.4.2."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from zhichi.core.events import gettext_noop as _
from zhichi.notices.registry import NoticeKind
from zhichi.records.registry import PolicyDefinition

BACKUP_HOURS = "6.4.1.backup_hours"
TEST_DAYS = "6.4.1.restore_test_days"
KEEP_DAILY = "6.4.1.keep_daily"
KEEP_WEEKLY = "6.4.1.keep_weekly"
KEEP_MONTHLY = "6.4.1.keep_monthly"
SLOW_MS = "6.4.2.slow_ms"
MEMORY_MB = "6.4.2.memory_mb"
ANALYSE_HOURS = "6.4.2.analyse_hours"
TIDY_HOURS = "6.4.2.tidy_hours"
HEALTH_BAD, HEALTH_GOOD = "upkeep.health_bad", "upkeep.health_good"

POLICIES = (
    PolicyDefinition(
        key=BACKUP_HOURS,
        clause="6.4.1",
        label=_("Make a backup every"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=168,
    ),
    PolicyDefinition(
        key=TEST_DAYS,
        clause="6.4.1",
        label=_("Test restoring a backup every"),
        default=7,
        unit="days",
        minimum=1,
        maximum=92,
    ),
    PolicyDefinition(
        key=KEEP_DAILY,
        clause="6.4.1",
        label=_("Backups kept: one a day for so many days"),
        default=14,
        unit="count",
        minimum=1,
        maximum=366,
    ),
    PolicyDefinition(
        key=KEEP_WEEKLY,
        clause="6.4.1",
        label=_("Backups kept: one a week for so many weeks"),
        default=8,
        unit="count",
        minimum=0,
        maximum=104,
    ),
    PolicyDefinition(
        key=KEEP_MONTHLY,
        clause="6.4.1",
        label=_("Backups kept: one a month for so many months"),
        default=12,
        unit="count",
        minimum=0,
        maximum=120,
    ),
    PolicyDefinition(
        key=SLOW_MS,
        clause="6.4.2",
        label=_("A database statement counts as slow from (milliseconds)"),
        default=500,
        unit="count",
        minimum=20,
        maximum=60_000,
    ),
    PolicyDefinition(
        key=MEMORY_MB,
        clause="6.4.2",
        label=_("A process counts as large from (MB of memory)"),
        default=800,
        unit="count",
        minimum=100,
        maximum=64_000,
    ),
    PolicyDefinition(
        key=ANALYSE_HOURS,
        clause="6.4.2",
        label=_("Analyse the database every"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=744,
    ),
    PolicyDefinition(
        key=TIDY_HOURS,
        clause="6.4.2",
        label=_("Remove orphan files and old rows every"),
        default=168,
        unit="hours",
        minimum=24,
        maximum=2208,
    ),
)

NOTICES = (
    NoticeKind(
        code=HEALTH_BAD,
        label=pgettext_lazy("notice", "System trouble"),
        wording=_("%(check)s: %(what)s"),
        severity="warning",
        clause="6.4.2",
        icon="heart-pulse",
    ),
    NoticeKind(
        code=HEALTH_GOOD,
        label=pgettext_lazy("notice", "System well again"),
        wording=_("%(check)s is well again; it was in trouble for %(minutes)s minutes."),
        clause="6.4.2",
        icon="heart-pulse",
    ),
)
