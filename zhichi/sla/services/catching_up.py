"""Let open clocks follow a changed handbook, or another calendar for the company or a team (3.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.core.actors import Actor
from zhichi.core.events import gettext_noop
from zhichi.core.update import update_all
from zhichi.records import services as records
from zhichi.records.selectors import forget_policies
from zhichi.sla import office, registry
from zhichi.sla.choices import ClockState, Follows
from zhichi.sla.events import ClocksFollowed
from zhichi.sla.models import Clock, Following
from zhichi.sla.reckoning import next_look
from zhichi.sla.registry import Step
from zhichi.sla.services.levels import STREAM

if TYPE_CHECKING:
    from datetime import datetime

FOLLOWER = Actor.system(gettext_noop("handbook"))
BATCH = 500
SETTLED = timedelta(seconds=15)  # until then a process may still promise by what was in force before
ALL, MISSED = 0, 1


def ask(*, kind: Follows, label: str, at: datetime) -> None:
    """Note, in the transaction of a change by `label`, that open clocks must follow. What is on its way begins anew."""
    anew = {"asked_at": at, "asked_label": label[:200], "turn": ALL, "follower": 0, "last": 0}
    Following.objects.update_or_create(kind=kind, finished_at=None, defaults=anew)


def catch_up(*, at: datetime) -> int:
    """Settle every open promise anew where that was asked for; returns how many were looked at.

    What a clock has used stays used. Each batch is a transaction of its own, and the row says how far it came, so the
    worker may stop at any point. Appends sla.clocks_changed to what changed, and sla.clocks_followed at the end.
    """
    forget_policies()
    office.forget()
    return sum(_follow(row.pk, at) for row in Following.objects.filter(finished_at=None).order_by("pk"))


def _follow(key: int, at: datetime) -> int:
    looked = 0
    while (count := _batch(key, at)) is not None:
        looked += count
    return looked


@transaction.atomic
def _batch(key: int, at: datetime) -> int | None:
    """The next batch; how many it held, or None when nothing is left to do now."""
    row = Following.objects.select_for_update().filter(pk=key, finished_at=None).first()
    if row is None or (row.turn == MISSED and at < row.asked_at + SETTLED):
        return None
    followers = _followers(row)
    if row.follower >= len(followers):
        return _end_of_turn(row, at)
    step = followers[row.follower](row.last, None if row.turn == ALL else row.asked_at, at)
    row.looked, row.changed, row.last = row.looked + step.looked, row.changed + step.changed, step.last
    if not step.looked:
        row.follower, row.last = row.follower + 1, 0
    row.save(update_fields=("looked", "changed", "last", "follower"))
    return step.looked


def _followers(row: Following) -> list[registry.Follow]:
    if row.kind == Follows.LOOKS:
        return [_look_again]
    return [follower.follow for follower in registry.followers.values()]


def _end_of_turn(row: Following, at: datetime) -> int | None:
    if row.turn == ALL:
        row.turn, row.follower, row.last = MISSED, 0, 0
        row.save(update_fields=("turn", "follower", "last"))
        return 0
    row.finished_at = at
    row.save(update_fields=("finished_at",))
    event = ClocksFollowed(asked_by=row.asked_label, kind=row.kind, looked=row.looked, changed=row.changed)
    records.append(STREAM, event, by=FOLLOWER, at=at)
    return None


def _look_again(after: int, since: datetime | None, _at: datetime) -> Step:
    """Other shares of the time at which somebody is warned: when must the sweep look at each running clock?"""
    running = Clock.objects.filter(state=ClockState.RUNNING, breached_at=None, pk__gt=after)
    if since is not None:
        running = running.filter(since__gte=since)
    keys = list(running.order_by("pk").values_list("pk", "stream")[:BATCH])
    if not keys:
        return Step(after, 0, 0)
    held = registry.hold(stream for _key, stream in keys)
    rows = list(running.select_for_update().filter(pk__lte=keys[-1][0], stream__in=list(held)).order_by("pk"))
    changed = []
    for row in rows:
        before, (row.act_at, _percent) = row.act_at, next_look(row)
        if row.act_at != before:
            changed.append(row)
    update_all(changed, ("act_at",))
    return Step(keys[-1][0], len(keys), len(changed))
