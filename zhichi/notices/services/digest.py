"""Collect what a person was told into one mail (3.1.2): never a hundred mails, and none at night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhichi.accounts import selectors as accounts
from zhichi.notices import mails, registry
from zhichi.notices.events import DigestMailed
from zhichi.notices.models import TO_MAIL, Inbox, Notice
from zhichi.notices.services._write import TELLER
from zhichi.records import services as records

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import User


def send_digests(*, at: datetime) -> int:
    """Queue one mail for each person whose notices were collected long enough and who may be reached at `at`.

    Reached are people in their working hours and not away, people without working hours on file, people on duty, and
    those who chose not to be left in peace. The others' notices wait, and go out as one mail later. Returns how many
    mails were queued; workers may do this at once. Appends notices.mailed to each inbox.
    """
    due = list(Inbox.objects.filter(mail_due_at__lte=at).order_by("pk").values_list("pk", "quiet"))
    if not due:
        return 0
    reachable = accounts.reachable_ids(at)
    reached = [key for key, quiet in due if not quiet or key in reachable or registry.on_duty(key, at)]
    return sum(_send(key, at) for key in reached)


@transaction.atomic
def _send(person_id: int, at: datetime) -> int:
    rows = Notice.objects.filter(TO_MAIL, person_id=person_id).order_by("pk")
    keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    inbox = Inbox.objects.select_for_update().filter(pk=person_id, mail_due_at__lte=at).first()
    if inbox is None:  # another worker was first
        return 0
    person = accounts.person(person_id)
    inbox.mail_due_at = None
    if keys and person.is_active:
        inbox.last_mailed_at = at
        _queue(person, inbox, keys, at)
        Notice.objects.filter(pk__in=keys).update(mailed_at=at)
    inbox.save(update_fields=["mail_due_at", "last_mailed_at"])
    return int(inbox.last_mailed_at == at)


def _queue(person: User, inbox: Inbox, keys: list[int], at: datetime) -> None:
    mails.send_digest(person, Notice.objects.filter(pk__in=keys), at=at)
    records.append(inbox.stream, DigestMailed(count=len(keys)), by=TELLER, at=at)
