"""Writes of the duty roster, one module per use case."""

from __future__ import annotations

from zhichi.roster.services.feeds import make_feed, revoke_feed
from zhichi.roster.services.filling import Pattern, Result, copy_week, fill_pattern
from zhichi.roster.services.kinds import KindData, create_kind, update_kind
from zhichi.roster.services.leaving import free_future
from zhichi.roster.services.planning import Plan, drop_shift, set_shift
from zhichi.roster.services.publishing import publish, withdraw_publication
from zhichi.roster.services.swaps import (
    Offer,
    accept_swap,
    approve_swap,
    decline_swap,
    offer_swap,
    refuse_swap,
    undo_swap,
    withdraw_swap,
)

__all__ = [
    "KindData",
    "Offer",
    "Pattern",
    "Plan",
    "Result",
    "accept_swap",
    "approve_swap",
    "copy_week",
    "create_kind",
    "decline_swap",
    "drop_shift",
    "fill_pattern",
    "free_future",
    "make_feed",
    "offer_swap",
    "publish",
    "refuse_swap",
    "revoke_feed",
    "set_shift",
    "undo_swap",
    "update_kind",
    "withdraw_publication",
    "withdraw_swap",
]
