"""The database's own refusal to change the record: triggers on events and payloads, for SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {"records_event": "records_event_guard", "records_payload": "records_payload_guard"}
REFUSAL = "the service record is append-only (handbook 3.4.2)"


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers; harmless when they exist. A migration that rebuilds one of the tables must call this again."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for migrating backwards, and for tests that play the forger."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS records_wake ON records_event")
        for table, trigger in TABLES.items():
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}_delete")


@contextmanager
def lifted_for_erasure(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let contents, and nothing else, be deleted inside the block, by this transaction alone (3.4.3).

    On PostgreSQL other writers of the record wait until the transaction ends, readers do not; SQLite has one writer.
    Raises RuntimeError outside a transaction: the guard would be missing for everybody.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("contents are erased inside the transaction of the erasure")
    table, trigger = "records_payload", TABLES["records_payload"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}_delete")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    install(connection)


def _statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        statements = [
            "CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
            "CREATE OR REPLACE FUNCTION records_wake() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_notify('zhichi_record', ''); RETURN NULL; END $$",
            "CREATE OR REPLACE TRIGGER records_wake AFTER INSERT ON records_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION records_wake()",
        ]
        for table, trigger in TABLES.items():
            statements.append(
                f"CREATE OR REPLACE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION records_refuse()"
            )
        return statements
    return [
        f"CREATE TRIGGER IF NOT EXISTS {trigger}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table, trigger in TABLES.items()
        for verb in ("UPDATE", "DELETE")
    ]
