"""`zhichi doctor`: look at configuration, database, disk, keys, worker; say what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from zhichi.config.terminal import gettext as _
from zhichi.config.terminal import say

if TYPE_CHECKING:
    import argparse

ORDER = 50
MARKS = {"ok": "✓", "warn": "!", "bad": "✗"}


def help_text() -> str:
    """One line for the list of commands."""
    return _("check configuration, database, disk, keys and worker, and say what to do")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to print."""
    parser.add_argument("--json", action="store_true", help=_("one JSON object on standard output"))


def run(options: argparse.Namespace) -> int:
    """Run every check; 0 when nothing is bad."""
    from zhichi.config.cli import load_django

    load_django()
    from zhichi.core.checks import run_checks

    findings = run_checks()
    is_well = all(finding.level != "bad" for _name, finding in findings)
    if options.json:
        rows = [
            {"check": name, "level": one.level, "what": str(one.what), "what_to_do": str(one.what_to_do)}
            for name, one in findings
        ]
        say(json.dumps({"ok": is_well, "findings": rows}, ensure_ascii=False))
        return 0 if is_well else 1
    for name, finding in findings:
        say(f"{MARKS[finding.level]} {name:12} {finding.what}")
        if finding.what_to_do:
            say(f"  {'':12} → {finding.what_to_do}")
    return 0 if is_well else 1
