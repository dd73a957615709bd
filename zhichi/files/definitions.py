"""The numbers of the handbook that uploads read, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

KEPT = "5.2.1.upload_kept_hours"
WAITING = "5.2.1.uploads_waiting"
WAITING_MB = "5.2.1.uploads_waiting_mb"
PROGRAMS = "5.2.1.customers_send_programs"

POLICIES = (
    PolicyDefinition(
        key=KEPT,
        clause="5.2.1",
        label=gettext_noop("Uploaded files of a form that is never sent are deleted after"),
        default=24,
        unit="hours",
        minimum=1,
        maximum=168,
    ),
    PolicyDefinition(
        key=WAITING,
        clause="5.2.1",
        label=gettext_noop("Uploaded files of one visitor that wait for their form, at most"),
        default=50,
        unit="count",
        minimum=1,
        maximum=1000,
    ),
    PolicyDefinition(
        key=WAITING_MB,
        clause="5.2.1",
        label=gettext_noop("Megabytes of one visitor that wait for their form, at most"),
        default=250,
        unit="count",
        minimum=1,
        maximum=10_000,
    ),
    PolicyDefinition(
        key=PROGRAMS,
        clause="5.2.1",
        label=gettext_noop("Customers may upload programs (.exe and the like)"),
        default=False,
        unit="flag",
    ),
)
