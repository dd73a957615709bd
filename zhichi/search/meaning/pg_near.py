"""What is nearest to a question among the vectors in PostgreSQL: nearness and rights in one statement.

As near.py does it: all by their signs first, then the best some thousand by their vectors. Rights are judged from the
nearest on, until enough may be seen. Who sees little gets another look, in which only what may be seen is compared:
nobody misses anything because others hide it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection, transaction

from zhichi.search.meaning.away import Away
from zhichi.search.meaning.pg_tables import named
from zhichi.search.meaning.sight import Passage
from zhichi.search.meaning.vectors import floats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhichi.search.meaning.sight import Sight
    from zhichi.search.models import Meaning

RESCORED = 2000
JUDGED, SHOWN = 500, 40  # passages of the first look: rights may cost as much as nearness
# A whole table is read whatever the planner reckons; to compile, or to start helpers, takes longer than that.
_SETTINGS = "SELECT set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)"
_NEAR = """
    WITH question AS MATERIALIZED (
        SELECT unit::halfvec AS vector, binary_quantize(unit)::bit({size}) AS signs
        FROM (SELECT l2_normalize(l2_normalize(%s::vector) - mean) AS unit FROM {means} WHERE is_han = %s) AS it
    ), roughly AS MATERIALIZED (
        SELECT passage FROM {signs} WHERE {among} ORDER BY signs <~> (SELECT signs FROM question) LIMIT {rescored}
    ), near AS (
        SELECT passage, -(v.vector <#> (SELECT vector FROM question)) AS nearness
        FROM roughly JOIN {vectors} v USING (passage) ORDER BY 2 DESC, 1 LIMIT {judged}
    )
    SELECT seen.key, seen.kind, seen.object_id, p.start, p.length, near.nearness
    FROM near JOIN search_passage p ON p.id = near.passage
    JOIN ({seen}) AS seen (key, kind, object_id) ON seen.key = p.document_id
    ORDER BY near.nearness DESC, near.passage LIMIT {shown}
"""
# To sort all costs as much as to compare them. A twentieth shows from where on they are too far for the best thousands,
# with twice as many to be safe; a table of less than 4,000 shows nothing, and is sorted whole.
_CLOSE = """
    signs <~> (SELECT signs FROM question) <= coalesce((
        SELECT s.signs <~> q.signs FROM {signs} s TABLESAMPLE SYSTEM (5) REPEATABLE (1), question q
        ORDER BY 1 OFFSET {rescored} / 10 LIMIT 1), {size})
"""
_SEEN = "passage IN (SELECT p.id FROM search_passage p JOIN ({seen}) AS seen (key) ON seen.key = p.document_id)"


def looks(model: Meaning, question: bytes, sight: Sight, *, is_han: bool) -> Iterator[list[Passage]]:
    """The nearest passages that may be seen, the best first; each look sees further. Raises Away."""
    vector = floats(question)
    if len(vector) != model.dimensions or not math.isfinite(math.fsum(vector)):
        raise Away("the question has other dimensions than the texts, or is no vector")
    try:
        seen, rights = sight.documents().query.sql_with_params()
    except EmptyResultSet:  # nothing may be seen
        return
    given = ("[" + ",".join(f"{value:.9g}" for value in vector) + "]", is_han)
    rows = _rows(model, _CLOSE, seen, (*given, *rights), JUDGED, SHOWN)
    yield rows
    if len(rows) == SHOWN:  # of few objects
        yield _rows(model, _CLOSE, seen, (*given, *rights), RESCORED, RESCORED)
    yield _rows(model, _SEEN, seen, (*given, *rights, *rights), RESCORED, RESCORED)


def _rows(model: Meaning, among: str, seen: str, values: tuple[Any, ...], judged: int, shown: int) -> list[Passage]:
    whole = _NEAR.replace("{among}", among)
    statement = named(whole, model, seen=seen, rescored=RESCORED, judged=judged, shown=shown)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SETTINGS)
            cursor.execute(statement, values)
            return [Passage._make((*place, round(nearness, 5))) for *place, nearness in cursor.fetchall()]
    except DatabaseError as error:  # the extension was dropped a moment ago, or a limit of time was met
        raise Away(f"the database does not compare vectors: {error}") from error
