"""The ticket builder and the opened pages serve here too."""

from __future__ import annotations

from zhichi.tickets.tests.browsing import visit
from zhichi.tickets.tests.conftest import desk

__all__ = ["desk", "visit"]
