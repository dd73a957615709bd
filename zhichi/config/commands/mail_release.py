"""`zhichi mail-release`: let mail be sent and fetched again after a restore (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.config.terminal import gettext as _
from zhichi.config.terminal import say

if TYPE_CHECKING:
    import argparse

ORDER = 44


def help_text() -> str:
    """One line for the list of commands."""
    return _("send and fetch mail again, after a restore or mail-hold")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Release it; 0 also when it did not rest."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.core import clock
    from zhichi.core.actors import Actor
    from zhichi.upkeep import services

    is_released = services.release_mail(by=Actor.system("command"), at=clock.now())
    say(_("Mail is sent and fetched again.") if is_released else _("Mail did not rest."))
    return 0
