"""Vectors in PostgreSQL by pgvector: tables made from the passages, and made anew whenever they are not right.

Each model has one of vectors, one of their signs, and one of what each script's vectors have in common, which is taken
off first (near.py tells why, and does the same for the file). An administrator runs CREATE EXTENSION vector, the worker
does the rest in lots; they answer as soon as there are means. Backups leave them out, by the beginning of their names.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.search.models import Meaning

log = logging.getLogger("zhichi.search")

PREFIX = "search_near_"  # zhichi.upkeep.archive.snapshot knows it too
LOT = 2000  # vectors in one transaction
DRIFT = 1.5  # and FEW below: the same as in near.py, which only the helper loads

# Which rows are lacking: by the keys, which grow, or one by one, for of two writers one may overtake the other.
_NEWER = "p.id > (SELECT coalesce(max(passage), 0) FROM {into})"
_MISSED = "NOT EXISTS (SELECT FROM {into} WHERE passage = p.id)"
_MAKE = (
    "DROP TABLE IF EXISTS {vectors}, {signs}, {means}",  # their columns went with an extension that was dropped
    "CREATE TABLE {vectors} (passage bigint PRIMARY KEY, vector halfvec({size}) NOT NULL)",
)
_ADD_VECTORS = """
    INSERT INTO {into} (passage, vector) SELECT p.id, ARRAY(
        SELECT (get_byte(p.vector, place) + 128) % 256 - 128 FROM generate_series(0, {size} - 1) AS place
    )::halfvec({size})
    FROM search_passage p WHERE p.model = {model} AND {lacking} ORDER BY p.id LIMIT {lot} ON CONFLICT DO NOTHING
"""
_ADD_SIGNS = """
    INSERT INTO {into} (passage, is_han, signs)
    SELECT p.id, p.is_han, binary_quantize(l2_normalize(v.vector::vector) - m.mean)::bit({size})
    FROM {vectors} v JOIN search_passage p ON p.id = v.passage JOIN {by} m ON m.is_han = p.is_han
    WHERE {lacking} ON CONFLICT DO NOTHING
"""
# With fewer than twelve of a script (FEW) the mean of all stands for its own, and none when there are no twelve at all.
_MEANS = """
    CREATE TABLE {next_means} AS WITH found AS (
        SELECT p.is_han, count(*) AS number, avg(l2_normalize(v.vector::vector)) AS mean
        FROM {vectors} v JOIN search_passage p ON p.id = v.passage GROUP BY GROUPING SETS ((p.is_han), ())
    )
    SELECT script.is_han, coalesce(own.number, 0) AS number, CASE
        WHEN own.number >= 12 THEN own.mean WHEN every.number >= 12 THEN every.mean
        ELSE array_fill(0, ARRAY[{size}])::vector END AS mean
    FROM (VALUES (false), (true)) AS script (is_han) JOIN found every ON every.is_han IS NULL
    LEFT JOIN found own ON own.is_han = script.is_han
"""
_NEXT_SIGNS = """
    CREATE TABLE {next_signs} (passage bigint PRIMARY KEY, is_han boolean NOT NULL, signs bit({size}) NOT NULL)
"""
_CHANGE_PLACES = (
    "DROP TABLE IF EXISTS {signs}, {means}",
    "ALTER TABLE {next_signs} RENAME TO {signs}",
    "ALTER TABLE {next_means} RENAME TO {means}",
    "ANALYZE {vectors}, {signs}, {means}",
)
_HAS_DRIFTED = "SELECT (SELECT count(*) FROM {signs}) > {drift} * (SELECT sum(number) FROM {means})"
_CLEAR = "DELETE FROM {into} n WHERE NOT EXISTS (SELECT FROM search_passage p WHERE p.id = n.passage)"
_HAS_COLUMN = (
    "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s AND NOT attisdropped)"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND starts_with(tablename, %s)"
_EXTENSION = """
    SELECT coalesce(e.extversion, ''), a.default_version,
        e.extversion IS NOT NULL AND to_regtype('halfvec') IS NOT NULL
            AND has_schema_privilege(current_schema(), 'CREATE'),
        EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper) OR EXISTS (
            SELECT FROM pg_available_extension_versions v WHERE v.name = a.name AND v.version = a.default_version
            AND (v.trusted OR NOT v.superuser) AND has_database_privilege(current_database(), 'CREATE'))
    FROM pg_available_extensions a LEFT JOIN pg_extension e ON e.extname = a.name WHERE a.name = 'vector'
