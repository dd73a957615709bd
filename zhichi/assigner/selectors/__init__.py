"""Reads of routing: plans, facts about people, what came of requests."""

from __future__ import annotations

from zhichi.assigner.selectors.facts import Staff, staff, weights
from zhichi.assigner.selectors.history import (
    Figures,
    Holder,
    decision_of,
    engineer_of,
    escalation,
    escalation_of,
    escalations,
    figures,
    holders,
    holders_lately,
    offers_to,
    open_alert,
    open_alerts,
    rule,
    switches,
)
from zhichi.assigner.selectors.planning import Plan, Routing, matches, plan_queue, routing, rules, switched_on

__all__ = [
    "Figures",
    "Holder",
    "Plan",
    "Routing",
    "Staff",
    "decision_of",
    "engineer_of",
    "escalation",
    "escalation_of",
    "escalations",
    "figures",
    "holders",
    "holders_lately",
    "matches",
    "offers_to",
    "open_alert",
    "open_alerts",
    "plan_queue",
    "routing",
    "rule",
    "rules",
    "staff",
    "switched_on",
    "switches",
    "weights",
]
