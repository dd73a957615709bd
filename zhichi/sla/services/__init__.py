"""Writes of clocks."""

from __future__ import annotations

from zhichi.sla.services.following import recompute
from zhichi.sla.services.joining import stricter, take_over, void
from zhichi.sla.services.settle import Promise, Settled, begin, keep, settle
from zhichi.sla.services.watch import sweep

__all__ = ["Promise", "Settled", "begin", "keep", "recompute", "settle", "stricter", "sweep", "take_over", "void"]
