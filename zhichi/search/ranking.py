"""How well a document answers: BM25 over the parts of a question, the same on both databases.

Counted are pairs of Han characters and stems of words in the normal form that each document keeps. Scores of one answer
are comparable with each other, not with those of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.asking import Term, Unit
    from zhichi.search.candidates import Candidate
    from zhichi.search.lexicon import Lexicon

SATURATION = 1.2  # k1
LENGTHS = 0.6  # b: how much a long text must hold a word more often
TITLE = 2.0  # a place in the title counts as so many in the text
SYNONYM = 0.5  # what a synonym brings of what the word itself would
TOGETHER = 0.3  # what a word that stands as it was typed adds, of its weight


@dataclass(frozen=True)
class Score:
    """`value` orders; `share` is how much of the question's weight the document holds, 0 to 1."""

    value: float
    share: float


def score(row: Candidate, terms: Sequence[Term], lexicon: Lexicon) -> float:
    """How well a document answers a question all of whose terms it holds, or synonyms of them."""
    counted = _Counted(row, lexicon)
    value = 0.0
    for term in terms:
        own = counted.value(term.units)
        together = len(term.units) > 1 and term.text in row.plain
        value += own + (TOGETHER * _weight(term.units, lexicon) if together else 0.0)
        if not own or (term.others and not together):
            value += SYNONYM * max((_as_much(counted, other, term, lexicon) for other in term.others), default=0.0)
    return value


def score_of_part(row: Candidate, units: Sequence[Unit], terms: Sequence[Term], lexicon: Lexicon) -> Score:
    """How well a document answers by the `units` of a question, some of which it holds."""
    counted = _Counted(row, lexicon)
    held = [unit for unit in units if counted.value((unit,))]
    total = _weight(units, lexicon)
    value = counted.value(units)
    value += sum(TOGETHER * _weight(term.units, lexicon) for term in terms if term.text in row.plain)
    return Score(value, _weight(held, lexicon) / total if total else 1.0)


def _as_much(counted: _Counted, other: Term, term: Term, lexicon: Lexicon) -> float:
    """What a synonym brings, were it as frequent as the word that was typed: a rare one is worth no more than that."""
    own, its = _weight(term.units, lexicon), _weight(other.units, lexicon)
    return counted.value(other.units) * min(1.0, own / its if its else 1.0)


class _Counted:
    """A document made ready for counting."""

    def __init__(self, row: Candidate, lexicon: Lexicon) -> None:
        self._title, _line, self._text = row.plain.partition("\n")
        self._room = SATURATION * (1 - LENGTHS + LENGTHS * row.length / lexicon.length)
        self._lexicon = lexicon

    def value(self, units: Sequence[Unit]) -> float:
        """What these units bring (BM25)."""
        found = 0.0
        for unit in units:
            times = _times(unit, self._text) + TITLE * _times(unit, self._title)
            if times:
                found += self._lexicon.weight(unit.token) * times * (1 + SATURATION) / (times + self._room)
        return found


def _weight(units: Sequence[Unit], lexicon: Lexicon) -> float:
    return sum(lexicon.weight(unit.token) for unit in units)


def _times(unit: Unit, text: str) -> float:
    times = text.count(unit.needle)
    return times if times or not unit.soft else 0.5 * text.count(unit.soft)
