"""The engineer's side of a visit: on the way, check in, check out, report with the customer's signature (2.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import Conflict, DomainError, Gathering
from zhichi.files import services as files
from zhichi.records.selectors import policy
from zhichi.visits import policies, signatures
from zhichi.visits.choices import HOLDER, Result, SignedBy, VisitState
from zhichi.visits.events import VisitAmended, VisitCheckedIn, VisitCheckedOut, VisitDeparted, VisitReported
from zhichi.visits.models import Amendment
from zhichi.visits.services import _invite
from zhichi.visits.services._write import advance, amendment_digest, lock, report_digest, short, tell, typed

if TYPE_CHECKING:
    from zhichi.core.actors import Actor
    from zhichi.visits.models import Visit


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was done on site. `signature` is the data address of the drawn PNG; `consents` goes with a typed name."""

    found: str
    work_done: str
    minutes_worked: int
    result: str
    signed: str
    parts_used: str = ""
    signer_name: str = ""
    signature: str = ""
    consents: bool = False
    unsigned_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Tap:
    """What the device tells with a tap: its own clock, and the place when the engineer agreed to share it."""

    device_at: datetime | None = None
    place: dict[str, float] | None = None


NOTHING_TOLD = Tap()
LONGEST_WORK = 1440  # minutes


