"""Vectors in PostgreSQL by pgvector: tables made from the passages, and made anew whenever they are not right.

Each model has one of vectors, one of their signs, and one of what each script's vectors have in common, which is taken
off first (near.py tells why, and does the same for the file). An administrator runs CREATE EXTENSION vector, the worker
does the rest, and they answer as soon as they are there. Backups leave them out, by the beginning of their names.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhichi.search.models import Meaning

log = logging.getLogger("zhichi.search")

PREFIX = "search_near_"  # zhichi.upkeep.archive.snapshot knows it too
TABLES = ("means", "signs", "vectors")  # in the order in which a question locks them
_NEXT = "next_"  # before the names of those that are being made
FEW = 12  # of a script: as in near.py, which only the helper loads
DRIFT = 1.02  # so many times more vectors than the means are of: all is made anew, for 100,000 in some five seconds
PAUSE = 300.0  # seconds after something went wrong

_UNIT = """
    l2_normalize(ARRAY(
        SELECT (get_byte(p.vector, place) + 128) % 256 - 128 FROM generate_series(0, {size} - 1) AS place
    )::vector)
"""
# With few of a script the mean of all stands for its own, and there is none where all are few.
_MAKE_MEANS = """
    CREATE TABLE {means} AS WITH found AS (
        SELECT is_han, count(*) AS number, avg({unit}) AS mean
        FROM search_passage p WHERE model = {model} GROUP BY GROUPING SETS ((is_han), ())
    )
    SELECT script.is_han, coalesce(own.number, 0) AS number, CASE
        WHEN own.number >= {few} THEN own.mean WHEN every.number >= {few} THEN every.mean
        ELSE array_fill(0, ARRAY[{size}])::vector END AS mean
    FROM (VALUES (false), (true)) AS script (is_han) JOIN found every ON every.is_han IS NULL
    LEFT JOIN found own ON own.is_han = script.is_han
"""
_MAKE_VECTORS = "CREATE TABLE {vectors} (passage bigint PRIMARY KEY, vector halfvec({size}) NOT NULL)"
_MAKE_SIGNS = "CREATE TABLE {signs} (passage bigint PRIMARY KEY, signs bit({size}) NOT NULL)"
_ADD_VECTORS = """
    INSERT INTO {vectors} SELECT p.id, l2_normalize({unit} - m.mean)::halfvec({size})
    FROM search_passage p JOIN {means} m USING (is_han) WHERE p.model = {model} AND {lacking} ON CONFLICT DO NOTHING
"""
_ADD_SIGNS = """
    INSERT INTO {signs} SELECT p.passage, binary_quantize(p.vector)::bit({size}) FROM {vectors} p
    WHERE {lacking} ON CONFLICT DO NOTHING
"""
# Which rows are lacking: by the keys, which grow, or one by one, for of two writers one may overtake the other.
_NEWER = "p.{key} > (SELECT coalesce(max(passage), 0) FROM {table})"
_MISSED = "NOT EXISTS (SELECT FROM {table} t WHERE t.passage = p.{key})"
_CLEAR = "DELETE FROM {table} t WHERE NOT EXISTS (SELECT FROM search_passage p WHERE p.id = t.passage)"
_HAS_DRIFTED = "SELECT (SELECT count(*) FROM {signs}) > {drift} * (SELECT sum(number) FROM {means})"
_ALONE = f"SELECT pg_advisory_xact_lock(hashtext('{PREFIX}'))"
_HAS_COLUMN = (
    "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = %s AND NOT attisdropped)"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND starts_with(tablename, %s)"
_IS_USABLE = """
    SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') AND to_regtype('halfvec') IS NOT NULL
        AND has_schema_privilege(current_schema(), 'CREATE')
"""
_EXTENSION = """
    SELECT coalesce(e.extversion, ''), a.default_version,
        EXISTS (SELECT FROM pg_roles WHERE rolname = current_user AND rolsuper) OR EXISTS (
            SELECT FROM pg_available_extension_versions v WHERE v.name = a.name AND v.version = a.default_version
            AND (v.trusted OR NOT v.superuser) AND has_database_privilege(current_database(), 'CREATE'))
    FROM pg_available_extensions a LEFT JOIN pg_extension e ON e.extname = a.name WHERE a.name = 'vector'
