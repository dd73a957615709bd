"""Time on a line: overlaps and what stays free. Pure; all moments are aware."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta


@dataclass(frozen=True, order=True)
class Span:
    """From `start` to `end`, the end exclusive."""

    start: datetime
    end: datetime

    def overlaps(self, other: Span) -> bool:
        """Whether the two share any moment."""
        return self.start < other.end and other.start < self.end

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time as spans that neither touch nor overlap, in order."""
    found: list[Span] = []
    for span in sorted(spans):
        if span.end <= span.start:
            continue
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What of `spans` is left when `taken` is cut out, in order."""
    left = joined(spans)
    for gone in joined(taken):
        left = [piece for span in left for piece in _cut(span, gone)]
    return left


def _cut(span: Span, gone: Span) -> list[Span]:
    if not span.overlaps(gone):
        return [span]
    pieces = [Span(span.start, gone.start), Span(gone.end, span.end)]
    return [piece for piece in pieces if piece.end > piece.start]


def covers(spans: Iterable[Span], wanted: Span) -> bool:
    """Whether every moment of `wanted` lies in one of `spans`."""
    return not without([wanted], spans)


def gaps(work: Iterable[Span], taken: Iterable[Span], *, at_least: timedelta) -> list[Span]:
    """The free pieces of the working time that are long enough."""
    return [piece for piece in without(work, taken) if piece.length >= at_least]
