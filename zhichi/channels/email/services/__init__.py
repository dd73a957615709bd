"""Writes of the mail channel, one module per use case."""

from __future__ import annotations

from zhichi.channels.email.services.receive import Receipt, receive

__all__ = ["Receipt", "receive"]
