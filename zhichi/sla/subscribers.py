"""What clocks hear: numbers of the handbook changed, the company or a team works by another calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.sla.choices import Follows
from zhichi.sla.definitions import WARNINGS
from zhichi.sla.registry import policies_of_targets
from zhichi.sla.services import catching_up

if TYPE_CHECKING:
    from zhichi.records.registry import Recorded


def on_policy_changed_let_clocks_follow(recorded: Recorded) -> None:
    """In the transaction of the change (3.1): open promises will get the new target, or other warnings."""
    key = recorded.data["key"]
    if key in policies_of_targets():
        catching_up.ask(kind=Follows.PROMISES, label=recorded.actor_label, at=recorded.at)
    elif key in WARNINGS:
        catching_up.ask(kind=Follows.LOOKS, label=recorded.actor_label, at=recorded.at)


def on_calendar_assigned_let_clocks_follow(recorded: Recorded) -> None:
    """In the transaction of the change (3.1): open promises will run by the calendar of their team."""
    catching_up.ask(kind=Follows.PROMISES, label=recorded.actor_label, at=recorded.at)
