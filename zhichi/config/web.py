"""One web process: uvicorn on a socket that `zhichi serve` opened, or on an address of its own."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
from typing import TYPE_CHECKING

import uvicorn

from zhichi.config.env import BadSetting
from zhichi.config.lifeline import Lifeline
from zhichi.config.terminal import complain

if TYPE_CHECKING:
    from collections.abc import Callable

NEEDS_PREPARATION = 75
BAD_SETTING = 2
GRACE_SECONDS = 5


class Server(uvicorn.Server):
    """Tells when it answers, and ends live streams before it waits for open requests."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what was begun."""
        from zhichi.records.live import hub

        hub.close()
        await super().shutdown(sockets)


def main() -> int:
    """Serve until SIGTERM; NEEDS_PREPARATION when the database must be migrated first, BAD_SETTING when it cannot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="number of the listening socket")
    parser.add_argument("--prepared", action="store_true", help="the database was looked at already")
    options = parser.parse_args()
    lifeline = Lifeline()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")
    import django

    try:
        django.setup()
    except BadSetting as error:
        complain(str(error))
        return BAD_SETTING
    from django.conf import settings
    from django.db import connections
    from django.urls import get_resolver

    from zhichi.config import prepare

    if not options.prepared and prepare.is_needed():
        return NEEDS_PREPARATION
    from zhichi.config.asgi import application
    from zhichi.config.welcome import welcome
    from zhichi.core import memory
    from zhichi.upkeep import slow

    slow.install("web")

    config = uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=settings.BEHIND_PROXY,
        forwarded_allow_ips="*",  # read only when BEHIND_PROXY is set: then every connection is the proxy's
    )
    get_resolver().url_patterns  # noqa: B018 - loads all views now: a fault shows here, and the first page is quick
    words = welcome()
    connections.close_all()
    threading.Thread(target=memory.give_back_at_rest, args=(threading.Event(),), name="memory", daemon=True).start()
    Server(config, lambda: lifeline.ready(words)).run(sockets=[socket.socket(fileno=options.fd)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