"""
_idle_until = 0.0


@dataclass(frozen=True)
class Extension:
    """pgvector as this database has it: `created` and `available` are versions, empty for none."""

    created: str = ""
    available: str = ""
    may_be_created: bool = False  # by the product's own role


def extension() -> Extension:
    """What there is of it; the server looks through files for that."""
    row = _one(_EXTENSION) if connection.vendor == "postgresql" else None
    return Extension(*row) if row else Extension()


def is_usable() -> bool:
    """Whether it is there, new enough (0.7) and in sight, and tables may be made."""
    return connection.vendor == "postgresql" and bool(_one(_IS_USABLE)[0])


def is_ready(model: Meaning) -> bool:
    """Whether a model's tables answer."""
    if connection.vendor != "postgresql":
        return False
    return bool(_one(_HAS_COLUMN, f"{PREFIX}means_{model.mark}", "mean")[0])


def keep_up(model: Meaning) -> None:
    """Take in what the tables lack of a model; make them where there are none. Nothing without pgvector.

    What goes wrong is told in the log, and is tried again later; meanwhile the file answers, or what there is.
    """
    global _idle_until
    if not model.dimensions or time.monotonic() < _idle_until or not is_usable():
        return
    try:
        with transaction.atomic():
            _take_in(model, _NEWER)
    except DatabaseError:
        _idle_until = time.monotonic() + PAUSE
        log.exception("vectors are not taken into the database")


def tidy(models: Iterable[Meaning]) -> None:
    """Take in what was missed and take out what is gone; drop the tables of other models, and all without pgvector."""
    if connection.vendor != "postgresql":
        return
    models = list(models) if is_usable() else []
    kept = {f"{PREFIX}{table}_{model.mark}" for model in models for table in TABLES}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [PREFIX])
        gone = [connection.ops.quote_name(name) for (name,) in cursor.fetchall() if name not in kept]
        if gone:
            cursor.execute("DROP TABLE IF EXISTS " + ", ".join(gone))
    for model in filter(is_ready, models):
        with transaction.atomic():
            _run(model, _ALONE)
            for table in ("signs", "vectors"):
                _run(model, _CLEAR.replace("{table}", f"{{{table}}}"))
            _take_in(model, _MISSED)


def named(statement: str, model: Meaning, *, infix: str = "", **more: Any) -> str:
    """A statement with the names of a model's tables in it."""
    quote = connection.ops.quote_name
    names = {table: quote(f"{PREFIX}{infix}{table}_{model.mark}") for table in TABLES}
    return statement.format_map(names | {"size": model.dimensions, "model": model.pk} | more)


def _take_in(model: Meaning, lacking: str) -> None:
    """One process at a time: two would make the same, or add what the other is about to leave behind."""
    _run(model, _ALONE)
    if is_ready(model):
        _add(model, lacking)
        if not _one(named(_HAS_DRIFTED, model, drift=DRIFT))[0]:
            return
    _make(model)


def _add(model: Meaning, lacking: str, *, infix: str = "") -> None:
    for statement, key, table in ((_ADD_VECTORS, "id", "vectors"), (_ADD_SIGNS, "passage", "signs")):
        which = lacking.format(key=key, table=f"{{{table}}}")
        _run(model, statement.replace("{lacking}", which), infix=infix)


def _make(model: Meaning) -> None:
    """Make all beside what is there, which answers meanwhile, and let them change places."""
    _run(model, _MAKE_MEANS, _MAKE_VECTORS, _MAKE_SIGNS, infix=_NEXT)
    _add(model, "true", infix=_NEXT)
    _run(model, "ANALYZE {means}, {signs}, {vectors}", infix=_NEXT)
    for table in TABLES:
        own, other = (named(f"{{{table}}}", model, infix=infix) for infix in ("", _NEXT))
        _run(model, f"DROP TABLE IF EXISTS {own}", f"ALTER TABLE {other} RENAME TO {own}")


def _one(statement: str, *values: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchone()


def _run(model: Meaning, *statements: str, infix: str = "") -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(named(statement.replace("{unit}", _UNIT), model, infix=infix, few=FEW))
