"""Put a database that a restore replaces aside, under a name that says when; never while a process uses it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.upkeep.archive import snapshot

if TYPE_CHECKING:
    from pathlib import Path

SQLITE = "zhichi.sqlite3"
LONGEST_NAME = 63  # of a database of PostgreSQL
LEAVES = timedelta(seconds=3)  # how long a closed connection's process may take to end on a busy server


def name_of(folder: Path, database: str) -> str:
    """What the database of a place is called: that of PostgreSQL, or the name of the folder."""
    return database or folder.name


def check_unused(folder: Path, *, database: str) -> None:
    """Raise DomainError "running" while a process has the database of the place open."""
    if database:
        if connection.vendor == "postgresql" and connection.settings_dict["NAME"] == database:
            raise DomainError(
                "own-database", _("“%s” is the database of the settings of this command.") % database,
                _("Set ZHICHI_DATABASE_URL to another database of the same server, and try again."),
            )  # fmt: skip
        if exists_postgres(database) and _is_used(database):
            raise _running(database)
        return
    path = folder / SQLITE
    if path.exists():
        _close_sqlite(path)


def put_sqlite_aside(path: Path) -> str:
    """Rename the file; where it is now, empty when there was none. Raises DomainError "running"."""
    if path.exists():
        _close_sqlite(path)
    return put_aside(path)


def put_aside(path: Path) -> str:
    """Rename a file; where it is now, empty when there was none."""
    if not path.exists():
        return ""
    aside = path.with_name(f"{path.name}.before-{_stamp()}")
    path.rename(aside)
    return str(aside)


def _close_sqlite(path: Path) -> None:
    """Leave the mode that needs files beside it, which works only while nobody else has the database open."""
    try:
        with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as database:
            mode = str(database.execute("PRAGMA journal_mode=DELETE").fetchone()[0])
    except sqlite3.OperationalError as error:
        raise _running(path.name) from error
    except sqlite3.DatabaseError:  # it is damaged, which may be why somebody restores
        for end in ("-wal", "-shm"):
            beside = path.with_name(path.name + end)
            if beside.exists():
                beside.rename(path.with_name(f"{path.name}.before-{_stamp()}{end}"))
        return
    if mode != "delete":
        raise _running(path.name)


def exists_postgres(database: str) -> bool:
    """Whether the server has a database of this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return cursor.fetchone() is not None


def _is_used(database: str) -> bool:
    """Whether a program keeps the database open: one that just closed it has LEAVES for its server process to end.

    The server's own visits, such as an autovacuum, belong to no user; a rename ends them.
    """
    until = time.monotonic() + LEAVES.total_seconds()
    while _programs(database):
        if time.monotonic() > until:
            return True
        time.sleep(0.05)
    return False


def _programs(database: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = %s AND usesysid IS NOT NULL AND pid <> pg_backend_pid()",
            [database],
        )
        return int(cursor.fetchone()[0])


def fresh_name(database: str) -> str:
    """A name to restore under until the database is whole."""
    return f"{database[: LONGEST_NAME - 20]}_new_{_stamp()}"


def swap_postgres(fresh: str, database: str) -> str:
    """Let the restored database take the place of the one before; the name of that one now."""
    if _is_used(database):
        raise _running(database)
    aside = f"{database[: LONGEST_NAME - 23]}_before_{_stamp()}"
    snapshot.rename_postgres(database, aside)
    snapshot.rename_postgres(fresh, database)
    return aside


def _stamp() -> str:
    return f"{clock.now():%Y%m%dt%H%M%S}"


def _running(name: str) -> DomainError:
    return DomainError(
        "running", _("“%s” is in use by a process.") % name, _("Stop the installation there first, then try again.")
    )
