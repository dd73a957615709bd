"""`zhichi mail-hold REASON`: send nothing and read no mailbox until somebody releases it (6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.config.terminal import gettext as _
from zhichi.config.terminal import say

if TYPE_CHECKING:
    import argparse

ORDER = 43


def help_text() -> str:
    """One line for the list of commands."""
    return _("send nothing and read no mailbox until mail is released")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Why."""
    parser.add_argument("reason", metavar="REASON", help=_("why, shown above every page of staff"))


def run(options: argparse.Namespace) -> int:
    """Let mail rest; running workers notice within seconds."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.core import clock
    from zhichi.core.actors import Actor
    from zhichi.outbound import services

    services.hold_mail(reason=options.reason, by=Actor.system("command"), at=clock.now())
    say(_("Mail rests: nothing is sent and no mailbox is read."))
    return 0
