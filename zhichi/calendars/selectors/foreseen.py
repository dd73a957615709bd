"""What a change would move, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhichi.records.selectors import stream_label, stream_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhichi.calendars.registry import Foreseen, Move


@dataclass(frozen=True)
class Line:
    """One promise that would move, with the name and the page of what it is about."""

    move: Move
    label: str
    url: str


@dataclass(frozen=True)
class Preview:
    """What the page shows; `problem` instead, where the change would be refused."""

    found: Sequence[tuple[Foreseen, Sequence[Line]]] = ()
    problem: str = ""

    @property
    def moves_nothing(self) -> bool:
        """Whether no promise moves."""
        return not self.problem and not any(foreseen.moved for foreseen, _lines in self.found)


def preview(found: Iterable[Foreseen]) -> Preview:
    """The answers of the parts that reckon by calendars, ready to be shown by `calendars/_foreseen.html`."""
    return Preview([(foreseen, [_line(move) for move in foreseen.moves]) for foreseen in found])


def _line(move: Move) -> Line:
    return Line(move, stream_label(move.stream), stream_url(move.stream))
