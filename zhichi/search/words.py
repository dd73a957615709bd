"""What words find: candidates ranked, their places marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.search import lexicon, thesaurus
from zhichi.search.asking import essence, is_code
from zhichi.search.candidates import PART, holding_all, holding_some, phrases_of
from zhichi.search.fetching import texts
from zhichi.search.highlights import fragments, pattern_of
from zhichi.search.hits import Hit
from zhichi.search.ranking import Ranking, RankingOfParts, covers
from zhichi.search.tokens import folded

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from zhichi.search.asking import Asked, Unit
    from zhichi.search.bounds import Bounds
    from zhichi.search.candidates import Gathered
    from zhichi.search.fetching import Candidate
    from zhichi.search.lexicon import Lexicon

FEW = 3  # answers: with fewer, documents that hold only a part of the question are shown too


def by_words(query: str, asked: Asked, bounds: Bounds, limit: int) -> tuple[list[Hit], Gathered | None]:
    """The best hits, and the documents among which those that hold every word were chosen.

    None where some hold the words apart: those were looked for among few, so nobody can say how many there are.
    """
    words = lexicon.current()
    gathered = holding_all(asked, bounds, words, limit=limit)
    ranking = Ranking(asked.terms, words)
    scored = [(ranking.score(row), row) for row in gathered.rows]
    hits = _best(scored, pattern_of(asked.terms), limit, is_whole=True)
    if len(hits) < min(FEW, limit):
        known = {(hit.kind, hit.object_id) for hit in hits}
        more = [hit for hit in _apart(query, asked, bounds, words, limit) if (hit.kind, hit.object_id) not in known]
        if any(hit.is_whole for hit in more):
            return (hits + more)[:limit], None
        hits += more
    return hits[:limit], gathered


def _apart(query: str, asked: Asked, bounds: Bounds, words: Lexicon, limit: int) -> list[Hit]:
    """What holds its words apart (导出乱码: 导出 … 乱码), then what holds a part of it: half of the weight at least.

    Nothing for a single word or a "phrase".
    """
    if any(term.is_quoted for term in asked.terms):
        return []
    if len(asked.terms) < 2 and not asked.terms[0].is_several:
        return []
    groups = _groups(query, words)
    units = _known(groups, words)
    if len(units) < 2 and not any(is_code(unit.token) for unit in units):  # a code says alone what it is about
        return []
    without = tuple(phrase for term in asked.without for phrase in phrases_of(term))
    rows = holding_some(units, without, bounds, words)
    ranking = RankingOfParts(units, asked.terms, words)
    scored = [(found.value, row) for row in rows if (found := ranking.score(row)).share >= PART]
    pattern = pattern_of(asked.terms, units)
    whole = _best([one for one in scored if covers(one[1].plain, groups)], pattern, limit, is_whole=True)
    known = {(hit.kind, hit.object_id) for hit in whole}
    rest = [one for one in scored if (one[1].kind, one[1].object_id) not in known]
    return whole + _best(rest, pattern, limit, is_whole=False)


def matter_of(query: str, words: Lexicon) -> list[Unit]:
    """The units of a question that some document holds: 机为 of 打印机为什么 is none of the matter."""
    return _known(_groups(query, words), words)


def _groups(query: str, words: Lexicon) -> list[list[Unit]]:
    return essence(thesaurus.current().rewritten(folded(query), words.knows))


def _known(groups: Sequence[Sequence[Unit]], words: Lexicon) -> list[Unit]:
    known = {unit.token: unit for units in groups for unit in units if words.knows(unit.token)}
    return list(known.values())


def _best(
    scored: Sequence[tuple[float, Candidate]], pattern: re.Pattern[str], limit: int, *, is_whole: bool
) -> list[Hit]:
    best: dict[tuple[str, int], tuple[float, Candidate]] = {}
    for value, row in scored:
        known = best.get((row.kind, row.object_id))
        if known is None or value > known[0]:
            best[row.kind, row.object_id] = (value, row)
    ranked = sorted(best.values(), key=lambda found: (-found[0], -found[1].key))[:limit]
    written = texts([row.key for _value, row in ranked])  # what went meanwhile is left out
    return [
        Hit(row.kind, row.object_id, round(value, 4), fragments(*written[row.key], pattern), is_whole)
        for value, row in ranked
        if row.key in written
    ]
