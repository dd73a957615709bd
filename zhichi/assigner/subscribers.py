"""What the assigner hears: requests without an owner, freed capacity, transfers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.accounts import selectors as accounts
from zhichi.assigner import services
from zhichi.assigner.selectors import is_at_shift_end
from zhichi.core import clock
from zhichi.core.actors import Actor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhichi.records.registry import Recorded

AT_ONCE = 50  # the worker has other tails to follow; the cadence does the rest


def on_transferred_watch(recorded: Recorded) -> None:
    """In the transaction of a transfer (3.3.1): notice what is passed around, never at the end of a shift."""
    at_shift_end = is_at_shift_end(recorded)
    if not at_shift_end and None in {recorded.data.get("owner_id"), recorded.data.get("before_id")}:
        return
    user = accounts.person(recorded.actor_id) if recorded.actor_id else None
    by = Actor(kind=recorded.actor_kind, label=recorded.actor_label, user=user)
    do = services.note_shift_end if at_shift_end else services.watch_transfer
    do(ticket_id=recorded.object_id, by=by, owner=recorded.data["owner"], at=recorded.at)


def follow(events: Sequence[Recorded]) -> None:
    """A tail: remember whose turn it was, then look at what waits.

    The looking comes after the commit, so that its own transactions are short and hold no lock of this one; what a
    crash loses there the cadence finds.
    """
    given: dict[int, datetime] = {}
    for event in events:
        if (owner_id := event.data.get("owner_id")) is not None and event.code.startswith("tickets."):
            given[owner_id] = event.at
    services.note_given(given=given)
    transaction.on_commit(partial(services.work_off, at=clock.now(), limit=AT_ONCE), robust=True)
