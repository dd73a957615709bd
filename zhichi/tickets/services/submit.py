"""Carry out a form once: a double click, a repeated request and the browser's "send again" change nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from zhichi.tickets.models import Submission

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhichi.core.actors import Actor

T = TypeVar("T")
KEY_LENGTH = 60
KEPT = timedelta(days=7)


@transaction.atomic
def once(*, key: str, deed: Callable[[], T], by: Actor, at: datetime) -> T | None:
    """Do `deed` and remember the form's key in the same transaction; None when this person's form was done before.

    A refused form (DomainError) rolls the key back with everything else, so that it can be corrected and sent again.
    An empty key is no promise: the deed is done.
    """
    if key:
        _, is_new = Submission.objects.get_or_create(key=f"{by.user_id}:{key[:KEY_LENGTH]}", defaults={"at": at})
        if not is_new:
            return None
    return deed()


def forget_submissions(*, at: datetime) -> int:
    """Remove the keys of forms sent more than a week ago; returns how many."""
    removed, _ = Submission.objects.filter(at__lt=at - KEPT).delete()
    return removed
