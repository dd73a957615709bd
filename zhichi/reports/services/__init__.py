"""Writes of analysis reports, one module per use case."""

from __future__ import annotations

from zhichi.reports.services.actions import drop_action, finish_action, note_action
from zhichi.reports.services.drafting import compute_again, draft, draft_due, save_remarks
from zhichi.reports.services.issuing import digest_of, issue

__all__ = [
    "compute_again",
    "digest_of",
    "draft",
    "draft_due",
    "drop_action",
    "finish_action",
    "issue",
    "note_action",
    "save_remarks",
]
