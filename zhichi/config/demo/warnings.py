"""The demo's warnings: the clocks were watched until now, late tickets went up, some of it is acknowledged and mailed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from zhichi.core.actors import Actor
from zhichi.escalation import services as escalation
from zhichi.notices import selectors as reads
from zhichi.notices import services as notices
from zhichi.records import tails
from zhichi.sla import services as sla

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

EARLIER = timedelta(minutes=25)
SHARES = {"suhe": 1.0, "supervisor": 0.5, "linxiao": 0.3}  # so much of it was acknowledged; the rest waits


def play(*, staff: Mapping[str, Any], at: datetime) -> None:
    """Watch the clocks as the worker does: a while ago, then now, with what people did in between."""
    before = at - EARLIER
    _watch(before)
    notices.send_digests(at=before + timedelta(minutes=5))
    for login, share in SHARES.items():
        waiting = reads.page(staff[login], only_waiting=True).rows
        for row in waiting[: round(len(waiting) * share)]:
            notices.acknowledge(notice_id=row.pk, by=Actor.of(staff[login]), at=before + timedelta(minutes=8))
    notices.read_all(by=Actor.of(staff["manager"]), at=before + timedelta(minutes=11))
    _watch(at)


def _watch(at: datetime) -> None:
    sla.sweep(at=at)
    tails.drain()
    escalation.sweep(at=at)
    tails.drain()
