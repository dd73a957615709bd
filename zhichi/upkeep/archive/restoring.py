"""Restore a backup for good into a place of its own: a new data folder, a new database, with the keys beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.events import gettext_noop
from zhichi.upkeep.archive import crypt, opening, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from zhichi.core.jobs import Progress
    from zhichi.upkeep.archive.opening import Opened

SETTINGS_FILE = "restored.env"


@dataclass
class Restored:
    """What was restored, and with which settings it starts."""

    settings_file: Path
    events: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def restore_into(opened: Opened, folder: Path, *, database: str, progress: Progress) -> Restored:
    """Restore into the new data folder `folder`, on PostgreSQL into the new database `database` of this server.

    Raises DomainError before anything is written when the place is in use; a restore that fails leaves the folder for
    a look, and the live system as it was.
    """
    if folder.exists() and any(folder.iterdir()):
        raise DomainError(
            "place-in-use", _("%s is not empty.") % folder, _("Name a new folder; nothing is overwritten.")
        )
    is_sqlite = opened.manifest.database == "sqlite"
    if not is_sqlite and not snapshot.PLAIN_NAME.fullmatch(database):
        raise DomainError(
            "no-database", _("The backup is of PostgreSQL: name the new database."), _("Example: --database zhichi_2")
        )
    keys = opening.secret_keys(opened)  # first of all: a wrong key is found out before anything is written
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    progress.step(gettext_noop("Restoring the database into a second place"))
    if is_sqlite:
        path = folder / "zhichi.sqlite3"
        opening.unpack_database(opened, path, progress)
        state, url = snapshot.check_sqlite(path), f"sqlite:///{path}"
    else:
        state, url = _fill_postgres(opened, folder, database, progress)
    done = Restored(folder / SETTINGS_FILE, events=state.events)
    done.files, broken = opening.check_contents(opened, progress, into=folder)
    done.problems += [_("The content %s… is missing or damaged.") % sha256[:12] for sha256 in broken]
    secret = str(keys.get("SECRET_KEY") or settings.SECRET_KEY)
    values = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": secret}
    with crypt.written_whole(done.settings_file) as target:
        target.write("".join(f"ZHICHI_{name}={value}\n" for name, value in values.items()).encode())
    return done


def _fill_postgres(opened: Opened, folder: Path, database: str, progress: Progress) -> tuple[snapshot.State, str]:
    if connection.vendor != "postgresql":
        raise opening.other_kind(opened.manifest.database)
    dump = folder / "database.dump"
    opening.unpack_database(opened, dump, progress)
    snapshot.create_postgres(database)
    snapshot.load_postgres(dump, database)
    dump.unlink()
    return snapshot.look_at_postgres(database), opening.postgres_url(database)
