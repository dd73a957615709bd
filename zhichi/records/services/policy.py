"""Change a number of the handbook: a new version with author, reason and time; the old one stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.records import registry, selectors
from zhichi.records.events import PolicyChanged
from zhichi.records.models import PolicyValue
from zhichi.records.services.append import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


@transaction.atomic
def set_policy(*, key: str, value: Any, reason: str, by: Actor, at: datetime) -> PolicyValue:
    """Put `value` in force from now on. Appends policy.changed to stream "handbook:1"; refuses values out of bounds."""
    definition = registry.policies.get(key)
    value = definition.checked(value)
    if not reason.strip():
        raise DomainError("reason-missing", _("Say why the rule changes."), fields={"reason": _("Required")})
    last = PolicyValue.objects.filter(key=key).order_by("-version").first()
    before = last.value if last else definition.default
    row = PolicyValue.objects.create(
        key=key, version=last.version + 1 if last else 2, value=value, author_id=by.user_id, reason=reason, at=at
    )
    append(
        "handbook:1",
        PolicyChanged(key=key, version=row.version, before=before, after=value, reason=reason),
        by=by,
        at=at,
    )
    transaction.on_commit(selectors.forget_policies)
    selectors.forget_policies()
    return row
