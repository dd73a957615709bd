"""`zhichi backup`: make a backup now, list those there are, test restoring the newest (6.4.1)."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from zhichi.upkeep.models import Run

ORDER = 41


def help_text() -> str:
    """One line for the list of commands."""
    return _("back up database, files and keys; --test-restore proves that the newest backup would serve")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and how to print."""
    parser.add_argument("--list", action="store_true", help=_("show the backups that there are"))
    parser.add_argument(
        "--test-restore", action="store_true", help=_("restore the newest backup into a second place and verify it")
    )
    parser.add_argument(
        "--new-key", metavar="FILE", help=_("make a key pair: the secret key into FILE, the public one shown")
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON object on standard output"))


def run(options: argparse.Namespace) -> int:
    """Do what was asked; 0 when it went well, 1 when not."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.core.errors import DomainError
    from zhichi.upkeep.choices import BACKUP, RESTORE_TEST

    try:
        if options.new_key:
            return _new_key(Path(options.new_key))
        if options.list:
            return _list(is_json=options.json)
        return run_job(RESTORE_TEST if options.test_restore else BACKUP, is_json=options.json)
    except DomainError as error:
        complain(str(error))
        return 1


def run_job(job: str, *, is_json: bool, secret: Mapping[str, Any] | None = None) -> int:
    """Run a job of upkeep in this process, with progress on a terminal. Raises DomainError."""
    from zhichi.core import clock
    from zhichi.core.actors import Actor
    from zhichi.upkeep import selectors, services
    from zhichi.upkeep.choices import GOOD

    told = show if sys.stderr.isatty() else None
    done = services.run_now(
        job=job, secret=secret, by=Actor.system(f"zhichi {job.replace('_', '-')}"), at=clock.now(), told=told
    )
    clear()
    went_well = done.state in GOOD
    words = selectors.result(done)
    if is_json:
        body = {"ok": went_well, "state": done.state, "result": words, "seconds": done.seconds, **done.values}
        say(json.dumps(body, ensure_ascii=False))
    elif went_well:
        say(words)
    else:
        complain(words or _("It was stopped."))
    return 0 if went_well else 1


def show(run: Run) -> None:
    """How far a run is, on one line of the terminal."""
    from django.utils.translation import gettext

    step = gettext(run.step) if run.step else ""
    percent = f" {run.percent} %" if run.percent is not None else ""
    sys.stderr.write(f"\r\033[K{step}{percent}")
    sys.stderr.flush()


def clear() -> None:
    """Take the line away."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()


def _list(*, is_json: bool) -> int:
    from zhichi.ui.timing import size_words as filesize
    from zhichi.upkeep import selectors

    found = selectors.backups()
    place = selectors.setup().place
    if is_json:
        rows = [
            {
                "name": one.name,
                "path": str(Path(place) / one.name),
                "made_at": one.manifest.made_at if one.manifest else None,
                "bytes": one.manifest.size if one.manifest else None,
                "events": one.manifest.events if one.manifest else None,
                "files": one.manifest.files if one.manifest else None,
                "encrypted": bool(one.manifest and one.manifest.recipients),
                "in_second_place": one.in_second,
                "trouble": one.trouble,
            }
            for one in found
        ]
        say(json.dumps({"place": place, "backups": rows}, ensure_ascii=False))
        return 0
    if not found:
        say(_("No backup in %s yet.") % place)
    for one in found:
        path = Path(place) / one.name
        if one.manifest is None:
            say(f"{path}  {one.trouble}")
            continue
        lock = _("encrypted") if one.manifest.recipients else _("not encrypted")
        counts = _("%(events)s events, %(files)s files") % {"events": one.manifest.events, "files": one.manifest.files}
        say(f"{path}  {filesize(one.manifest.size)}  {counts}  {lock}")
    return 0


def _new_key(path: Path) -> int:
    from zhichi.upkeep.archive.crypt import new_identity

    identity, recipient = new_identity()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        complain(_("%(path)s cannot be written: %(error)s") % {"path": path, "error": error.strerror})
        return 1
    with os.fdopen(descriptor, "w") as target:
        target.write(f"# {recipient}\n{identity}\n")
    say(_("The secret key is in %s. Keep it away from this machine: without it no backup can be read.") % path)
    say(f"ZHICHI_BACKUP_RECIPIENTS={recipient}")
    return 0
