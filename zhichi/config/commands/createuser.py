"""`zhichi createuser`: make an account of staff, above all the first one."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from zhichi.config.terminal import complain, say
from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 30


def help_text() -> str:
    """One line for the list of commands."""
    return _("make an account of staff, above all the first one")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who it is; the password is asked for, or read from standard input."""
    parser.add_argument("--email", required=True)
    parser.add_argument("--name", required=True, help=_("the name that everybody sees"))
    parser.add_argument("--post", default="administrator", help=_("manager, administrator, senior … (--post help)"))
    parser.add_argument("--password-stdin", action="store_true", help=_("read the password from standard input"))


def run(options: argparse.Namespace) -> int:
    """Create the person; 1 when the service refuses, with its reason."""
    from zhichi.config.cli import load_with_database

    load_with_database()
    from zhichi.accounts.choices import Post

    if options.post not in Post.values:
        complain(_("Posts: %s") % ", ".join(f"{code} ({label})" for code, label in Post.choices))
        return 2
    if not options.password_stdin and not sys.stdin.isatty():
        complain(_("There is no terminal to ask for the password: hand it over with --password-stdin."))
        return 2
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else _ask_twice()
    if password is None:
        complain(_("The two passwords differ."))
        return 1
    return _create(options, password)


def _ask_twice() -> str | None:
    first = getpass.getpass(_("Password: "))
    return first if getpass.getpass(_("Again: ")) == first else None


def _create(options: argparse.Namespace, password: str) -> int:
    from zhichi.accounts import services
    from zhichi.core import clock
    from zhichi.core.actors import Actor
    from zhichi.core.errors import DomainError

    by, at = Actor.system("zhichi createuser"), clock.now()
    try:
        person = services.create_person(
            email=options.email, display_name=options.name, post=options.post, password=password, by=by, at=at
        )
        services.found_department(first=person, by=by, at=at)
    except DomainError as error:
        complain(str(error))
        for field, reason in error.fields.items():
            complain(f"  {field}: {reason}")
        return 1
    say(_("Created: %(name)s <%(email)s>") % {"name": person.display_name, "email": person.email})
    return 0
