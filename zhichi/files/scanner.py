"""The virus scanner that the settings name, or none. Another kind of scanner would be chosen here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, BinaryIO, Protocol

from django.conf import settings

if TYPE_CHECKING:
    from zhichi.files.clamd import About, Answer


class Scanner(Protocol):
    """What the product asks of a scanner; raises Away and Unclear of `clamd`."""

    def about(self) -> About:
        """Its versions."""
        ...

    def scan(self, content: BinaryIO) -> Answer:
        """The verdict about a content."""
        ...


def is_set_up() -> bool:
    """Whether files are scanned here."""
    return bool(settings.CLAMAV)


def current() -> Scanner | None:
    """The scanner, or None without one. Raises ValueError for a setting that is no address."""
    return _at(settings.CLAMAV) if settings.CLAMAV else None


@cache
def _at(address: str) -> Scanner:
    from zhichi.files.clamd import Clamd  # noqa: PLC0415 - only processes that scan need it

    return Clamd(address)
