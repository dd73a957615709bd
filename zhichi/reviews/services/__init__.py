"""Writes of conversation reviews, one module per use case."""

from __future__ import annotations

from zhichi.reviews.services.answers import agree, close_expired, object_to
from zhichi.reviews.services.cards import publish_card, unasked
from zhichi.reviews.services.effect import compare_effect, finish_action, note_action
from zhichi.reviews.services.opinions import Filled, save_draft, submit, take_back
from zhichi.reviews.services.planning import assign, assign_waiting, choose_by_hand, draw_week
from zhichi.reviews.services.supply import supply
from zhichi.reviews.services.words import PhraseData, WordData, note_use, save_phrase, save_word

__all__ = [
    "Filled",
    "PhraseData",
    "WordData",
    "agree",
    "assign",
    "assign_waiting",
    "choose_by_hand",
    "close_expired",
    "compare_effect",
    "draw_week",
    "finish_action",
    "note_action",
    "note_use",
    "object_to",
    "publish_card",
    "save_draft",
    "save_phrase",
    "save_word",
    "submit",
    "supply",
    "take_back",
    "unasked",
]
