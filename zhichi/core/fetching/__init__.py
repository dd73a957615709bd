"""Fetches what people name by address (a web page, a feed, an interface), and nothing inside the house's own network.

The only way to foreign addresses beside mail; docs/decisions/0033-gathering.md says what it guards against.
"""

from __future__ import annotations

from zhichi.core.fetching.client import Answer, Client, Limits
from zhichi.core.fetching.guard import Resolver, Target, Unreachable, is_outside

__all__ = ["Answer", "Client", "Limits", "Resolver", "Target", "Unreachable", "is_outside"]
