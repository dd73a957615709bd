"""What another value of the handbook would move now, beside the form of the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_safe

from zhichi.calendars.selectors import Preview, preview
from zhichi.core import clock
from zhichi.core.errors import DomainError
from zhichi.core.rights import requires
from zhichi.handbook import policies
from zhichi.records.registry import policies as definitions
from zhichi.records.selectors import policy
from zhichi.sla.foreseeing import foresee_values
from zhichi.sla.registry import policies_of_targets
from zhichi.ui.respond import page_or_fragment

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@requires(policies.EDIT)
def moves(request: HttpRequest, key: str) -> HttpResponse:
    """Which open promises `value` would move; a fragment while it is typed, a page of its own without script."""
    if key not in policies_of_targets():
        raise Http404
    definition = definitions.get(key)
    text = request.GET.get("value", "").strip() or str(policy(key))
    try:
        found = preview([foresee_values({key: definition.checked(text)}, clock.now())])
    except DomainError as error:
        found = Preview(problem=str(error))
    context = {"preview": found, "definition": definition, "typed": text}
    return page_or_fragment(request, "sla/moves.html", "calendars/_foreseen.html", context)
