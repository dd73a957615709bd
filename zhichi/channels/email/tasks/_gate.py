"""How much the door for mail servers takes at once: connections in all, of one client, and messages in a minute."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass, field

MINUTE = 60.0  # seconds
MOST_CLIENTS = 10_000  # whose messages are counted; beyond it the count begins anew


@dataclass
class Gate:
    """Counts what comes in. One thread uses it. 0 as a limit means none."""

    connections: int
    per_client: int
    per_minute: int
    open: int = 0
    refused: int = 0  # connections and messages that were too many
    taken: int = 0  # messages that were stored
    _by_client: Counter[str] = field(default_factory=Counter)
    _messages: dict[str, deque[float]] = field(default_factory=dict)

    def enter(self, client: str) -> bool:
        """Whether a connection of this client may begin; it counts until `leave`."""
        is_full = bool(self.connections) and self.open >= self.connections
        if is_full or (self.per_client and self._by_client[client] >= self.per_client):
            self.refused += 1
            return False
        self.open += 1
        self._by_client[client] += 1
        return True

    def leave(self, client: str) -> None:
        """A connection that was let in has ended."""
        self.open -= 1
        self._by_client[client] -= 1
        if not self._by_client[client]:
            del self._by_client[client]

    def message(self, client: str) -> bool:
        """Whether this client may hand over another message now."""
        if not self.per_minute:
            return True
        moment = time.monotonic()
        if client not in self._messages and len(self._messages) >= MOST_CLIENTS:
            self._messages.clear()
        seen = self._messages.setdefault(client, deque())
        while seen and moment - seen[0] >= MINUTE:
            seen.popleft()
        if len(seen) >= self.per_minute:
            self.refused += 1
            return False
        seen.append(moment)
        return True
