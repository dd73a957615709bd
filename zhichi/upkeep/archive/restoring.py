"""Restore a backup for good into a place of its own: a new data folder, a new database, with the keys beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.core.events import gettext_noop
from zhichi.upkeep.archive import crypt, opening, replacing, snapshot

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
    aside: str = ""  # where what was there before is now
    problems: list[str] = field(default_factory=list)


def restore_into(
    opened: Opened, folder: Path, *, database: str, progress: Progress, replaces: bool = False
) -> Restored:
    """Restore into the new data folder `folder`, on PostgreSQL into the new database `database` of this server.

    Mail of what was restored rests until somebody releases it: a copy never answers customers a second time.
    With `replaces` the place may be in use before; nothing of it is deleted: its database is put aside under another
    name once the restored one is whole, contents of files stay. Raises DomainError before anything is written when the
    place is in use (without `replaces`, or by a running process); a restore that fails leaves the folder for a look,
    and the live system as it was.
    """
    if not replaces and folder.exists() and any(folder.iterdir()):
        raise DomainError(
            "place-in-use",
            _("%s is not empty.") % folder,
            _("Name a new folder, or say --force to replace what is there."),
        )
    is_sqlite = opened.manifest.database == "sqlite"
    if not is_sqlite and not snapshot.PLAIN_NAME.fullmatch(database):
        raise DomainError(
            "no-database", _("The backup is of PostgreSQL: name the new database."), _("Example: --database zhichi_2")
        )
    keys = opening.secret_keys(opened)  # first of all: a wrong key is found out before anything is written
    if replaces:
        replacing.check_unused(folder, database="" if is_sqlite else database)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    progress.step(gettext_noop("Restoring the database into a second place"))
    if is_sqlite:
        state, url, aside = _fill_sqlite(opened, folder, progress)
    else:
        state, url, aside = _fill_postgres(opened, folder, database, progress)
    done = Restored(folder / SETTINGS_FILE, events=state.events, aside=aside)
    done.files, broken = opening.check_contents(opened, progress, into=folder)
    done.problems += [_("The content %s… is missing or damaged.") % sha256[:12] for sha256 in broken]
    _let_mail_rest(opened, url, folder, progress)
    secret = str(keys.get("SECRET_KEY") or settings.SECRET_KEY)
    replacing.put_aside(done.settings_file)
    values = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": secret}
    with crypt.written_whole(done.settings_file) as target:
        target.write("".join(f"ZHICHI_{name}={value}\n" for name, value in values.items()).encode())
    return done


def _let_mail_rest(opened: Opened, url: str, folder: Path, progress: Progress) -> None:
    """Before there are settings to start it with. Raises DomainError where that fails."""
    progress.step(gettext_noop("Bringing the restored database up to this version"))
    reason = _("The backup %s was restored.") % opened.manifest.name
    for arguments in (["migrate"], ["mail-hold", reason]):
        problems = opening.run_there(arguments, opened, url=url, folder=folder)
        if problems:
            raise DomainError(
                "mail-goes", " ".join(problems), _("Do not start it: what waits in its outbox could be sent again.")
            )


def _fill_sqlite(opened: Opened, folder: Path, progress: Progress) -> tuple[snapshot.State, str, str]:
    path = folder / replacing.SQLITE
    fresh = folder / f"{replacing.SQLITE}.restoring"
    fresh.unlink(missing_ok=True)  # of a try that failed
    opening.unpack_database(opened, fresh, progress)
    state = snapshot.check_sqlite(fresh)
    aside = replacing.put_sqlite_aside(path)
    fresh.rename(path)
    return state, f"sqlite:///{path}", aside


def _fill_postgres(opened: Opened, folder: Path, database: str, progress: Progress) -> tuple[snapshot.State, str, str]:
    if connection.vendor != "postgresql":
        raise opening.other_kind(opened.manifest.database)
    dump = folder / "database.dump"
    dump.unlink(missing_ok=True)  # of a try that failed
    opening.unpack_database(opened, dump, progress)
    fresh = replacing.fresh_name(database) if replacing.exists_postgres(database) else database
    snapshot.create_postgres(fresh)
    snapshot.load_postgres(dump, fresh)
    dump.unlink()
    state = snapshot.look_at_postgres(fresh)
    aside = replacing.swap_postgres(fresh, database) if fresh != database else ""
    return state, opening.postgres_url(database), aside
