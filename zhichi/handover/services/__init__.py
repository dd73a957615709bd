"""Writes of the hand-over at shift end."""

from __future__ import annotations

from zhichi.handover.services.by_itself import end_shifts
from zhichi.handover.services.hand_over import Move, hand_over, undo_hand_over

__all__ = ["Move", "end_shifts", "hand_over", "undo_hand_over"]
