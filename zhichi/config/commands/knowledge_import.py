"""`zhichi knowledge-import FILE [--dry-run]`: an exported knowledge base becomes drafts here (6.2.2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 49


def help_text() -> str:
    """One line for the list of commands."""
    return _("read an exported knowledge base in as drafts that a person reviews")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which archive, and whether to write."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the archive that knowledge-export made"))
    parser.add_argument("--dry-run", action="store_true", help=_("say what would become of each file, write nothing"))


def run(options: argparse.Namespace) -> int:
    """Read it in, a line for each file; 1 when a file was refused or the archive cannot be read."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.core import clock
    from zhichi.core.actors import Actor
    from zhichi.core.errors import DomainError
    from zhichi.gathering import services
    from zhichi.gathering.choices import Outcome

    try:
        with options.file.open("rb") as source:
            rows = services.import_base(
                source=source, by=Actor.system("command"), at=clock.now(), is_dry=options.dry_run
            )
    except OSError as error:
        complain(_("%(file)s cannot be read: %(reason)s") % {"file": options.file, "reason": error.strerror or error})
        return 1
    except DomainError as error:
        complain(str(error))
        return 1
    for row in rows:
        say(f"{Outcome(row.outcome).label}\t{row.name}\t{row.title}\t{row.words}".rstrip())
    return int(any(row.outcome == Outcome.FAILED for row in rows))
