"""Errors of the database that pass by themselves: whoever was refused tries again."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError, connection

# SQLSTATE classes that speak of the server's state, not of what was asked: connection, deadlock, resources, locks, …
PASSING = ("08", "40", "53", "55", "57", "58")
RETRY_SECONDS = 5


def is_passing_trouble(error: BaseException) -> bool:
    """Whether the database was locked, restarting, out of resources or resolving a deadlock."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    if connection.vendor == "postgresql":
        return state is None or state.startswith(PASSING)
    return any(word in str(error) for word in ("locked", "busy", "unable to open", "disk"))
