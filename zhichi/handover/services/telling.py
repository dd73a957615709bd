"""Tell both sides of a hand-over what they need to know (3.3.1)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from zhichi.accounts import selectors as accounts
from zhichi.handover.definitions import BACK, CAME, GONE
from zhichi.notices import services as notices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.handover.models import Handed, HandOver

MOST = 8  # numbers named in one notice; the page has them all


def tell_of_hand_over(row: HandOver, shift: str, *, at: datetime) -> None:
    """Whoever goes on with something; and the person themselves when it went by itself."""
    said = {"shift": shift, "person": row.person.display_name, "note": row.note, "ended_at": _moment(row, at)}
    items = _items(row)
    for person_id, mine in _by_receiver(items, at).items():
        if person_id != row.person_id:
            _tell(row, person_id, CAME, {**said, "tickets": numbers(mine)}, at)
    if row.is_automatic and row.undo_until is not None:
        told = {**said, "tickets": numbers(items), "until": row.undo_until.isoformat()}
        _tell(row, row.person_id, GONE, told, at)


def tell_of_undo(row: HandOver, returned: list[Handed], *, at: datetime) -> None:
    """What the notices asked for is done; whoever had taken something on learns that it is not theirs any more."""
    notices.settle(stream=row.stream, kinds=[GONE, CAME], at=at)
    for person_id, mine in _by_receiver(returned, at).items():
        if person_id != row.person_id:
            _tell(row, person_id, BACK, {"person": row.person.display_name, "tickets": numbers(mine)}, at)


def numbers(items: Iterable[Handed]) -> list[str]:
    """The tickets as ["#10001", "#10002"], joined where they are read; beyond a handful the others are counted."""
    found = [f"#{item.ticket.number}" for item in items]
    more = len(found) - MOST
    return [*found[:MOST], f"+{more}"] if more > 0 else found


def _items(row: HandOver) -> list[Handed]:
    return list(row.items.select_related("ticket", "to", "duty_role__holder", "duty_role__team__lead").order_by("pk"))


def _by_receiver(items: Iterable[Handed], at: datetime) -> dict[int, list[Handed]]:
    """Who answers for each: the person, else who holds the duty role at `at`, else the lead of the team."""
    found: defaultdict[int, list[Handed]] = defaultdict(list)
    holders: dict[int, int | None] = {}
    for item in items:
        role = item.duty_role
        if item.to_id is None and role.pk not in holders:
            holder = accounts.duty_holder(role, at) or role.team.lead
            holders[role.pk] = holder.pk if holder else None
        person_id = item.to_id or holders[role.pk]
        if person_id is not None:
            found[person_id].append(item)
    return dict(found)


def _moment(row: HandOver, at: datetime) -> str:
    return (row.ended_at or at).isoformat()


def _tell(row: HandOver, person_id: int, kind: str, data: dict[str, Any], at: datetime) -> None:
    key = f"{kind}:{row.pk}"
    notices.tell([person_id], kind=kind, stream=row.stream, data=data, dedupe_key=key, at=at)
