"""Reads of the use of knowledge, scoped to the reader."""

from __future__ import annotations

from zhichi.guidance.selectors.gaps import VIEWS, gap, gap_counts, gaps
from zhichi.guidance.selectors.library import (
    Result,
    counts,
    figures,
    find,
    has_asked,
    meant,
    most_read,
    newest,
    of_module,
    suggest,
    vote_of,
)
from zhichi.guidance.selectors.offers import (
    Offer,
    offer,
    offers,
    origins,
    refusal,
    rights_on,
    solved_counts,
    solving,
    written_from,
)
from zhichi.guidance.selectors.similar import Similar, similar
from zhichi.guidance.selectors.tables import article_lines, cause_lines, product_totals, search_lines

__all__ = [
    "VIEWS",
    "Offer",
    "Result",
    "Similar",
    "article_lines",
    "cause_lines",
    "counts",
    "figures",
    "find",
    "gap",
    "gap_counts",
    "gaps",
    "has_asked",
    "meant",
    "most_read",
    "newest",
    "of_module",
    "offer",
    "offers",
    "origins",
    "product_totals",
    "refusal",
    "rights_on",
    "search_lines",
    "similar",
    "solved_counts",
    "solving",
    "suggest",
    "vote_of",
    "written_from",
]
