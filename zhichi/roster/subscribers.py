"""What the roster hears: somebody left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.core.actors import Actor
from zhichi.roster import services

if TYPE_CHECKING:
    from zhichi.records.registry import Recorded


def on_deactivated_free_shifts(recorded: Recorded) -> None:
    """In the transaction that deactivates somebody (4.1): nobody waits for their shifts."""
    user = accounts.person(recorded.actor_id) if recorded.actor_id else None
    by = Actor(kind=recorded.actor_kind, label=recorded.actor_label, user=user)
    services.free_future(person_id=recorded.object_id, by=by, at=recorded.at)
