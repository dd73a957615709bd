"""How well a document answers: BM25 over the parts of a question, the same on both databases.

Counted are pairs of Han characters and stems of words in the normal form that each document keeps. Scores of one answer
are comparable with each other, not with those of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.search.asking import Term, Unit
    from zhichi.search.fetching import Candidate
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


class Ranking:
    """How well documents answer a question all of whose terms they hold, or synonyms of them."""

    def __init__(self, terms: Sequence[Term], lexicon: Lexicon) -> None:
        self._length = lexicon.length
        self._terms = [_weighed(term, lexicon) for term in terms]

    def score(self, row: Candidate) -> float:
        """The value that orders."""
        counted = _Counted(row, self._length)
        plain, value = row.plain, 0.0
        for term in self._terms:
            own = counted.value(term.units)
            together = term.is_several and term.text in plain
            value += own + (TOGETHER * term.weight if together else 0.0)
            if not own or (term.others and not together):
                value += SYNONYM * max((counted.value(units) * worth for units, worth in term.others), default=0.0)
        return value


class RankingOfParts:
    """How well documents answer by the `units` of a question, some of which they hold."""

    def __init__(self, units: Sequence[Unit], terms: Sequence[Term], lexicon: Lexicon) -> None:
        self._length = lexicon.length
        self._units = _gains(units, lexicon)
        self._total = sum(unit.weight for unit in self._units)
        self._terms = [(term.text, TOGETHER * _weight(term.units, lexicon)) for term in terms]

    def score(self, row: Candidate) -> Score:
        """Value and share."""
        counted = _Counted(row, self._length)
        value = held = 0.0
        for unit in self._units:
            found = counted.value((unit,))
            if found:
                value += found
                held += unit.weight
        value += sum(weight for text, weight in self._terms if text in row.plain)
        return Score(value, held / self._total if self._total else 1.0)


def covers(plain: str, groups: Sequence[Sequence[Unit]]) -> bool:
    """Whether a normal form holds every word of a question whose words may stand apart, `groups` being its matter.

    Nobody writes blanks between Chinese words: a run is held when the pairs of it that stand in the text make up all
    of its characters, so 出乱 need not be there for 导出乱码.
    """
    return all(_covers(plain, units) for units in groups)


def _covers(plain: str, units: Sequence[Unit]) -> bool:
    held = {sign for unit in units if unit.needle in plain for sign in unit.needle}
    return all(held.issuperset(unit.needle) for unit in units)


class _Gain(NamedTuple):
    """What is looked for, and what it brings."""

    needle: str
    soft: str
    weight: float


class _Weighed(NamedTuple):
    """A term with all that does not depend on the document; `others` are synonyms with what each is worth."""

    text: str
    is_several: bool
    weight: float
    units: tuple[_Gain, ...]
    others: tuple[tuple[tuple[_Gain, ...], float], ...]


def _weighed(term: Term, lexicon: Lexicon) -> _Weighed:
    weight = _weight(term.units, lexicon)
    others = tuple((_gains(other.units, lexicon), _worth(other, weight, lexicon)) for other in term.others)
    return _Weighed(term.text, len(term.units) > 1, weight, _gains(term.units, lexicon), others)


def _worth(other: Term, own: float, lexicon: Lexicon) -> float:
    """What a synonym counts, as if it were as frequent as the word that was typed: a rare one is worth no more."""
    its = _weight(other.units, lexicon)
    return min(1.0, own / its if its else 1.0)


class _Counted:
    """A document made ready for counting."""

    def __init__(self, row: Candidate, length: float) -> None:
        self._title, _line, self._text = row.plain.partition("\n")
        self._room = SATURATION * (1 - LENGTHS + LENGTHS * row.length / length)

    def value(self, units: Sequence[_Gain]) -> float:
        """What these units bring (BM25)."""
        title, text, found = self._title, self._text, 0.0
        for needle, soft, weight in units:
            times: float = text.count(needle)
            if not times and soft:
                times = 0.5 * text.count(soft)
            if title:
                in_title: float = title.count(needle)
                times += TITLE * (in_title if in_title or not soft else 0.5 * title.count(soft))
            if times:
                found += weight * times * (1 + SATURATION) / (times + self._room)
        return found


def _gains(units: Sequence[Unit], lexicon: Lexicon) -> tuple[_Gain, ...]:
    return tuple(_Gain(unit.needle, unit.soft, lexicon.weight(unit.token)) for unit in units)


def _weight(units: Sequence[Unit], lexicon: Lexicon) -> float:
    return sum(lexicon.weight(unit.token) for unit in units)
