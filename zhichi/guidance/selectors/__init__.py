"""Reads of the use of knowledge, scoped to the reader."""

from __future__ import annotations

from zhichi.guidance.selectors.offers import Offer, offer, offers, refusal, solved_counts, solving

__all__ = ["Offer", "offer", "offers", "refusal", "solved_counts", "solving"]
