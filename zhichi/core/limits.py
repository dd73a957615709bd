"""How often somebody may do something: fixed windows counted in the shared cache."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from zhichi.core.canonical import sha256


@dataclass(frozen=True)
class Limit:
    """At most `count` times in a window of `seconds`, counted under `name` for each key apart."""

    name: str
    count: int
    seconds: int

    def wait(self, key: object, amount: int = 1) -> int:
        """Count `amount` more for `key`; 0 when it is allowed, else the seconds until the window ends."""
        counter, left = self._counter(key)
        # add then incr: two requests at once both count, whichever comes first.
        cache.add(counter, 0, timeout=self.seconds)
        try:
            used = cache.incr(counter, amount)
        except ValueError:  # the cache dropped the counter between the two calls
            used = amount
        return 0 if used <= self.count else left

    def is_spent(self, key: object) -> bool:
        """Whether nothing is left for `key` in this window; counts nothing."""
        return int(cache.get(self._counter(key)[0], 0)) >= self.count

    def _counter(self, key: object) -> tuple[str, int]:
        """The name of this window's counter, and the seconds until the window ends."""
        window, passed = divmod(int(time.time()), self.seconds)
        return f"limit:{self.name}:{window}:{sha256(str(key).encode('utf-8', 'replace'))[:32]}", self.seconds - passed


def address_of(request: Any) -> str:
    """The network address a request came from, as the server in front of us reports it."""
    return str(request.META.get("REMOTE_ADDR", ""))
