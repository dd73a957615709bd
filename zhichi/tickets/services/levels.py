"""Bring open tickets under a new version of the service levels, and after contracts that changed (3.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from zhichi.core.actors import Actor
from zhichi.core.events import gettext_noop
from zhichi.sla import selectors as sla
from zhichi.sla import services as sla_services
from zhichi.tickets import levels
from zhichi.tickets.models import Ticket
from zhichi.tickets.services.batches import walk
from zhichi.tickets.services.following import settle_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from zhichi.sla.models import LevelRollout

FOLLOWER = Actor.system(gettext_noop("service levels"))
SETTLED = timedelta(seconds=15)  # until then a process may still register tickets under the version before


def roll_out(*, at: datetime) -> int:
    """Apply published versions to open tickets where that was asked for; returns how many were looked at.

    What a clock has used stays used. Appends tickets.level_set and sla.clocks_changed to each ticket that gets
    something else. Stops and starts at any point without loss: the version on each row says what is still to do.
    """
    return sum(_roll_out(row, at) for row in sla.rollouts())


def _roll_out(rollout: LevelRollout, at: datetime) -> int:
    number = rollout.number
    waiting = Ticket.objects.filter(Q(level_version=None) | Q(level_version__lt=number), is_open=True)
    if not rollout.total:
        sla_services.begin_rollout(rollout_id=rollout.pk, total=waiting.count())

    def work(batch: Sequence[Ticket]) -> int:
        changed = sum(_move(ticket, number, at) for ticket in batch)
        sla_services.note_progress(rollout_id=rollout.pk, looked=len(batch), changed=changed)
        return changed

    looked = walk(waiting, work, waits=False)  # the next turn comes back to those that somebody holds
    if at >= rollout.asked_at + SETTLED and not waiting.exists():
        sla_services.finish_rollout(rollout_id=rollout.pk, by=FOLLOWER, at=at)
    return looked


def follow_contracts(*, organisation_ids: Iterable[int], at: datetime) -> int:
    """Decide open tickets of these organisations anew, each within its own version; returns how many there were."""
    mine = Ticket.objects.filter(organisation_id__in=list(organisation_ids), is_open=True)
    return walk(mine, lambda batch: sum(_move(ticket, ticket.level_version, at) for ticket in batch), waits=True)


def _move(ticket: Ticket, version: int | None, at: datetime) -> bool:
    """Put one locked ticket under a version; whether it gets something else by it. Its place by change stays."""
    before = ticket.level, ticket.level_version
    events = levels.move_to(ticket, version)
    if not events:
        if before != (ticket.level, ticket.level_version):
            Ticket.objects.filter(pk=ticket.pk).update(level=ticket.level, level_version=version)
        return False
    Ticket.objects.filter(pk=ticket.pk).update(level=ticket.level, level_version=version)
    settle_anew(ticket, events, by=FOLLOWER, at=at)
    return True
