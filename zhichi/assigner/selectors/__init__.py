"""Reads of routing: plans, facts about people, what came of requests."""

from __future__ import annotations

from zhichi.assigner.selectors.facts import Staff, staff, weights
from zhichi.assigner.selectors.history import (
    Holder,
    alerts_of,
    decision_of,
    engineer_of,
    escalation,
    escalation_of,
    escalations,
    escalations_of,
    holders,
    holders_lately,
    is_at_shift_end,
    offers_to,
    open_alert,
    open_alerts,
    remarks_on,
    rule,
    switches,
)
from zhichi.assigner.selectors.planning import Plan, Routing, matches, plan_queue, routing, rules, switched_on

__all__ = [
    "Holder",
    "Plan",
    "Routing",
    "Staff",
    "alerts_of",
    "decision_of",
    "engineer_of",
    "escalation",
    "escalation_of",
    "escalations",
    "escalations_of",
    "holders",
    "holders_lately",
    "is_at_shift_end",
    "matches",
    "offers_to",
    "open_alert",
    "open_alerts",
    "plan_queue",
    "remarks_on",
    "routing",
    "rule",
    "rules",
    "staff",
    "switched_on",
    "switches",
    "weights",
]
