"""A check that somebody asked for on the page, done by the worker."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.records import policies
from zhichi.records.models import VerificationRequest
from zhichi.records.services.verify import verify

ABANDONED = timedelta(minutes=10)  # a worker that died while checking: another one begins anew
PROGRESS_SECONDS = 1.0


def ask_for_verification(*, by: Actor, at: datetime) -> VerificationRequest:
    """Ask the worker to check the record; the request that is open already is returned as it is."""
    if not by.is_system:
        policies.VERIFY.check(by.user)
    try:
        with transaction.atomic():
            return VerificationRequest.objects.create(by=by.label, requested_at=at)
    except IntegrityError:
        return VerificationRequest.objects.get(result=None)


def work_off_verifications(*, at: datetime) -> bool:
    """Take up the open request, if there is one, and check the record; False when there was nothing to do."""
    request = _take(at)
    if request is None:
        return False
    shown = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - shown > PROGRESS_SECONDS:
            shown = time.monotonic()
            open_request = VerificationRequest.objects.filter(pk=request.pk)
            open_request.update(events_done=done, events_total=total, taken_at=clock.now())

    row, _doubts = verify(by=Actor.system(request.by), at=at, progress=show)
    VerificationRequest.objects.filter(pk=request.pk).update(
        events_done=row.events, events_total=row.events, result=row
    )
    return True


@transaction.atomic
def _take(at: datetime) -> VerificationRequest | None:
    free = Q(taken_at=None) | Q(taken_at__lt=at - ABANDONED)
    request = VerificationRequest.objects.select_for_update().filter(free, result=None).first()
    if request is not None:
        request.taken_at = at
        request.save(update_fields=("taken_at",))
    return request
