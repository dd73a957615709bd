"""Brings the database up to this version, and fills the demo. One process at a time does it, the others wait."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pkgutil
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from zhichi.config import cli, ready
from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _
from zhichi.records import guards

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_NUMBER = 0x5A43  # any number of our own, for PostgreSQL's advisory locks


def is_needed() -> bool:
    """Whether a migration of this version has not been applied, or the demo has no people yet.

    Compares file names with the database's list: a few milliseconds, where loading all migrations takes a second.
    """
    return bool(missing()) or _wants_demo()


def missing() -> set[tuple[str, str]]:
    """The migrations of this version that the database has not seen, as (app, name)."""
    return _shipped() - _applied()


def refuse_unready() -> None:
    """Raise NotReady before a command stumbles in its middle. Makes no file and changes nothing."""
    found = ready.trouble()
    if found is None and (steps := missing()):
        found = ready.missing_steps(len(steps))
    if found is not None:
        raise ready.NotReady("\n".join(found))


def prepare(*, with_demo: bool) -> None:
    """Migrate, put missing guards of the record back, fill an empty demo. Prints a line for each long step."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    if (found := ready.silence()) is not None:
        raise ready.NotReady("\n".join(found))
    with _alone():
        steps = missing()
        if steps:
            started = time.monotonic()
            say(_("→ Bringing the database up to this version (%s steps)") % len(steps))
            call_command("migrate", verbosity=0, interactive=False)
            say(_("  done in %.1f s") % (time.monotonic() - started))
        guards.install(connection)
        if with_demo and _wants_demo():
            _fill_demo()


def _shipped() -> set[tuple[str, str]]:
    names = set()
    for app in apps.get_app_configs():
        spec = importlib.util.find_spec(f"{app.name}.migrations")
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            names |= {(app.label, found.name) for found in pkgutil.iter_modules([folder]) if found.name[0] not in "_~"}
    return names


def _applied() -> set[tuple[str, str]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return set(cursor.fetchall())
    except DatabaseError:
        # A new database has no list yet. A database that cannot be reached raises again, and clearly, in `migrate`.
        connection.close()
        return set()


def _wants_demo() -> bool:
    if not settings.DEMO or importlib.util.find_spec("zhichi.config.commands.demo") is None:
        return False
    try:
        return not apps.get_model("accounts", "User").objects.exists()
    except DatabaseError:
        connection.close()
        return True


def _fill_demo() -> None:
    code = cli.main(["demo"])
    if code:
        raise SystemExit(code)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold a lock of this machine's data folder and, on PostgreSQL, one that all machines share."""
    with (settings.DATA_DIR / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])


def main() -> int:
    """`python -m zhichi.config.prepare`, run by `zhichi serve` when the web process says that it is needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    cli.load_django()
    try:
        prepare(with_demo=True)
    except ready.NotReady as error:
        complain(str(error))
        return cli.TRY_AGAIN
    return 0


if __name__ == "__main__":
    sys.exit(main())
