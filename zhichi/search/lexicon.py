"""How frequent words are, as each process remembers it: from the newest census, looked for again every few minutes.

One row for all tokens instead of one for each: an index that counted with every document would cost more than the
documents, and a question wants dozens of figures at once. They are a sample's, some hours old; ranking needs no more.
"""

from __future__ import annotations

import math
import threading
import time
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from zhichi.search.models import Census

if TYPE_CHECKING:
    from collections.abc import Mapping

REMEMBERED_SECONDS = 300.0
LAST = "\U0010ffff"  # no token holds it, and all others come before it


@dataclass(frozen=True, eq=False)  # known by itself, so that what is made of it can be remembered
class Lexicon:
    """`documents` in the index, their average `length` in tokens, and the share of documents that hold a token."""

    documents: int = 0
    counted: int = 0
    length: float = 100.0
    holders: Mapping[str, int] = field(default_factory=dict, repr=False)

    def share(self, token: str) -> float:
        """The share of documents that hold the token; of one that was never counted a little less than the rarest."""
        return self.holders.get(token, 0.5) / self.counted if self.counted else 0.0

    def matches(self, token: str) -> float:
        """About how many documents hold the token."""
        return self.share(token) * self.documents

    def matches_begun(self, beginning: str) -> float:
        """About how many documents hold a token that begins so, at most: one that holds two such counts twice."""
        if not self.counted:
            return 0.0
        tokens, sums = self._in_order
        first, end = bisect_left(tokens, beginning), bisect_left(tokens, beginning + LAST)
        return max(0.5, sums[end] - sums[first]) / self.counted * self.documents

    @cached_property
    def _in_order(self) -> tuple[list[str], array[int]]:
        """The tokens by their letters, and how many holders all those before each have; made at the first question."""
        tokens = sorted(self.holders)
        return tokens, array("Q", accumulate((self.holders[token] for token in tokens), initial=0))

    def weight(self, token: str) -> float:
        """What finding the token is worth (idf of BM25); the same for all as long as nothing was counted."""
        if not self.counted:
            return 1.0
        holders = self.holders.get(token, 0.5)
        return math.log(1 + (self.counted - holders + 0.5) / (holders + 0.5))

    def knows(self, token: str) -> bool:
        """Whether the token was counted, or nothing was."""
        return not self.counted or token in self.holders


class _Memory:
    """What this process remembers."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.number = 0
        self.looked_at = -math.inf
        self.lock = threading.Lock()


_memory = _Memory()


def current() -> Lexicon:
    """The lexicon in force; at most one small query every five minutes."""
    if time.monotonic() - _memory.looked_at < REMEMBERED_SECONDS:
        return _memory.lexicon
    with _memory.lock:
        if time.monotonic() - _memory.looked_at >= REMEMBERED_SECONDS:
            _look()
    return _memory.lexicon


def forget() -> None:
    """Look again at the next question."""
    _memory.looked_at, _memory.number = -math.inf, 0


def _look() -> None:
    newest = Census.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        _memory.lexicon, _memory.number = Lexicon(), 0
    elif newest != _memory.number:
        row = Census.objects.get(pk=newest)
        frequent_first = sorted(row.holders.items(), key=lambda one: (-one[1], one[0]))  # jsonb has its own order
        _memory.lexicon = Lexicon(row.documents, row.counted, row.length, dict(frequent_first))
        _memory.number = newest
    _memory.looked_at = time.monotonic()
