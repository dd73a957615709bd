"""The numbers of the handbook that uploads read, with their shipped defaults."""

from __future__ import annotations

from zhichi.core.events import gettext_noop
from zhichi.records.registry import PolicyDefinition

KEPT = "5.2.1.upload_kept_hours"
WAITING = "5.2.1.uploads_waiting"
WAITING_MB = "5.2.1.uploads_waiting_mb"
MAIL_MB = "5.2.1.mail_attachments_mb"
LINK_DAYS = "5.2.1.file_link_days"
PROGRAMS = "5.2.1.customers_send_programs"
OPEN_WAITING = "6.4.1.open_before_scan"
MEASURES = ("allow", "warn", "hold", "refuse")
# What is done about each trait (choices.Trait), as shipped.
TRAITS = {
    "program": ("6.4.1.programs", gettext_noop("Files that are programs, or hold them"), "warn"),
    "script": ("6.4.1.scripts", gettext_noop("Scripts that a double click runs"), "warn"),
    "macros": ("6.4.1.macros", gettext_noop("Office documents with macros"), "warn"),
    "disk_image": ("6.4.1.disk_images", gettext_noop("Disk images (iso, vhd, dmg)"), "hold"),
    "archive": ("6.4.1.archives", gettext_noop("Archives that are looked into (zip, rar, 7z, tar, gz)"), "allow"),
    "closed": (
        "6.4.1.closed_archives",
        gettext_noop("Archives that are not looked into (arj, ace, and any without libarchive)"),
        "warn",
    ),
    "encrypted": ("6.4.1.encrypted", gettext_noop("Encrypted archives and documents"), "warn"),
    "unlooked": ("6.4.1.unlooked", gettext_noop("Files that could not be looked into (bombs, damaged)"), "hold"),
}
RESCAN_DAYS = "6.4.1.rescan_days"
RESCAN_MOST = "6.4.1.rescan_at_once"
OPEN_UNSCANNABLE = "6.4.1.open_unscannable"

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
    PolicyDefinition(
        key=MAIL_MB,
        clause="5.2.1",
        label=gettext_noop("Megabytes of files in one letter, before the largest go as links"),
        default=15,
        unit="count",
        minimum=1,
        maximum=500,
    ),
    PolicyDefinition(
        key=LINK_DAYS,
        clause="5.2.1",
        label=gettext_noop("Links to files that were too large for a letter hold for"),
        default=14,
        unit="days",
        minimum=1,
        maximum=365,
    ),
    PolicyDefinition(
        key=OPEN_WAITING,
        clause="6.4.1",
        label=gettext_noop("Files may be opened before the virus scanner has looked at them"),
        default=False,
        unit="flag",
    ),
    PolicyDefinition(
        key=OPEN_UNSCANNABLE,
        clause="6.4.1",
        label=gettext_noop("Files that the virus scanner cannot look at may be opened"),
        default=False,
        unit="flag",
    ),
    PolicyDefinition(
        key=RESCAN_DAYS,
        clause="6.4.1",
        label=gettext_noop("Files are scanned again with new signatures for"),
        default=30,
        unit="days",
        minimum=0,
        maximum=3650,
    ),
    PolicyDefinition(
        key=RESCAN_MOST,
        clause="6.4.1",
        label=gettext_noop("Files that are scanned again in one go (every quarter of an hour)"),
        default=1000,
        unit="count",
        minimum=10,
        maximum=100_000,
    ),
    *(
        PolicyDefinition(key=key, clause="6.4.1", label=label, default=measure, unit="text", choices=MEASURES)
        for key, label, measure in TRAITS.values()
    ),
)
