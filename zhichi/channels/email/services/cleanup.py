"""Close as spam what a search found, bit by bit in the background, and take it back the same way (2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhichi.channels.email import cleaning
from zhichi.channels.email.events import CleanUpAsked, CleanUpDone, CleanUpUndone
from zhichi.channels.email.models import CleanUp
from zhichi.channels.email.policies import SAFETY
from zhichi.core.actors import Actor
from zhichi.core.errors import Conflict, DomainError
from zhichi.core.texts import clean
from zhichi.records.services import append
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.channels.email.cleaning import Wanted

AT_ONCE = 20  # requests of one transaction: the desk waits for no more
AT_WORK = Q(done_at__isnull=True) | Q(undo_asked_at__isnull=False, undone_at__isnull=True)


@transaction.atomic
def ask_clean_up(*, wanted: Wanted, why: str, by: Actor, at: datetime) -> CleanUp:
    """Have everything that the search finds now closed as spam. Appends mail.cleanup_asked.

    Raises DomainError when nobody says why, when nothing is found, or when more is found than one run takes.
    """
    SAFETY.check(by.user)
    words = " ".join(clean(why).split())[:200]
    if not words:
        message = _("Please say why: others will wonder later.")
        raise DomainError("no-reason", message, fields={"why": message})
    keys = [key for key in cleaning.found(wanted).values_list("ticket_id", flat=True)[: cleaning.MOST + 1] if key]
    keys = list(dict.fromkeys(keys))
    if not keys:
        raise DomainError("nothing-found", _("The search finds nothing that can be closed as spam."))
    if len(keys) > cleaning.MOST:
        raise DomainError("too-many", _("The search finds more than %s requests. Narrow it down.") % cleaning.MOST)
    run = CleanUp.objects.create(
        wanted=wanted.data(), ticket_ids=keys, why=words, created_by_id=by.person_id, created_at=at
    )
    append(f"mailcleanup:{run.pk}", CleanUpAsked(count=len(keys), why=words), by=by, at=at)
    return run


@transaction.atomic
def undo_clean_up(*, run_id: int, by: Actor, at: datetime) -> CleanUp:
    """Have the requests of a run opened again. Appends mail.cleanup_undone. Raises Conflict when it is not done yet."""
    SAFETY.check(by.user)
    run = CleanUp.objects.select_for_update().get(pk=run_id)
    if run.done_at is None or run.undo_asked_at is not None:
        raise Conflict("not-now", _("This clean-up is still at work, or was taken back already."))
    run.undo_asked_at, run.undo_by_id = at, by.person_id
    run.save(update_fields=("undo_asked_at", "undo_by"))
    append(f"mailcleanup:{run.pk}", CleanUpUndone(count=len(run.marked_ids)), by=by, at=at)
    return run


@transaction.atomic
def clean_up_some(*, at: datetime) -> bool:
    """The next few requests of the oldest run at work; False when none is. Appends what each request's deed does."""
    runs = CleanUp.objects.select_for_update(skip_locked=True, of=("self",)).select_related("created_by", "undo_by")
    run = runs.filter(AT_WORK).order_by("pk").first()
    if run is None:
        return False
    if run.done_at is None:
        _close_some(run, at)
    else:
        _open_some(run, at)
    return True


def _close_some(run: CleanUp, at: datetime) -> None:
    by = Actor.of(run.created_by)
    answered = bool(run.wanted.get("answered"))
    some = run.ticket_ids[run.place : run.place + AT_ONCE]
    for key in some:
        try:
            with transaction.atomic():
                tickets.mark_spam(ticket_id=key, reason=run.why, by=by, at=at, even_answered=answered)
        except DomainError:
            continue  # answered, closed or merged since: it is counted as left alone
        run.marked_ids.append(key)
    run.place += len(some)
    if run.place >= len(run.ticket_ids):
        run.done_at = at
        event = CleanUpDone(count=len(run.marked_ids), skipped=run.skipped)
        append(f"mailcleanup:{run.pk}", event, by=by, at=at)
    run.save()


def _open_some(run: CleanUp, at: datetime) -> None:
    by = Actor.of(run.undo_by)
    some = run.marked_ids[run.undo_place : run.undo_place + AT_ONCE]
    for key in some:
        try:
            with transaction.atomic():
                tickets.unmark_spam(ticket_id=key, by=by, at=at)
        except DomainError:
            continue  # somebody opened it before
    run.undo_place += len(some)
    if run.undo_place >= len(run.marked_ids):
        run.undone_at = at
    run.save()
