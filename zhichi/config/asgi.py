"""The ASGI application that the server runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhichi.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from zhichi.config.bridge import Bridge

if TYPE_CHECKING:
    from zhichi.config.bridge import Receive, Scope, Send, Wsgi


def _make() -> Bridge:
    wsgi = cast("Wsgi", get_wsgi_application())
    return Bridge(wsgi, threads=settings.WEB_THREADS, max_body=settings.MAX_REQUEST_BYTES)


_http = _make()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request, or the server's word that it starts or stops."""
    if scope["type"] != "lifespan":
        await _http(scope, receive, send)
        return
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
