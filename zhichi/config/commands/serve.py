"""`zhichi serve`: web, worker and schedule under one parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.config.terminal import gettext as _

if TYPE_CHECKING:
    import argparse

ORDER = 10


def help_text() -> str:
    """One line for the list of commands."""
    return _("start web pages, worker and schedule; Ctrl-C stops all of it")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether to show the demo."""
    parser.add_argument("--host", help=_("address to listen on (default: ZHICHI_HOST or 127.0.0.1)"))
    parser.add_argument("--port", type=int, help=_("port to listen on (default: ZHICHI_PORT or 8000)"))
    parser.add_argument("--demo", action="store_true", help=_("with demo data and demo log-ins, without a secret key"))


def run(options: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    from zhichi.config.serve import serve

    return serve(host=options.host, port=options.port, is_demo=options.demo)
