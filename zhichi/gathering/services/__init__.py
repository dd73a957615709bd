"""Writes of gathering, one module per use case."""

from __future__ import annotations

from zhichi.gathering.services.deciding import decide, settle_archived, settle_published, settle_submitted
from zhichi.gathering.services.packing import Packed, export_base
from zhichi.gathering.services.runs import ask, ask_due, ask_import, claim, forget_old, give_up_lost, run, stop
from zhichi.gathering.services.sources import SourceData, save_source
from zhichi.gathering.services.unpacking import Row, import_base

__all__ = [
    "Packed",
    "Row",
    "SourceData",
    "ask",
    "ask_due",
    "ask_import",
    "claim",
    "decide",
    "export_base",
    "forget_old",
    "give_up_lost",
    "import_base",
    "run",
    "save_source",
    "settle_archived",
    "settle_published",
    "settle_submitted",
    "stop",
]
