"""What the draft checks found, cut out of the text with a little around it, for the page to mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.tickets.services._checks import Found

AROUND = 14  # characters
MOST = 20


@dataclass(frozen=True)
class Excerpt:
    """A found passage with what stands around it."""

    before: str
    passage: str
    after: str
    advice: str
    asks_why: bool
    is_typed: bool  # or it stands in the template, which its author cannot correct here


@dataclass(frozen=True)
class Question:
    """What stands above the composer: the passages, whether a reason is asked for, the mark to send back."""

    excerpts: Sequence[Excerpt]
    asks_why: bool
    mark: str


def question_of(found: Found) -> Question | None:
    """The findings as people are shown them, each passage once; None when there are none."""
    text = found.text
    shown: dict[tuple[str, str], Excerpt] = {}
    for item in found.findings:
        passage = text[item.start : item.end]
        before, after = text[max(0, item.start - AROUND) : item.start], text[item.end : item.end + AROUND]
        excerpt = Excerpt(
            before=("…" if item.start > AROUND else "") + before.rpartition("\n")[2],
            passage=passage,
            after=after.partition("\n")[0] + ("…" if item.end + AROUND < len(text) else ""),
            advice=item.advice,
            asks_why=item.asks_why,
            is_typed=passage in found.typed,
        )
        shown.setdefault((item.key, passage), excerpt)
    if not shown:
        return None
    return Question(list(shown.values())[:MOST], found.asks_why, found.mark)
