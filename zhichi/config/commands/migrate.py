"""`zhichi migrate`: bring the database up to this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 60


def help_text() -> str:
    """One line for the list of commands."""
    return _("bring the database up to this version (serve does it by itself)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_options: argparse.Namespace) -> int:
    """Migrate, with progress."""
    from zhichi.config.cli import load_django

    load_django()
    from zhichi.config.prepare import prepare

    prepare(with_demo=False)
    return 0
