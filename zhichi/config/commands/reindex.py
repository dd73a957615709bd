"""`zhichi reindex`: build the search index anew beside the one in use (6.3.1)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 47


def help_text() -> str:
    """One line for the list of commands."""
    return _("build the search index anew while the old one goes on answering")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Rebuild, with progress on a terminal; 1 while another rebuild goes on."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.core import clock
    from zhichi.core.errors import DomainError
    from zhichi.search import services

    try:
        done = services.rebuild(at=clock.now(), progress=_show if sys.stderr.isatty() else lambda _done: None)
    except DomainError as error:
        complain(str(error))
        return 1
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    say(_("The search index is new: %s objects.") % done)
    _tell_of_meaning()
    return 0


def _tell_of_meaning() -> None:
    from zhichi.search import selectors
    from zhichi.search.meaning import embedder

    if embedder.name():
        done, total = selectors.meaning_progress()
        counts = {"done": done, "total": total}
        say(_("Search by meaning: %(done)s of %(total)s texts are read; the worker reads the rest.") % counts)


def _show(done: int) -> None:
    sys.stderr.write(f"\r{done}")
    sys.stderr.flush()
