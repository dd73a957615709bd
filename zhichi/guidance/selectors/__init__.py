"""Reads of the use of knowledge, scoped to the reader."""

from __future__ import annotations

from zhichi.guidance.selectors.library import Result, figures, find, most_read, newest, of_module, suggest, vote_of
from zhichi.guidance.selectors.offers import (
    Offer,
    offer,
    offers,
    origins,
    refusal,
    solved_counts,
    solving,
    written_from,
)

__all__ = [
    "Offer",
    "Result",
    "figures",
    "find",
    "most_read",
    "newest",
    "of_module",
    "offer",
    "offers",
    "origins",
    "refusal",
    "solved_counts",
    "solving",
    "suggest",
    "vote_of",
    "written_from",
]
