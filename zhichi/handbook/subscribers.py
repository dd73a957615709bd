"""What the handbook does when something is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.handbook import services

if TYPE_CHECKING:
    from zhichi.records.registry import Recorded


def on_policy_changed_make_version(recorded: Recorded) -> None:
    """Every changed number is a new version of the handbook (1.2)."""
    services.make_version(recorded)
