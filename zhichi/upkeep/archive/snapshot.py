"""A database at one moment: its copy, and what was in it at that same moment (migrations, counts, head, contents)."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.upkeep.archive import crypt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Ask = Callable[[str], Sequence[tuple[Any, ...]]]
    Told = Callable[[int, int], None]

PAGES_AT_ONCE = 2000
TOOL_VERSION = re.compile(r"(\d+)(?:\.\d+)?")
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONGEST_COMPLAINT = 500
# Vectors that search makes anew, with types of an extension that the other server may not have or its role not create.
DERIVED = "search_near_"
CONTENTS = "SELECT sha256, size FROM files_blob WHERE deleted_at IS NULL ORDER BY sha256"


@dataclass(frozen=True)
class State:
    """What a database holds at one moment."""

    version: str
    migrations: list[str]
    counts: dict[str, int]
    events: int
    last_event: int
    last_hash: str
    contents: list[tuple[str, int]]  # SHA-256, bytes


def look(ask: Ask, tables: Sequence[str], version: str, *, is_live: bool = False) -> State:
    """Read the state by `ask` (one statement → rows), which must see one moment only.

    Contents are told of the live database only: a restored one may be of an older version.
    """
    counts = {name: int(ask(f'SELECT count(*) FROM "{name}"')[0][0]) for name in tables if PLAIN_NAME.fullmatch(name)}  # noqa: S608 - own names
    last = ask("SELECT id, hash FROM records_event ORDER BY id DESC LIMIT 1") if "records_event" in counts else []
    rows = ask(CONTENTS) if is_live else []
    applied = ask("SELECT app, name FROM django_migrations ORDER BY app, name") if "django_migrations" in counts else []
    return State(
        version=version,
        migrations=[f"{app}.{name}" for app, name in applied],
        counts=counts,
        events=counts.get("records_event", 0),
        last_event=int(last[0][0]) if last else 0,
        last_hash=str(last[0][1]) if last else "",
        contents=[(str(sha256), int(size)) for sha256, size in rows],
    )


# --- SQLite -----------------------------------------------------------------------------------------------------------


def copy_sqlite(target: Path, told: Told) -> State:
    """Copy the running database into the file `target` by the online backup; writers are not held up.

    The source's own read transaction stays open meanwhile, so that the copy never begins anew however much is written.
    """
    source_path = str(connection.settings_dict["NAME"])
    _check_room(target.parent, Path(source_path).stat().st_size)
    try:
        with (
            closing(sqlite3.connect(f"file:{source_path}?mode=ro", uri=True, isolation_level=None)) as source,
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            target.chmod(0o600)
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(
                copy, pages=PAGES_AT_ONCE, progress=lambda _state, left, total: told(total - left, total), sleep=0
            )
            copy.execute("PRAGMA journal_mode=DELETE")
            return look_at_sqlite(copy, is_live=True)
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise crypt.no_room(target.parent) from error
        raise


def look_at_sqlite(database: sqlite3.Connection, *, is_live: bool = False) -> State:
    """The state of a SQLite database."""
    statement = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    virtual = [
        name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    ]
    tables = [
        name
        for (name,) in database.execute(statement)
        if not any(name == one or name.startswith(f"{one}_") for one in virtual)  # the index's own, made anew
    ]
    return look(lambda text: database.execute(text).fetchall(), tables, sqlite3.sqlite_version, is_live=is_live)


def check_sqlite(path: Path) -> State:
    """Look into a restored file. Raises DomainError "damaged" when it is not whole."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            answer = database.execute("PRAGMA integrity_check(1)").fetchone()
            if answer != ("ok",):
                raise crypt.damaged("database")
            return look_at_sqlite(database)
    except sqlite3.DatabaseError as error:
        raise crypt.damaged("database") from error


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


