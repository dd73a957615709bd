"""`zhichi mail-in`: hand over one raw message on standard input, as a mail server's pipe or alias does."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

    from zhichi.channels.email.services import Receipt

ORDER = 35


def help_text() -> str:
    """One line for the list of commands."""
    return _("take in one raw message from standard input; prints one line of JSON")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Through which mailbox it came."""
    parser.add_argument("--mailbox", metavar="ADDRESS", help=_("the mailbox it came to; answers leave from there"))
    # The mail server keeps the message and hands it over again: nothing is lost while somebody mends the settings.
    parser.set_defaults(if_misconfigured=75)


def run(options: argparse.Namespace) -> int:
    """Take the message in and say what was done; 75 when database or disk cannot be used, so that it is tried later."""
    raw = sys.stdin.buffer.read()
    if not raw.strip():  # no mail at all, which would become a request of nobody about nothing
        complain(
            _("Nothing came on standard input: hand over one raw message, as with “zhichi mail-in < message.eml”.")
        )
        return 2
    from zhichi.config.cli import TRY_AGAIN, load_with_database

    load_with_database()
    from django.db import DatabaseError, InterfaceError

    from zhichi.channels.email import selectors, services
    from zhichi.core import clock

    try:
        mailbox = selectors.mailbox_by_address(options.mailbox) if options.mailbox else None
        if options.mailbox and mailbox is None:
            complain(_("There is no mailbox %s.") % options.mailbox)
            return 2
        receipt = services.receive(raw=raw, at=clock.now(), mailbox=mailbox)
    except (DatabaseError, InterfaceError, OSError) as error:
        complain(_("Not taken, try again later: %s") % error)
        return TRY_AGAIN
    say(json.dumps(_answer(receipt), ensure_ascii=False))
    return 0


def _answer(receipt: Receipt) -> dict[str, object]:
    return {
        "ticket": receipt.ticket.number if receipt.ticket else None,
        "message": receipt.message.pk if receipt.message else None,
        "message_id": receipt.log.mail_id or None,
        "done": str(receipt.log.done),
        "reason": str(receipt.log.reason),
    }
