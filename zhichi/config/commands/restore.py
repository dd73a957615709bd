"""`zhichi restore`: test a backup, or restore it into another place (6.4.1)."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 42


def help_text() -> str:
    """One line for the list of commands."""
    return _("restore a backup into another place, or only test it")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which backup, where to, with which key."""
    parser.add_argument("archive", metavar="ARCHIVE", help=_("folder of one backup, see “zhichi backup --list”"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--test", action="store_true", help=_("only test: restore beside, verify, remove again"))
    where.add_argument("--into", metavar="FOLDER", help=_("restore into a new data folder instead of the live place"))
    parser.add_argument("--database", help=_("with --into, on PostgreSQL: name of the new database"))
    parser.add_argument("--force", action="store_true", help=_("with --into: replace what is there; it is put aside"))
    parser.add_argument("--yes", action="store_true", help=_("with --force: do not ask for the name of the database"))
    parser.add_argument("--identity", metavar="FILE", help=_("file with the secret key of the backups"))
    parser.add_argument("--passphrase-file", metavar="FILE", help=_("file with the passphrase of the backups"))
    parser.add_argument("--json", action="store_true", help=_("with --test: one JSON object on standard output"))


def run(options: argparse.Namespace) -> int:
    """Restore; 0 when it went well."""
    from zhichi.config.cli import load_django, load_with_database

    if options.test:
        load_with_database()
    else:
        _load_without_key()
        load_django()
    from zhichi.config.commands.backup import run_job
    from zhichi.core.errors import DomainError
    from zhichi.upkeep.choices import RESTORE_TEST

    folder = Path(options.archive).resolve()
    try:
        given = {"folder": str(folder), **_key(options, folder)}
        if options.test:
            return run_job(RESTORE_TEST, is_json=options.json, secret=given)
        return _restore_into(folder, options, given)
    except (DomainError, OSError) as error:
        complain(str(error))
        return 1


def _load_without_key() -> None:
    """On a new machine the secret key is inside the backup; until it is read any will do."""
    if not any(os.environ.get(f"ZHICHI_{name}") for name in ("SECRET_KEY", "SECRET_KEY_FILE", "SETTINGS_FILE", "DEMO")):
        import secrets

        os.environ["ZHICHI_SECRET_KEY"] = secrets.token_urlsafe(50)


def _key(options: argparse.Namespace, folder: Path) -> dict[str, str]:
    """The key that was given, or asked for on a terminal when the backup needs one that the settings lack."""
    if options.identity:
        return {"identity": Path(options.identity).read_text("ascii")}
    if options.passphrase_file:
        return {"passphrase": Path(options.passphrase_file).read_text("utf-8").strip()}
    from zhichi.upkeep.archive import crypt, manifest

    needs = manifest.read(folder).recipients and not crypt.keys_of(folder.parent)
    if needs and (folder.parent / crypt.WRAPPED_KEY).exists() and sys.stdin.isatty():
        return {"passphrase": getpass.getpass(_("Passphrase of the backups: "))}
    return {}


def _restore_into(folder: Path, options: argparse.Namespace, given: dict[str, str]) -> int:
    from zhichi.config.commands.backup import clear
    from zhichi.upkeep.archive import opening, restoring

    if not options.into:
        complain(_("Name the place: --into FOLDER for a new data folder, or --test."))
        return 2
    target, database = Path(options.into).resolve(), options.database or ""
    if options.force and not options.yes and not _agreed(target, database):
        return 2
    key = {name: value for name, value in given.items() if name != "folder"}
    opened = opening.open_backup(folder, **key)
    done = restoring.restore_into(
        opened, target, database=database, progress=TerminalProgress(), replaces=options.force
    )
    clear()
    say(_("Restored: %(events)s events, %(files)s files.") % {"events": done.events, "files": done.files})
    for problem in done.problems:
        complain(problem)
    if done.aside:
        say(_("What was there before is now: %s") % done.aside)
    say(_("Mail rests in it: nothing is sent or fetched until you release it on the health page, or by:"))
    say(f"  ZHICHI_SETTINGS_FILE={done.settings_file} zhichi mail-release")
    say(_("To start it:"))
    say(f"  ZHICHI_SETTINGS_FILE={done.settings_file} zhichi serve")
    return 1 if done.problems else 0


def _agreed(target: Path, database: str) -> bool:
    """Whether somebody typed the name of the database that is replaced; true where there is none."""
    from zhichi.upkeep.archive import replacing

    if not target.exists() or not any(target.iterdir()):
        return True
    name = replacing.name_of(target, database)
    say(_("This replaces the installation in %(folder)s (database “%(name)s”).") % {"folder": target, "name": name})
    if not sys.stdin.isatty():
        complain(_("Nobody can be asked here; say --yes if that is meant."))
        return False
    if input(_("Type the name of the database to go on: ")).strip() == name:
        return True
    complain(_("That is another name; nothing was changed."))
    return False


class TerminalProgress:
    """Shows how far it is on one line of the terminal."""

    def __init__(self) -> None:
        self._label = ""

    def step(self, label: str) -> None:
        """See Progress."""
        self._label = label
        self._write("")

    def show(self, done: int, total: int) -> None:
        """See Progress."""
        self._write(f" {100 * done // total} %" if total else "")

    def _write(self, share: str) -> None:
        from django.utils.translation import gettext

        if sys.stderr.isatty():
            label = gettext(self._label)
            sys.stderr.write(f"\r\033[K{label}{share}")
            sys.stderr.flush()
