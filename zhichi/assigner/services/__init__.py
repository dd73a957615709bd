"""Writes of routing, one module per use case."""

from __future__ import annotations

from zhichi.assigner.services.engineers import set_engineer
from zhichi.assigner.services.escalate import digest, escalate, hand_back
from zhichi.assigner.services.offers import accept_offer, decline_offer, drop_offers
from zhichi.assigner.services.rules import RuleData, move_rule, remove_rule, save_rule, switch_rule, switch_team
from zhichi.assigner.services.transfers import note_shift_end, refuse_while_passed_around, watch_transfer
from zhichi.assigner.services.work_off import note_given, work_off

__all__ = [
    "RuleData",
    "accept_offer",
    "decline_offer",
    "digest",
    "drop_offers",
    "escalate",
    "hand_back",
    "move_rule",
    "note_given",
    "note_shift_end",
    "refuse_while_passed_around",
    "remove_rule",
    "save_rule",
    "set_engineer",
    "switch_rule",
    "switch_team",
    "watch_transfer",
    "work_off",
]
