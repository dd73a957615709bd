"""Traces that workers leave: that they live, and how scheduled work went."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhichi.records.models import CadenceRun, Heartbeat
from zhichi.records.services.leases import drop_leases

FORGET_AFTER = timedelta(days=1)


def beat(*, holder: str, started_at: datetime, at: datetime) -> None:
    """Say that the worker `holder` is alive; rows of workers long gone are swept."""
    Heartbeat.objects.update_or_create(holder=holder, defaults={"started_at": started_at, "beat_at": at})
    Heartbeat.objects.filter(beat_at__lt=at - FORGET_AFTER).delete()


def fall_silent(*, holder: str) -> None:
    """Take the worker's sign of life away and give its leases back: it stops on purpose."""
    Heartbeat.objects.filter(holder=holder).delete()
    drop_leases(holder=holder)


def note_start(*, name: str, at: datetime) -> None:
    """Scheduled work begins."""
    CadenceRun.objects.update_or_create(name=name, defaults={"started_at": at, "ended_at": None})


def note_end(*, name: str, at: datetime, error: str = "") -> None:
    """Scheduled work ended, well or with `error`."""
    CadenceRun.objects.filter(name=name).update(ended_at=at, error=error)
