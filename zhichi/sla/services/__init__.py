"""Writes of clocks and of service levels."""

from __future__ import annotations

from zhichi.sla.services.catching_up import catch_up
from zhichi.sla.services.following import recompute
from zhichi.sla.services.joining import stricter, take_over, void
from zhichi.sla.services.levels import (
    NO_DRAFT,
    RuleData,
    begin_rollout,
    check_targets,
    discard_draft,
    finish_rollout,
    move_rule,
    note_progress,
    publish,
    remove_rule,
    save_rule,
    take_up,
)
from zhichi.sla.services.settle import Promise, Settled, begin, keep, settle
from zhichi.sla.services.watch import sweep

__all__ = [
    "NO_DRAFT",
    "Promise",
    "RuleData",
    "Settled",
    "begin",
    "begin_rollout",
    "catch_up",
    "check_targets",
    "discard_draft",
    "finish_rollout",
    "keep",
    "move_rule",
    "note_progress",
    "publish",
    "recompute",
    "remove_rule",
    "save_rule",
    "settle",
    "stricter",
    "sweep",
    "take_over",
    "take_up",
    "void",
]
