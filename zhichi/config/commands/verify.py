"""`zhichi verify`: check the whole service record (3.4.2)."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 40
SHOWN = 20


def help_text() -> str:
    """One line for the list of commands."""
    return _("check the whole service record; exit code 1 names the first broken event")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to print."""
    parser.add_argument("--json", action="store_true", help=_("one JSON object on standard output"))


def run(options: argparse.Namespace) -> int:
    """Verify, with progress on a terminal; 0 when the record is whole."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.core import clock
    from zhichi.core.actors import Actor
    from zhichi.records import selectors, services
    from zhichi.records.services.verify import describe

    progress = _show if sys.stderr.isatty() else None
    row, doubts = services.verify(by=Actor.system("zhichi verify"), at=clock.now(), progress=progress)
    if options.json:
        body = {
            "ok": not doubts,
            "streams": row.streams,
            "events": row.events,
            "guards": selectors.guards_in_place(),
            "problems": [
                {"event": doubt.event_id, "stream": doubt.stream, "number": doubt.number, "reason": str(doubt.reason)}
                for doubt in doubts
            ],
        }
        say(json.dumps(body, ensure_ascii=False))
        return 1 if doubts else 0
    counts = {"events": row.events, "streams": row.streams}
    if not doubts:
        say(_("The record is whole: %(events)s events in %(streams)s streams.") % counts)
        return 0
    complain(_("The record was changed. The first broken event:"))
    complain(f"  {row.first_problem}")
    for doubt in doubts[1:SHOWN]:
        complain(f"  {describe(doubt)}")
    if len(doubts) > SHOWN:
        complain(_("  … and %s more") % (len(doubts) - SHOWN))
    return 1


def _show(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} / {total}" if done < total else "\r\033[K")
    sys.stderr.flush()
