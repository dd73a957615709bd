"""Whether the database can be used as it is: there, answering, and of this version."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.utils.translation import gettext as _


class NotReady(RuntimeError):
    """A command cannot work with the database as it is; the message says why and what to do."""


def trouble() -> tuple[str, str] | None:
    """Why the database does not answer, and what to do; None when it does."""
    if connection.connection is None and connection.vendor == "sqlite" and not _file().exists():
        return _("There is no database yet: %s") % _file(), _(
            "Make it with “zhichi migrate” or “zhichi serve”, or set ZHICHI_DATA_DIR or ZHICHI_DATABASE_URL."
        )
    return silence()


def silence() -> tuple[str, str] | None:
    """Like `trouble`, where a file of SQLite that does not exist yet is going to be made."""
    try:
        connection.ensure_connection()
    except Error as error:
        reason = " ".join(str(error).split())
        return _("The database cannot be reached: %s") % reason, _("Look at ZHICHI_DATABASE_URL and the server.")
    return None


def missing_steps(count: int) -> tuple[str, str]:
    """That the database is older than this version, and what to do."""
    return _("%s migrations of this version are missing.") % count, _("Run “zhichi migrate”, or start “zhichi serve”.")


def _file() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"]))
