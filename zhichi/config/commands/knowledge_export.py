"""`zhichi knowledge-export FILE`: the whole knowledge base as Markdown and files (6.2.2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 48


def help_text() -> str:
    """One line for the list of commands."""
    return _("write the whole knowledge base as Markdown and files into an archive")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the archive to write, ending in .zip"))


def run(options: argparse.Namespace) -> int:
    """Write it; 1 when the file cannot be written."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.core import clock
    from zhichi.core.actors import Actor
    from zhichi.gathering import services

    try:
        with options.file.open("wb") as target:
            done = services.export_base(target=target, by=Actor.system("command"), at=clock.now())
    except OSError as error:
        complain(
            _("%(file)s cannot be written: %(reason)s") % {"file": options.file, "reason": error.strerror or error}
        )
        return 1
    for words in done.problems:
        complain(words)
    say(_("%(articles)s articles and %(files)s files are in %(file)s.") % {
        "articles": done.articles, "files": done.files, "file": options.file,
    })  # fmt: skip
    return 0
