"""`zhichi manage …`: Django's own commands."""

from __future__ import annotations

import argparse

from zhichi.config.terminal import gettext as _

ORDER = 90


def help_text() -> str:
    """One line for the list of commands."""
    return _("run one of Django's own commands (shell, dbshell, check …)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after `manage` goes to Django."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    """Hand over to Django."""
    from zhichi.config.cli import load_django

    load_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["zhichi manage", *options.arguments])
    return 0
