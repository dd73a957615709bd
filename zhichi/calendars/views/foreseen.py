"""What a change would move, beside the form that would make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhichi.calendars import registry, services
from zhichi.calendars.selectors import Preview, preview
from zhichi.core import clock
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

PREVIEW = "preview"


def is_preview(request: HttpRequest) -> bool:
    """Whether the form was sent to see what it would do."""
    return request.method == "POST" and request.POST.get("do") == PREVIEW


def preview_of(calendar_id: int, change: Callable[[], object]) -> Preview:
    """What `change` would move now; never raises for what was typed."""
    try:
        return preview(services.foresee(calendar_id=calendar_id, change=change, at=clock.now()))
    except DomainError as error:
        return Preview(problem=str(error))


def preview_of_assignment(assignment: registry.Assignment) -> Preview:
    """What another calendar for the company or a team would move now."""
    return preview(ask(assignment, clock.now()) for ask in registry.assignment_foreseers.values())


def unreadable() -> Preview:
    """The preview of a form that cannot be read yet."""
    return Preview(problem=_("This shows what moves once the form is filled in."))
