"""`zhichi handbook --json`: every clause with its state, rule values and evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 45


def help_text() -> str:
    """One line for the list of commands."""
    return _("print every clause of the handbook with its state, rule values and evidence")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which period; JSON is the only form."""
    parser.add_argument("--json", action="store_true", required=True, help=_("one JSON array on standard output"))
    parser.add_argument(
        "--period",
        default="",
        metavar="PERIOD",
        help=_("what the evidence is about: 2026, 2026-Q4, 2026-11, 2026-W47, a day or two (default: this month)"),
    )


def run(options: argparse.Namespace) -> int:
    """Print the clauses; 2 when there is no such period."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.core.errors import DomainError
    from zhichi.handbook import selectors

    try:
        period = selectors.parse_period(options.period)
    except DomainError as error:
        complain(str(error))
        return 2
    say(json.dumps(selectors.as_json(period), ensure_ascii=False, indent=1))
    return 0
