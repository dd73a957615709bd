"""How pages name and link the streams of jobs, and how sentences show their codes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from zhichi.core.checks import checks
from zhichi.records.registry import register_labels, register_stream
from zhichi.upkeep import selectors
from zhichi.upkeep.choices import BACKUP, RESTORE_TEST
from zhichi.upkeep.definitions import HEALTH_BAD, HEALTH_GOOD

FIELDS = ("asked", "ended", "failed", "stopped")


def register() -> None:
    """Put the streams and the labels into the record's registries."""
    register_stream("upkeep", label=_job, url=_page)
    register_stream("mailhold", label=lambda _key: gettext("Mail at rest"), url=lambda _key: reverse("upkeep:health"))
    for code in (HEALTH_BAD, HEALTH_GOOD):
        register_labels(f"{code}.check", _check)
    for name in FIELDS:
        register_labels(f"upkeep.{name}.job", _job)


def _page(key: str) -> str:
    if key == "system":
        return reverse("upkeep:health")
    return reverse("upkeep:backups" if key in {BACKUP, RESTORE_TEST} else "upkeep:maintenance")


def _check(name: str) -> str:
    known = checks.find(name)
    return known.title if known else name


def _job(code: str) -> str:
    return gettext("System") if code == "system" else selectors.job_label(code)
