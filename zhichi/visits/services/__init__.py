"""Writes of visits, one module per use case. Each appends to the ticket's stream."""

from __future__ import annotations

from zhichi.visits.services.carry_out import Report, check_in, check_out, depart, report
from zhichi.visits.services.plan import Plan, Wanted, cancel, request, schedule
from zhichi.visits.services.remote import Session, end_session, start_session

__all__ = [
    "Plan",
    "Report",
    "Session",
    "Wanted",
    "cancel",
    "check_in",
    "check_out",
    "depart",
    "end_session",
    "report",
    "request",
    "schedule",
    "start_session",
]
