"""The words of letters in force, remembered by each process for two seconds as numbers of the handbook are."""

from __future__ import annotations

from zhichi.core.remembered import Remembered
from zhichi.outbound.models import LetterWords

CACHE_SECONDS = 2.0


def in_force(kind: str, language: str) -> str:
    """The words that somebody wrote for this kind of letter and language; "" while the shipped ones are in force."""
    return _in_force().get((kind, language), "")


def forget() -> None:
    """Drop this process's memory."""
    _in_force.forget()


def _read() -> dict[tuple[str, str], str]:
    rows = LetterWords.objects.order_by("version").values_list("kind", "language", "text")
    return {(kind, language): text for kind, language, text in rows}


_in_force = Remembered(_read, seconds=CACHE_SECONDS)
