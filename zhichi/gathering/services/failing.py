"""Whoever looks after a source hears when its scheduled reading begins to fail (6.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.gathering.choices import RunState
from zhichi.gathering.models import Run, Source
from zhichi.notices import services as notices

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

FAILED = "gathering.failed"  # the kind of notice


def tell_failure(run: Run, source: Source, *, by: Actor, at: datetime) -> None:
    """Tell the owner, unless a person asked for this reading and sees it, or the one before had failed already."""
    if run.state != RunState.FAILED or run.asked_by_id is not None or source.owner_id is None:
        return
    earlier = Run.objects.filter(source=source, is_trial=False, ended_at__isnull=False).exclude(pk=run.pk)
    last = earlier.order_by("-ended_at", "-pk").first()
    if last is not None and last.state == RunState.FAILED:
        return
    data = {"name": source.name, "reason": run.words[:300]}
    notices.tell([source.owner_id], kind=FAILED, stream=source.stream, data=data, by=by, at=at)
