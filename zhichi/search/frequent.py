"""How many documents a question may find, by the census, and in which of the newest blocks enough of them lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.db.models import Max

from zhichi.core.remembered import Remembered
from zhichi.search.matching import BLOCK, mark
from zhichi.search.models import IndexRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.asking import Term
    from zhichi.search.lexicon import Lexicon
    from zhichi.search.matching import AnyOf

OFTEN = 2000  # documents that hold the very word: so many that those with words that begin with it can wait
REMEMBERED_SECONDS = 2.0


def holders_of_all(terms: Sequence[Term], lexicon: Lexicon) -> float:
    """About how many documents hold all terms: words of one question go together, but not always.

    Between what chance would give and what there would be at most, if the rarest never stood without the others.
    """
    documents = max(1, lexicon.documents)
    each = [_holders(term, lexicon) for term in terms]
    by_chance = documents * math.prod(min(1.0, one / documents) for one in each)
    return math.sqrt(min(each, default=0.0) * by_chance)


def closed(term: Term, lexicon: Lexicon) -> bool:
    """Whether the word itself is so frequent that what only begins with it ("printer" by "print") can wait.

    A single Han character is meant as the beginning of a pair.
    """
    return not term.is_han and lexicon.matches(term.phrases[-1][-1]) > OFTEN


def blocks(rows: float) -> tuple[AnyOf, int]:
    """Marks of the newest blocks that hold so many rows, and how many they hold; no marks when that is half of all."""
    last = _last()
    newest = last // BLOCK
    count = 1 + max(0, math.ceil((rows - last % BLOCK) / BLOCK))
    if count * 2 > newest + 1:
        return (), last
    # One block more than was there a moment ago: it may have been begun since.
    return tuple(mark(newest - back) for back in range(-1, count)), last % BLOCK + (count - 1) * BLOCK


def _holders(term: Term, lexicon: Lexicon) -> float:
    rows = (_holders_of(tokens, lexicon, is_open=is_open) for tokens, is_open, _is_han in term.every_phrase)
    return min(float(lexicon.documents), sum(rows))


def _holders_of(tokens: Sequence[str], lexicon: Lexicon, *, is_open: bool) -> float:
    *first, last = tokens
    found = lexicon.matches_begun(last) if is_open else lexicon.matches(last)
    return min(found, *map(lexicon.matches, first)) if first else found


_last = Remembered(lambda: IndexRow.objects.aggregate(last=Max("pk"))["last"] or 0, seconds=REMEMBERED_SECONDS)