"""


@dataclass(frozen=True)
class Extension:
    """pgvector as this database has it: `created` and `available` are versions, empty for none."""

    created: str = ""
    available: str = ""
    is_usable: bool = False  # new enough (0.7), in sight, and tables may be made
    may_be_created: bool = False  # by the product's own role


def extension() -> Extension:
    """What there is of it."""
    row = _one(_EXTENSION) if connection.vendor == "postgresql" else None
    return Extension(*row) if row else Extension()


def is_ready(model: Meaning) -> bool:
    """Whether a model's tables answer."""
    return connection.vendor == "postgresql" and _has(model, "means", "mean")


def keep_up(model: Meaning) -> bool:
    """Take in some of what the tables lack of a model; returns whether there may be more. Nothing without pgvector.

    What goes wrong is told in the log: the file goes on answering, or what was taken in so far.
    """
    if not model.dimensions or not extension().is_usable:
        return False
    try:
        with transaction.atomic():
            if not _has(model, "vectors", "vector"):
                _run(model, *_MAKE)
            added = _add(model, _NEWER)
        if added < LOT:
            _centre_when_due(model)
    except DatabaseError:
        log.exception("the tables of vectors do not keep up")
        return False
    return added == LOT


def tidy(models: Iterable[Meaning]) -> None:
    """Take in what was missed and take out what is gone; drop the tables of other models, and all without pgvector."""
    if connection.vendor != "postgresql":
        return
    models = list(models) if extension().is_usable else []
    kept = {name for model in models for name in _names(model).values()}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [PREFIX])
        gone = [connection.ops.quote_name(name) for (name,) in cursor.fetchall() if name not in kept]
        if gone:
            cursor.execute("DROP TABLE IF EXISTS " + ", ".join(gone))
    for model in filter(is_ready, models):
        with transaction.atomic():
            _run(model, _CLEAR, into="signs")
            _run(model, _CLEAR, into="vectors")
            _add(model, _MISSED)
        _centre_when_due(model)


def named(statement: str, model: Meaning, **more: Any) -> str:
    """A statement with the names of a model's tables in it."""
    names = {key: connection.ops.quote_name(name) for key, name in _names(model).items()}
    return statement.format_map(names | {"size": model.dimensions, "model": model.pk} | more)


def _names(model: Meaning) -> dict[str, str]:
    return {name: f"{PREFIX}{name}_{model.mark}" for name in ("vectors", "signs", "means", "next_signs", "next_means")}


def _add(model: Meaning, lacking: str) -> int:
    """Passages that the vectors lack, a lot at most, then vectors that the signs lack; returns how many passages."""
    added = _run(model, _ADD_VECTORS, into="vectors", lacking=lacking, lot=LOT)
    if is_ready(model):
        _run(model, _ADD_SIGNS, into="signs", lacking=lacking, by="means")
    return added


def _centre_when_due(model: Meaning) -> None:
    """Make means, and signs by them, at first and when there are so many more vectors; who asks meanwhile is answered.

    In a transaction of its own: writers wait, since what they would add must not fall between.
    """
    if is_ready(model) and not _one(named(_HAS_DRIFTED, model, drift=DRIFT))[0]:
        return
    with transaction.atomic():
        _run(model, "LOCK TABLE {vectors} IN SHARE ROW EXCLUSIVE MODE", _MEANS, _NEXT_SIGNS)
        _run(model, _ADD_SIGNS, into="next_signs", lacking="true", by="next_means")
        _run(model, *_CHANGE_PLACES)


def _has(model: Meaning, table: str, column: str) -> bool:
    return bool(_one(_HAS_COLUMN, _names(model)[table], column)[0])


def _one(statement: str, *values: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchone()


def _run(model: Meaning, *statements: str, into: str = "", by: str = "", lacking: str = "", lot: int = 0) -> int:
    """Run statements on a model's tables; `into` and `by` are among their names. Returns the rows of the last."""
    into, by = (f"{{{name}}}" if name else "" for name in (into, by))
    with connection.cursor() as cursor:
        for statement in statements:
            whole = statement.replace("{lacking}", lacking).replace("{into}", into).replace("{by}", by)
            cursor.execute(named(whole, model, lot=lot))
        return int(cursor.rowcount)
