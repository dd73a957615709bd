"""Tell people what a swap of shifts asks of them, or what became of it (4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post
from zhichi.notices import services as notices
from zhichi.records.selectors import policy
from zhichi.roster.choices import SwapState
from zhichi.roster.definitions import SWAP_ACCEPTED, SWAP_DONE, SWAP_ENDED, SWAP_OFFERED, SWAP_WAITS
from zhichi.roster.models import Swap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.records.registry import Recorded


def tell_of_offer(recorded: Recorded) -> None:
    """The colleague who is asked, or everybody of the team; not who offers."""
    swap = _swap(recorded)
    asked = {swap.wanted_id} if swap.wanted_id else {person.pk for person in accounts.members(swap.kind.team_id)}
    _tell(recorded, asked, SWAP_OFFERED)


def tell_of_acceptance(recorded: Recorded) -> None:
    """Who offered; and where it must be approved, the supervisors who are there, else the managers."""
    if not policy("4.1.swap_needs_approval"):
        return  # that it is done is told at once
    swap = _swap(recorded)
    _tell(recorded, {swap.giver_id}, SWAP_ACCEPTED)
    people = accounts.supervisors_of(swap.kind.team_id, recorded.at) or list(accounts.holding_post(Post.MANAGER))
    _tell(recorded, {person.pk for person in people} - {swap.giver_id, swap.taker_id}, SWAP_WAITS)


def tell_of_change(recorded: Recorded) -> None:
    """Both whose shifts changed hands."""
    _tell(recorded, {recorded.data["giver_id"], recorded.data["taker_id"]}, SWAP_DONE)


def tell_of_end(recorded: Recorded) -> None:
    """Everybody who waited for it: who offered, who accepted, who was asked by name."""
    swap = _swap(recorded)
    waited = {swap.giver_id, swap.taker_id, swap.wanted_id if recorded.data["how"] == SwapState.WITHDRAWN else None}
    _tell(recorded, {key for key in waited if key}, SWAP_ENDED)


def _swap(recorded: Recorded) -> Swap:
    return Swap.objects.select_related("kind").get(pk=recorded.data["swap_id"])


def _tell(recorded: Recorded, people: Iterable[int | None], kind: str) -> None:
    """Nobody is told what they did themselves."""
    told = [key for key in people if key and key != recorded.actor_id]
    key = f"swap:{recorded.data['swap_id']}:{recorded.id}"
    data = {**recorded.data, "who": recorded.actor_label if recorded.actor_kind != "system" else "Zhichi"}
    notices.tell(told, kind=kind, stream=recorded.stream, data=data, dedupe_key=key, at=recorded.at)
