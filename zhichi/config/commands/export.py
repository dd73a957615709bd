"""`zhichi export --out FILE`: a part of the record as a bundle that anybody can check (3.4.3)."""

from __future__ import annotations

import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 41
FIRST_YEAR, LAST_YEAR = 1970, 2100


def help_text() -> str:
    """One line for the list of commands."""
    return _("write a period or one object's part of the service record as a bundle that anybody can check")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, and where to."""
    parser.add_argument(
        "--out", type=Path, metavar="FILE", required=True, help=_("the archive to write, ending in .zip")
    )
    parser.add_argument("--from", dest="start", metavar="YYYY-MM-DD", help=_("the first day"))
    parser.add_argument("--to", dest="end", metavar="YYYY-MM-DD", help=_("the last day"))
    parser.add_argument("--stream", default="", metavar="KIND:ID", help=_("one object instead, for example ticket:17"))


def run(options: argparse.Namespace) -> int:
    """Write it; 1 when it cannot be written, 2 for days that are none."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.core import clock
    from zhichi.core.actors import Actor
    from zhichi.core.errors import DomainError
    from zhichi.records import services

    try:
        start, end = _midnight(options.start), _midnight(options.end, days=1)
    except ValueError as error:
        complain(str(error))
        return 2
    half = options.out.with_name(options.out.name + ".part")
    try:
        with half.open("wb") as target:
            row = services.export_bundle(
                target=target, stream=options.stream, start=start, end=end, by=Actor.system("zhichi export"),
                at=clock.now(), progress=_show if sys.stderr.isatty() else None,
            )  # fmt: skip
        half.replace(options.out)
    except DomainError as error:
        complain(str(error))
        return 1
    except OSError as error:
        values = {"file": options.out, "reason": error.strerror or error}
        complain(_("%(file)s cannot be written: %(reason)s") % values)
        return 1
    finally:
        half.unlink(missing_ok=True)
    say(_("%(events)s events are in %(file)s.") % {"events": row.events, "file": options.out})
    return 0


def _midnight(day: str | None, *, days: int = 0) -> Any:
    """The beginning of a day in the zone of the installation. Raises ValueError for what is no day, or far away."""
    from django.utils import timezone

    if day is None:
        return None
    found = datetime.fromisoformat(day).date()
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(_("%(day)s is not between %(first)s and %(last)s.") % {
            "day": day, "first": FIRST_YEAR, "last": LAST_YEAR,
        })  # fmt: skip
    return timezone.make_aware(datetime.combine(found + timedelta(days=days), time.min))


def _show(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} / {total}" if done < total else "\r\033[K")
    sys.stderr.flush()
