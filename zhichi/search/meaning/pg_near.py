"""What is nearest to a question among the vectors in PostgreSQL: nearness and rights in one statement.

As near.py does it: all by their signs first, then the best some thousand by their vectors. Rights are judged from the
nearest on, until enough may be seen. Who sees so little that the best thousands do not do gets a second look, in which
only what may be seen is compared: nobody misses anything because others hide it.
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
SHOWN = 100  # passages of the first look; of the second one all
# A whole table is read whatever the planner reckons; to compile, or to start helpers, takes longer than that.
_SETTINGS = "SELECT set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)"
_NEAR = """
    WITH question AS MATERIALIZED (
        SELECT l2_normalize(l2_normalize(%s::vector) - mean) AS vector FROM {means} WHERE is_han = %s
    ), roughly AS MATERIALIZED (
        SELECT passage, is_han FROM {signs} WHERE {among}
        ORDER BY signs <~> (SELECT binary_quantize(vector)::bit({size}) FROM question) LIMIT {rescored}
    ), near AS (
        SELECT passage, -(l2_normalize(l2_normalize(v.vector::vector) - m.mean) <#> (SELECT vector FROM question))
            AS nearness
        FROM roughly JOIN {vectors} v USING (passage) JOIN {means} m USING (is_han) ORDER BY 2 DESC, 1 OFFSET 0
    )
    SELECT seen.key, seen.kind, seen.object_id, p.start, p.length, near.nearness
    FROM near JOIN search_passage p ON p.id = near.passage
    JOIN ({seen}) AS seen (key, kind, object_id) ON seen.key = p.document_id
    ORDER BY near.nearness DESC, near.passage LIMIT {shown}
"""
_AMONG = "passage IN (SELECT p.id FROM search_passage p JOIN ({seen}) AS seen (key) ON seen.key = p.document_id)"


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
    yield _rows(model, "true", seen, (*given, *rights), SHOWN)
    yield _rows(model, _AMONG, seen, (*given, *rights, *rights), RESCORED)


def _rows(model: Meaning, among: str, seen: str, values: tuple[Any, ...], shown: int) -> list[Passage]:
    statement = named(_NEAR.replace("{among}", among), model, seen=seen, rescored=RESCORED, shown=shown)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SETTINGS)
            cursor.execute(statement, values)
            return [Passage._make((*place, round(nearness, 5))) for *place, nearness in cursor.fetchall()]
    except DatabaseError as error:  # the extension was dropped a moment ago, or a limit of time was met
        raise Away(f"the database does not compare vectors: {error}") from error
