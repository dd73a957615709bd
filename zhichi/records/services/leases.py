"""Leases: of many workers only one runs a scheduled job at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from zhichi.records.models import Lease

if TYPE_CHECKING:
    from datetime import datetime, timedelta


def take_lease(*, name: str, holder: str, lasts: timedelta, at: datetime) -> bool:
    """Take or renew the lease `name` until `at + lasts`; False while somebody else holds it."""
    mine_or_over = Q(holder=holder) | Q(until__lte=at)
    if Lease.objects.filter(mine_or_over, name=name).update(holder=holder, until=at + lasts):
        return True
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, holder=holder, until=at + lasts)
    except IntegrityError:
        return False
    return True


def drop_leases(*, holder: str) -> None:
    """Give back every lease that `holder` holds: it stops."""
    Lease.objects.filter(holder=holder).delete()
