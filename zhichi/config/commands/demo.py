"""`zhichi demo`: fill an empty database with the demo, or throw the demo away and make it anew."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 20


def help_text() -> str:
    """One line for the list of commands."""
    return _("fill an empty database with ninety days of demo data")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to begin anew."""
    parser.add_argument("--reset", action="store_true", help=_("throw the data folder of the demo away first"))


def run(options: argparse.Namespace) -> int:
    """Build the demo; refuses outside demo mode and on a database that has people."""
    from zhichi.config.cli import load_django

    load_django()
    from django.conf import settings

    if not settings.DEMO:
        complain(_("This is not a demo: set ZHICHI_DEMO=1 first. Nothing was changed."))
        return 2
    if options.reset:
        return _reset()
    from zhichi.config.prepare import refuse_unready

    refuse_unready()
    from zhichi.accounts import selectors

    if selectors.active_staff_count():
        complain(_("The database has people already. To begin anew: zhichi demo --reset"))
        return 1
    return _build()


def _reset() -> int:
    """Remove the demo's database and files. Only a SQLite demo in its own data folder can be thrown away."""
    import shutil

    from django.conf import settings
    from django.db import connection

    if connection.vendor != "sqlite":
        complain(_("The demo lies in a PostgreSQL database: drop and create that database instead."))
        return 1
    connection.close()
    if not settings.DATA_DIR.exists():
        return 0
    for path in settings.DATA_DIR.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name.startswith(("zhichi.sqlite3", ".prepare")):
            path.unlink()
    say(_("The demo's data is gone. The next start makes it anew."))
    return 0


def _build() -> int:
    from zhichi.config.demo.setup import build
    from zhichi.core import clock

    started = time.monotonic()
    say(_("→ Playing ninety days of work for the demo"))
    count = build(at=clock.now(), progress=_show)
    sys.stdout.write("\r\033[K" if sys.stdout.isatty() else "")
    say(_("  %(count)s requests in %(seconds).0f s") % {"count": count, "seconds": time.monotonic() - started})
    return 0


def _show(what: str, done: int, total: int) -> None:
    if not sys.stdout.isatty():
        return
    label = _("day %(done)s of %(total)s") if what == "story" else _("building the index and checking the record")
    sys.stdout.write("\r\033[K  " + (label % {"done": done, "total": total} if what == "story" else label))
    sys.stdout.flush()
