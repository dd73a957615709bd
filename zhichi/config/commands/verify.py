"""`zhichi verify`: check the whole service record (3.4.2)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
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
    parser.add_argument("--bundle", metavar="FILE", help=_("check an exported bundle instead; needs no database"))
    parser.add_argument("--key", metavar="FINGERPRINT", default="", help=_("the key that must have signed the bundle"))
    parser.add_argument(
        "--heads", type=Path, metavar="FILE", help=_("compare with signed heads that were kept elsewhere")
    )


def run(options: argparse.Namespace) -> int:
    """Verify, with progress on a terminal; 0 when the record, the bundle or the heads are whole."""
    if options.bundle:
        return _check_bundle(options)
    from zhichi.config.cli import load_with_database

    load_with_database()
    if options.heads:
        return _compare_heads(options.heads)
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
            "heads": row.heads,
            "erased": row.erased,
            "guards": selectors.guards_in_place(),
            "problems": [
                {"event": doubt.event_id, "stream": doubt.stream, "number": doubt.number, "reason": str(doubt.reason)}
                for doubt in doubts
            ],
        }
        say(json.dumps(body, ensure_ascii=False))
        return 1 if doubts else 0
    counts = {"events": row.events, "streams": row.streams, "heads": row.heads, "erased": row.erased}
    if not doubts:
        say(_("The record is whole: %(events)s events in %(streams)s streams.") % counts)
        say(_("Signed heads that match: %(heads)s.") % counts)
        if row.erased:
            say(_("Contents erased by law: %(erased)s.") % counts)
        return 0
    complain(_("The record was changed. The first broken event:"))
    complain(f"  {row.first_problem}")
    _list([describe(doubt) for doubt in doubts[1:]])
    return 1


def _list(lines: list[str]) -> None:
    for line in lines[: SHOWN - 1]:
        complain(f"  {line}")
    if len(lines) >= SHOWN:
        complain(_("  … and %s more") % (len(lines) - SHOWN + 1))


def _check_bundle(options: argparse.Namespace) -> int:
    from zhichi.config.cli import load_django
    from zhichi.core.bundle import check_bundle, tell

    load_django()
    from django.utils.translation import gettext

    report = check_bundle(options.bundle, key=options.key)
    if options.json:
        problems = [{"file": name, "reason": gettext(reason) % values} for name, reason, values in report.problems]
        say(
            json.dumps(
                {
                    "ok": not problems, "events": report.events, "heads": report.heads, "erased": report.erased,
                    "key": report.key, "problems": problems,
                },
                ensure_ascii=False,
            )
        )  # fmt: skip
        return 1 if problems else 0
    lines = tell(report, gettext)
    if not report.problems:
        say("\n".join(lines))
        return 0
    complain(_("The bundle was changed:"))
    _list(lines)
    return 1


def _compare_heads(file: Path) -> int:
    from zhichi.records import services
    from zhichi.records.services.verify import describe

    try:
        matching, doubts = services.check_outside(json.loads(file.read_text("utf-8"))["heads"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        complain(_("%(file)s holds no signed heads: %(reason)s") % {"file": file, "reason": error})
        return 2
    if doubts:
        complain(_("The record is no longer the one that was signed:"))
        _list([describe(doubt) for doubt in doubts])
        return 1
    say(_("Signed heads that match: %(heads)s.") % {"heads": matching})
    return 0


def _show(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} / {total}" if done < total else "\r\033[K")
    sys.stderr.flush()
