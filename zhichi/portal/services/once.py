"""A form does its work once, however often it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from zhichi.core.canonical import sha256
from zhichi.portal.models import Submission

if TYPE_CHECKING:
    from zhichi.tickets.models import Ticket

KEPT = timedelta(days=7)


def claim(*, token: str, purpose: str, at: datetime) -> Submission | None:
    """Claim a form's token inside the caller's transaction; None when it has done its work already.

    Two sendings at the same moment: the second one waits here until the first has committed or failed.
    """
    try:
        with transaction.atomic():
            return Submission.objects.create(key=_key(token, purpose), at=at)
    except IntegrityError:
        return None


def settle(*, submission: Submission, ticket: Ticket) -> None:
    """Note which request the form led to."""
    Submission.objects.filter(pk=submission.pk).update(ticket=ticket)


def outcome(*, token: str, purpose: str) -> Ticket | None:
    """The request that a form has led to already."""
    found = Submission.objects.select_related("ticket").filter(key=_key(token, purpose)).first()
    return found.ticket if found else None


def forget_submissions(*, at: datetime) -> int:
    """Forget forms after a week; their tokens have long expired."""
    return Submission.objects.filter(at__lt=at - KEPT).delete()[0]


def _key(token: str, purpose: str) -> str:
    return sha256(token.encode("utf-8", "replace"), purpose.encode())
