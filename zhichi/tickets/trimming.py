"""The trimmed form of a message says nothing that the message does not say: it is made of pieces of it, in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_TAG = re.compile(r"(<[^>]*>)")
_TOKEN = re.compile(r"<[^>]*>|[^<]+")


def is_part_of(shorter: str, whole: str) -> bool:
    """Whether every line of a text is a line of the whole, in the same order."""
    return _in_order(_lines(shorter), _lines(whole))


def is_markup_of(shorter: str, whole: str) -> bool:
    """Whether every tag and every line of text of sanitised HTML stands in the whole, in the same order."""
    return _in_order(_pieces(shorter), _pieces(whole))


def text_below(shorter: str, whole: str) -> str:
    """What a text goes on with where the shorter form ends; "" when that left out something above it too."""
    return whole[len(shorter) :].strip("\n") if whole.startswith(shorter) else ""


def markup_below(shorter: str, whole: str) -> str:
    """Like `text_below` for sanitised HTML. It may end elements that it did not begin: sanitise it again."""
    rest = iter(_TOKEN.finditer(shorter))
    for token in _TOKEN.finditer(whole):
        match = next(rest, None)
        if match is None or match[0] != token[0]:
            left = [match, *rest] if match else []
            return "" if any(item[0][:2] != "</" and item[0].strip() for item in left) else whole[token.start() :]
    return ""


def _in_order(some: Iterable[str], every: Iterable[str]) -> bool:
    rest = iter(every)
    return all(item in rest for item in some)


def _lines(text: str) -> Iterable[str]:
    return (bare for line in text.split("\n") if (bare := line.strip()))


def _pieces(html: str) -> Iterable[str]:
    pieces = (line for piece in _TAG.split(html) for line in ([piece] if piece[:1] == "<" else piece.split("\n")))
    return (bare for piece in pieces if (bare := piece.strip()))
