"""Writes of visits, one module per use case. Each appends to the ticket's stream."""

from __future__ import annotations

from zhichi.visits.services.carry_out import Report, Tap, amend, check_in, check_out, depart, judged, report
from zhichi.visits.services.plan import Plan, Wanted, cancel, judged_request, postpone, request, schedule
from zhichi.visits.services.remote import (
    Asked,
    Consent,
    answer_consent,
    ask_consent,
    end_session,
    judged_session,
    start_agreed,
    start_session,
)

__all__ = [
    "Asked",
    "Consent",
    "Plan",
    "Report",
    "Tap",
    "Wanted",
    "amend",
    "answer_consent",
    "ask_consent",
    "cancel",
    "check_in",
    "check_out",
    "depart",
    "end_session",
    "judged",
    "judged_request",
    "judged_session",
    "postpone",
    "report",
    "request",
    "schedule",
    "start_agreed",
    "start_session",
]
