"""`zhichi handbook --json`: every clause with its state, rule values and evidence."""

from __future__ import annotations

import argparse
import json
import re

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

ORDER = 45


def help_text() -> str:
    """One line for the list of commands."""
    return _("print every clause of the handbook with its state, rule values and evidence")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which period; JSON is the only form."""
    parser.add_argument("--json", action="store_true", required=True, help=_("one JSON array on standard output"))
    parser.add_argument("--period", metavar="YYYY-MM", help=_("the month the evidence is about (default: this month)"))


def run(options: argparse.Namespace) -> int:
    """Print the clauses; 2 when the period is not a month."""
    if options.period is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", options.period):
        complain(_("A period looks like 2026-11, not like “%s”.") % options.period)
        return 2
    from zhichi.config.cli import load_django

    load_django()
    from zhichi.handbook import selectors

    say(json.dumps(selectors.as_json(selectors.month(options.period)), ensure_ascii=False, indent=1))
    return 0
