"""Writes of escalation."""

from __future__ import annotations

from zhichi.escalation.services.follow import align, begin, note_acknowledged, warn
from zhichi.escalation.services.hand_on import hand_on
from zhichi.escalation.services.raising import sweep

__all__ = ["align", "begin", "hand_on", "note_acknowledged", "sweep", "warn"]
