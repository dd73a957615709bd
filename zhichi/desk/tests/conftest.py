"""The ticket builder serves here too."""

from __future__ import annotations

from zhichi.tickets.tests.conftest import desk

__all__ = ["desk"]
