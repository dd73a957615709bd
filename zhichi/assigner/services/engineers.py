"""The engineer whom a customer would rather work with (5.1.3, 专属工程师)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.assigner import policies
from zhichi.assigner.events import EngineerDropped, EngineerSet
from zhichi.assigner.models import CustomersEngineer
from zhichi.core.errors import DomainError
from zhichi.records import services as records
from zhichi.tickets import policies as ticket_policies

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import User
    from zhichi.core.actors import Actor

KINDS = ("organisation", "contact")


@transaction.atomic
def set_engineer(*, kind: str, key: int, user: User | None, by: Actor, at: datetime) -> None:
    """Name the engineer of an "organisation" or a "contact"; None ends it. Nothing when it is so already.

    Appends assigner.engineer_set or assigner.engineer_dropped to the customer's stream. Raises DomainError for somebody
    who does not work tickets.
    """
    if not by.is_system:
        policies.SET_ENGINEER.check(by.user)
    if kind not in KINDS:
        raise ValueError(f"no kind of customer: {kind}")
    row = CustomersEngineer.objects.select_for_update().filter(**{f"{kind}_id": key}).first()
    if user is None:
        if row is not None:
            row.delete()
            records.append(f"{kind}:{key}", EngineerDropped(engineer=row.user.display_name), by=by, at=at)
        return
    if row is not None and row.user_id == user.pk:
        return
    if not (user.is_active and ticket_policies.WORK.allows(user, None)):
        message = _("%s does not work tickets.") % user.display_name
        raise DomainError("not-a-worker", message, fields={"user": message})
    if row is None:
        row = CustomersEngineer(**{f"{kind}_id": key})
    row.user, row.at = user, at
    row.save()
    event = EngineerSet(engineer=user.display_name, engineer_id=user.pk)
    records.append(f"{kind}:{key}", event, by=by, at=at)
