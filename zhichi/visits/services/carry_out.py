"""The engineer's side of a visit: on the way, check in, check out, report with the customer's signature (2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
from zhichi.files import services as files
from zhichi.visits import policies, signatures
from zhichi.visits.choices import HOLDER, Result, SignedBy, State
from zhichi.visits.events import VisitCheckedIn, VisitCheckedOut, VisitDeparted, VisitReported
from zhichi.visits.services._write import advance, lock, report_digest, short, tell, typed

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor
    from zhichi.visits.models import Visit


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was done on site. `signature` is the data address of the drawn PNG; `consents` goes with a typed name."""

    work_done: str
    result: str
    signed: str
    parts_used: str = ""
    signer_name: str = ""
    signature: str = ""
    consents: bool = False
    unsigned_reason: str = ""


@transaction.atomic
def depart(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """The engineer sets out. Appends visits.departed; pressing twice changes nothing."""
    visit = lock(visit_id, by=by, right=policies.CARRY_OUT)
    if visit.state == State.ON_THE_WAY:
        return visit
    advance(visit, "depart")
    visit.departed_at = at
    visit.save(update_fields=("state", "departed_at"))
    tell(visit.ticket, VisitDeparted(visit_id=visit.pk), by=by, at=at)
    return visit


@transaction.atomic
def check_in(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """The engineer is there. Appends visits.checked_in; pressing twice changes nothing."""
    visit = lock(visit_id, by=by, right=policies.CARRY_OUT)
    if visit.state == State.CHECKED_IN:
        return visit
    advance(visit, "check_in")
    visit.checked_in_at = at
    visit.save(update_fields=("state", "checked_in_at"))
    tell(visit.ticket, VisitCheckedIn(visit_id=visit.pk), by=by, at=at)
    return visit


@transaction.atomic
def check_out(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """The work on site is over. Appends visits.checked_out. Raises Conflict before the check-in."""
    visit = lock(visit_id, by=by, right=policies.CARRY_OUT)
    if visit.state == State.CHECKED_OUT:
        return visit
    advance(visit, "check_out")
    arrived = visit.checked_in_at or at
    visit.checked_out_at = max(at, arrived)
    visit.save(update_fields=("state", "checked_out_at"))
    minutes = int((visit.checked_out_at - arrived).total_seconds() // 60)
    tell(visit.ticket, VisitCheckedOut(visit_id=visit.pk, minutes=minutes), by=by, at=at)
    return visit


@transaction.atomic
def report(*, visit_id: int, given: Report, by: Actor, at: datetime) -> Visit:
    """Write the report, signed by the customer or with the reason why not. Appends visits.reported.

    Raises DomainError at the field that is wrong: nothing done, no result, a signature that is empty, no PNG or too
    large, a typed name without consent. A report is written once; Conflict afterwards.
    """
    visit = lock(visit_id, by=by, right=policies.CARRY_OUT)
    advance(visit, "report")
    visit.work_done = typed(given.work_done, "work_done", _("Say what was done."))
    visit.parts_used = short(given.parts_used, "parts_used", limit=5000)
    if given.result not in Result.values:
        message = _("Say what came of it.")
        raise DomainError("result", message, fields={"result": message})
    visit.result = given.result
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
    return visit


def _sign(visit: Visit, given: Report, *, by: Actor, at: datetime) -> None:
    if given.signed not in SignedBy.values:
        message = _("Say how the customer signs.")
        raise DomainError("signed", message, fields={"signed": message})
    visit.signed = given.signed
    if given.signed == SignedBy.NONE:
        message = _("Say why the customer did not sign.")
        visit.unsigned_reason = typed(given.unsigned_reason, "unsigned_reason", message, limit=500)
        return
    visit.signer_name = typed(given.signer_name, "signer_name", _("Write the name of whoever signs."), limit=120)
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
    elif not given.consents:
        message = _("A typed name counts only when the customer agrees to sign like this.")
        raise DomainError("consent-missing", message, fields={"consents": message})
    visit.signed_at = at