@contextmanager
def postgres_moment() -> Iterator[tuple[State, str]]:
    """The state of the database and the name of the snapshot, under which `dump_postgres` sees the same moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

        def ask(text: str) -> Sequence[tuple[Any, ...]]:
            cursor.execute(text)
            found: Sequence[tuple[Any, ...]] = cursor.fetchall()
            return found

        name = str(ask("SELECT pg_export_snapshot()")[0][0])
        yield look(ask, postgres_tables(ask), str(ask("SHOW server_version")[0][0]), is_live=True), name


def postgres_tables(ask: Ask) -> list[str]:
    """The tables of the product's schema that belong into a backup."""
    rows = ask("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return [str(name) for (name,) in rows if not name.startswith(DERIVED)]


@contextmanager
def dump_postgres(snapshot: str) -> Iterator[BinaryIO]:
    """What pg_dump writes (its custom format) of the moment `snapshot`, to be read to the end.

    Raises DomainError "tool-missing", "tool-too-old" or "dump-failed"; the last after everything was read.
    """
    program = tool("pg_dump")
    command = [program, "--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    # The product needs no extension; this one is everywhere, and naming it leaves out all others.
    command += [f"--exclude-table={DERIVED}*", "--extension=plpgsql"]
    with _running([*command, f"--dbname={address()}"], stdout=subprocess.PIPE) as process:
        yield process.stdout
    if process.returncode:
        raise _failed("dump-failed", "pg_dump", process.complaint)


def load_postgres(dump: Path, database: str) -> None:
    """Fill an empty database of the same server with a dump, in one transaction. Raises DomainError "load-failed"."""
    command = [tool("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    with _running([*command, f"--dbname={address(database)}", str(dump)], stdout=subprocess.DEVNULL) as process:
        pass
    if process.returncode:
        raise _failed("load-failed", "pg_restore", process.complaint)


@contextmanager
def scratch_postgres() -> Iterator[str]:
    """An empty database of the same server, gone afterwards; its name. Raises DomainError "no-scratch"."""
    name = f"zhichi_restore_test_{secrets.token_hex(4)}"
    create_postgres(name)
    try:
        yield name
    finally:
        _outside_transaction(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def create_postgres(name: str) -> None:
    """Make an empty database of the same server. Raises DomainError "no-scratch"."""
    import psycopg  # noqa: PLC0415 - SQLite installations never need it

    connection.ensure_connection()
    try:
        _outside_transaction(f'CREATE DATABASE "{name}"')
    except psycopg.Error as error:
        raise DomainError(
            "no-scratch",
            _("No second database could be made: %s") % str(error).strip()[:LONGEST_COMPLAINT],
            _("Give the database user the right CREATEDB, or name a database that does not exist yet."),
        ) from error


def rename_postgres(name: str, other: str) -> None:
    """Rename a database of the same server that nobody is connected to. Raises DomainError "no-rename"."""
    import psycopg  # noqa: PLC0415 - SQLite installations never need it

    try:
        _outside_transaction(f'ALTER DATABASE "{name}" RENAME TO "{other}"')
    except psycopg.Error as error:
        raise DomainError(
            "no-rename",
            _("The database could not be renamed: %s") % str(error).strip()[:LONGEST_COMPLAINT],
            _("Stop whatever is connected to it, then try again."),
        ) from error


def look_at_postgres(database: str) -> State:
    """The state of another database of the same server."""
    import psycopg  # noqa: PLC0415 - SQLite installations never need it

    with psycopg.connect(address(database), password=_password()) as other, other.cursor() as cursor:

        def ask(text: str) -> list[tuple[Any, ...]]:
            cursor.execute(text)
            return cursor.fetchall()

        return look(ask, postgres_tables(ask), str(ask("SHOW server_version")[0][0]))


def address(database: str = "") -> str:
    """How tools reach the server: without the password, which is nobody's business in a list of processes."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - SQLite installations never need it

    connection.ensure_connection()
    raw: Any = connection.connection
    given = {name: value for name, value in raw.info.get_parameters().items() if name not in {"client_encoding"}}
    return str(make_conninfo(**given | ({"dbname": database} if database else {})))


def tool(name: str) -> str:
    """The program of that name, at least as new as the server. Raises DomainError "tool-missing" or "tool-too-old"."""
    path = shutil.which(name, path=settings.PG_BIN or None)
    if path is None:
        raise DomainError(
            "tool-missing",
            _("The program %s is missing.") % name,
            _("Install the client tools of PostgreSQL, or name their folder in ZHICHI_PG_BIN."),
        )
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - a found program
    found = TOOL_VERSION.search(said.stdout)
    connection.ensure_connection()
    server = int(connection.pg_version) // 10000  # type: ignore[attr-defined]
    if found is None or int(found[1]) < server:
        values = {"tool": name, "version": found[0] if found else "?", "server": server}
        raise DomainError(
            "tool-too-old",
            _("%(tool)s %(version)s is older than the server (%(server)s) and cannot read it.") % values,
            _("Install the client tools of the server's version, or name their folder in ZHICHI_PG_BIN."),
        )
    return path


class _Process:
    """A running tool: what it writes, how it ended, what it complained about."""

    def __init__(self) -> None:
        self.stdout: Any = None
        self.returncode: int | None = None
        self.complaint = ""


@contextmanager
def _running(command: list[str], *, stdout: int) -> Iterator[_Process]:
    environment = os.environ | {"PGPASSWORD": _password()}
    kept = _Process()
    with subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, env=environment) as process:  # noqa: S603 - see tool()
        kept.stdout = process.stdout
        try:
            yield kept
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read() if process.stderr else b""
        kept.returncode = process.wait()
        kept.complaint = said.decode("utf-8", "replace").strip()


def _password() -> str:
    raw: Any = connection.connection
    return str(raw.info.password or "") if raw is not None else ""


def _outside_transaction(statement: str) -> None:
    import psycopg  # noqa: PLC0415 - SQLite installations never need it

    with psycopg.connect(address(), password=_password(), autocommit=True) as other:
        other.execute(statement.encode())


def _failed(code: str, name: str, complaint: str) -> DomainError:
    return DomainError(
        code,
        _("%(tool)s failed: %(error)s") % {"tool": name, "error": complaint[-LONGEST_COMPLAINT:]},
        _("Mend the cause and try again; nothing was changed."),
    )


def _check_room(folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed:
        raise crypt.no_room(folder)
