"""Who follows the outgoing queue from above: called with each mail inside the transaction that queues it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from zhichi.outbound.models import OutboundMail

Follower = Callable[["OutboundMail"], None]
followers: Registry[Follower] = Registry("follower of the outgoing queue")


def follow(name: str, follower: Follower) -> None:
    """Call `follower` with each mail that is queued: database work only. Raises DuplicateName."""
    followers.add(name, follower)