@transaction.atomic
def depart(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """The engineer sets out. Appends visits.departed; pressing twice changes nothing."""
    visit = lock(visit_id, by=by, right=policies.CARRY_OUT)
    if visit.state == VisitState.ON_THE_WAY:
        return visit
    advance(visit, "depart")
    visit.departed_at = at
    visit.save(update_fields=("state", "departed_at"))
    tell(visit.ticket, VisitDeparted(visit_id=visit.pk), by=by, at=at)
    return visit


@transaction.atomic
def check_in(*, visit_id: int, tap: Tap = NOTHING_TOLD, by: Actor, at: datetime) -> Visit:
    """The engineer is there. Appends visits.checked_in; tapping twice changes nothing.

    The time is ours (`at`); that of the device is noted beside it when the two differ (policy 2.2.visit_clock_minutes).
    """
    visit = lock(visit_id, by=by, right=policies.CARRY_OUT)
    if visit.checked_in_at is not None:
        return visit
    advance(visit, "check_in")
    visit.checked_in_at, visit.device_in_at, visit.place_in = at, _differing(tap, at), tap.place
    visit.save(update_fields=("state", "checked_in_at", "device_in_at", "place_in"))
    device = _words(visit.device_in_at)
    tell(visit.ticket, VisitCheckedIn(visit_id=visit.pk, device_at=device, with_place=bool(tap.place)), by=by, at=at)
    return visit


@transaction.atomic
def check_out(*, visit_id: int, tap: Tap = NOTHING_TOLD, by: Actor, at: datetime) -> Visit:
    """The work on site is over. Appends visits.checked_out. Raises Conflict before the check-in."""
    visit = lock(visit_id, by=by, right=policies.CARRY_OUT)
    if visit.checked_out_at is not None:
        return visit
    advance(visit, "check_out")
    arrived = visit.checked_in_at or at
    visit.checked_out_at = max(at, arrived)
    visit.device_out_at, visit.place_out = _differing(tap, at), tap.place
    visit.save(update_fields=("state", "checked_out_at", "device_out_at", "place_out"))
    event = VisitCheckedOut(
        visit_id=visit.pk,
        minutes=int((visit.checked_out_at - arrived).total_seconds() // 60),
        device_at=_words(visit.device_out_at),
        with_place=bool(tap.place),
    )
    tell(visit.ticket, event, by=by, at=at)
    return visit


def _differing(tap: Tap, at: datetime) -> datetime | None:
    """The device's time, when it is far enough from ours to be worth a note."""
    if tap.device_at is None:
        return None
    allowed = timedelta(minutes=policy("2.2.visit_clock_minutes"))
    return tap.device_at if abs(tap.device_at - at) > allowed else None


def _words(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


@transaction.atomic
def report(*, visit_id: int, given: Report, by: Actor, at: datetime) -> Visit:
    """Write the report, signed by the customer or with the reason why not. Appends visits.reported.

    Raises DomainError at every field that is wrong: nothing done, no result, a signature that is empty, no PNG or too
    large, a typed name without consent. A report is written once; Conflict afterwards.
    The customer gets it by mail with the address where they can read and print it.
    """
    visit = lock(visit_id, by=by, right=policies.CARRY_OUT)
    advance(visit, "report")
    given = judged(given)
    visit.found, visit.work_done, visit.parts_used = given.found, given.work_done, given.parts_used
    visit.minutes_worked, visit.result = given.minutes_worked, given.result
    _sign(visit, given, by=by, at=at)
    visit.reported_at = at
    visit.save()
    event = VisitReported(
        visit_id=visit.pk,
        result=visit.result,
        signed=visit.signed,
        signer=visit.signer_name,
        digest=report_digest(visit),
    )
    tell(visit.ticket, event, by=by, at=at)
    _invite.send_report(visit, by=by, at=at)
    return visit


@transaction.atomic
def amend(*, visit_id: int, text: str, by: Actor, at: datetime) -> Amendment:
    """Add to a finished report; what the customer signed stays as it is. Appends visits.amended.

    Raises Conflict while there is no report, DomainError without words.
    """
    visit = lock(visit_id, by=by, right=policies.CARRY_OUT)
    if visit.state != VisitState.REPORTED:
        raise Conflict("no-report", _("There is no report to amend yet."))
    words = typed(text, "text", _("Say what is added or corrected."), limit=5000)
    row = Amendment.objects.create(visit=visit, author_id=by.person_id, at=at, text=words)
    event = VisitAmended(visit_id=visit.pk, amendment_id=row.pk, digest=amendment_digest(row))
    tell(visit.ticket, event, by=by, at=at)
    _invite.send_amendment(visit, row, by=by, at=at)
    return row


def judged(given: Report) -> Report:
    """The report as it is kept. Raises one DomainError that names every field that is wrong."""
    told = Gathering()
    found = told.take(lambda: typed(given.found, "found", _("Say what was found.")), "")
    work_done = told.take(lambda: typed(given.work_done, "work_done", _("Say what was done.")), "")
    parts_used = told.take(lambda: short(given.parts_used, "parts_used", limit=5000), "")
    told.take(lambda: _check_choices(given), None)
    reason = told.take(lambda: _why_not_drawn(given), "")
    signer = told.take(lambda: _signer(given), "")
    told.take(lambda: _check_signature(given), None)
    told.refuse()
    return replace(
        given, found=found, work_done=work_done, parts_used=parts_used, unsigned_reason=reason, signer_name=signer
    )


def _check_choices(given: Report) -> None:
    wrong = {}
    if not 0 <= given.minutes_worked <= LONGEST_WORK:
        wrong["minutes_worked"] = _("The time worked is between 0 and 1440 minutes.")
    if given.result not in Result.values:
        wrong["result"] = _("Say what came of it.")
    if given.signed not in SignedBy.values:
        wrong["signed"] = _("Say how the customer signs.")
    if wrong:
        code = {"minutes_worked": "minutes"}.get(first := next(iter(wrong)), first)
        raise DomainError(code, wrong[first], fields=wrong)


def _why_not_drawn(given: Report) -> str:
    if given.signed == SignedBy.NONE:
        return typed(given.unsigned_reason, "unsigned_reason", _("Say why the customer did not sign."), limit=500)
    if given.signed == SignedBy.TYPED:
        return typed(given.unsigned_reason, "unsigned_reason", _("Say why the signature is not drawn."), limit=500)
    return ""


def _signer(given: Report) -> str:
    if given.signed not in {SignedBy.TYPED, SignedBy.DRAWN}:
        return ""
    return typed(given.signer_name, "signer_name", _("Write the name of whoever signs."), limit=120)


def _check_signature(given: Report) -> None:
    if given.signed == SignedBy.DRAWN:
        signatures.read(given.signature)
    elif given.signed == SignedBy.TYPED and not given.consents:
        message = _("A typed name counts only when the customer agrees to sign like this.")
        raise DomainError("consent-missing", message, fields={"consents": message})


def _sign(visit: Visit, given: Report, *, by: Actor, at: datetime) -> None:
    visit.signed, visit.signer_name, visit.unsigned_reason = given.signed, given.signer_name, given.unsigned_reason
    if given.signed == SignedBy.NONE:
        return
    if given.signed == SignedBy.DRAWN:
        visit.signature = files.store(
            content=signatures.read(given.signature),
            filename=f"signature-{visit.pk}.png",
            claimed_type="image/png",
            holder=(HOLDER, visit.pk),
            limit=signatures.MAX_BYTES,
            by=by,
            at=at,
        )
    visit.signed_at = at
