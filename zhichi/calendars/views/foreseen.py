"""What a change would move, beside the form that would make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.calendars import services
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.records.selectors import stream_label, stream_url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest

    from zhichi.calendars.registry import Foreseen, Move

PREVIEW = "preview"


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


def is_preview(request: HttpRequest) -> bool:
    """Whether the form was sent to see what it would do."""
    return request.method == "POST" and request.POST.get("do") == PREVIEW


def preview_of(calendar_id: int, change: Callable[[], object]) -> Preview:
    """What `change` would move now; never raises for what was typed."""
    try:
        found = services.foresee(calendar_id=calendar_id, change=change, at=clock.now())
    except DomainError as error:
        return Preview(problem=str(error))
    return Preview([(foreseen, _lines(foreseen)) for foreseen in found])


def unreadable() -> Preview:
    """The preview of a form that cannot be read yet."""
    return Preview(problem=_("This shows what moves once the form is filled in."))


def _lines(foreseen: Foreseen) -> list[Line]:
    return [Line(move, stream_label(move.stream), stream_url(move.stream)) for move in foreseen.moves]
