"""Gate of signatures: whoever may see the visit sees who signed; the customer sees it on their report."""

from __future__ import annotations

from typing import Any

from zhichi.tickets import services as tickets
from zhichi.visits import selectors
from zhichi.visits.models import Visit


def may_read_file(request: Any, attachment: Any) -> bool:
    """Whether the person behind the request may see the visit that the file hangs on."""
    if getattr(request.user, "is_staff_member", False):
        return selectors.visit(request.user, attachment.holder_id) is not None
    visit = Visit.objects.select_related("ticket__contact__organisation").filter(pk=attachment.holder_id).first()
    return visit is not None and tickets.may_follow(request, visit.ticket)
