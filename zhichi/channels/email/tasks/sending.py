"""The worker's loop that sends mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import close_old_connections

from zhichi.channels.email.services.deliver import Courier
from zhichi.core import clock

if TYPE_CHECKING:
    import threading

PAUSE_SECONDS = 1.0


def send_mail(stop: threading.Event) -> None:
    """Look every second whether mail is due, until `stop`; connections to servers are kept while there is more."""
    courier = Courier(now=clock.now, stop=stop)
    try:
        while not stop.is_set():
            close_old_connections()
            if not courier.deliver():
                courier.rest()
                stop.wait(PAUSE_SECONDS)
    finally:
        courier.rest()
