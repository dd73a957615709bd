"""The address that letters about a team's requests come from (5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.channels.email import selectors, senders
from zhichi.channels.email.events import TeamSenderRemoved, TeamSenderSet
from zhichi.channels.email.models import TeamSender
from zhichi.channels.email.services.consent import may_configure
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import Team
    from zhichi.core.actors import Actor


@transaction.atomic
def set_team_sender(*, team: Team, address: str, name: str = "", by: Actor, at: datetime) -> TeamSender | None:
    """Let a team's letters come from this address from now on; an empty one takes the sender of its own away.

    An empty `name` is that of the mailbox. Appends mail.team_sender_set or mail.team_sender_removed when anything
    changes. Raises DomainError for an address that no mailbox sends from, Refused for who may not configure.
    """
    may_configure(by)
    address, name = address.strip().lower(), " ".join(clean(name).split())[:80]
    before = TeamSender.objects.select_for_update().filter(team=team).first()
    transaction.on_commit(senders.forget)
    senders.forget()
    if not address:
        if before is not None:
            before.delete()
            append(f"team:{team.pk}", TeamSenderRemoved(team=team.name), by=by, at=at)
        return None
    box = next((box for box in selectors.senders() if address in box.addresses), None)
    if box is None:
        message = _("No mailbox sends from this address.")
        raise DomainError("no-sender", message, fields={"address": message})
    row = before or TeamSender(team=team)
    values = (box.pk, address, name or box.name)
    if (row.mailbox_id, row.address, row.name) != values:
        row.mailbox_id, row.address, row.name = values
        row.save()
        append(f"team:{team.pk}", TeamSenderSet(team=team.name, sender=str(row)), by=by, at=at)
    return row
