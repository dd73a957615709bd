"""Ask for a visit, find engineer and time, move it, call it off (2.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as accounts
from zhichi.calendars.choices import REACHED
from zhichi.core import clock
from zhichi.core.errors import Conflict, DomainError, Gathering
from zhichi.visits import policies, selectors
from zhichi.visits.choices import Doubt, VisitState
from zhichi.visits.events import VisitCancelled, VisitPostponed, VisitRequested, VisitRescheduled, VisitScheduled
from zhichi.visits.mails import local_span
from zhichi.visits.models import Visit
from zhichi.visits.planning import Span
from zhichi.visits.services import _invite
from zhichi.visits.services._write import advance, lock, open_ticket, request_digest, short, tell, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhichi.accounts.models import User
    from zhichi.core.actors import Actor

LONGEST = timedelta(hours=24)
LONGEST_WAY = 1440
GAPS_NAMED = 6


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A visit as it is asked for. `zone` is the site's time zone, `skill_ids` are keys of accounts.Skill."""

    reason: str
    address: str
    zone: str
    contact_name: str
    contact_phone: str = ""
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    skill_ids: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who goes when. The way is in minutes; `reason` is why it is moved, `overruled` why in spite of doubts."""

    engineer_id: int
    starts_at: datetime
    ends_at: datetime
    travel_before: int = 0
    travel_after: int = 0
    companion_ids: Sequence[int] = ()
    equipment: str = ""
    reason: str = ""
    overruled: str = ""


@transaction.atomic
def request(*, ticket_id: int, wanted: Wanted, by: Actor, at: datetime) -> Visit:
    """Ask for a visit (2.2). Appends visits.requested. Raises DomainError naming all that is missing or wrong."""
    ticket = open_ticket(ticket_id, by=by)
    wanted = judged_request(wanted)
    visit = Visit.objects.create(
        ticket=ticket,
        reason=wanted.reason,
        address=wanted.address,
        zone=wanted.zone,
        contact_name=wanted.contact_name,
        contact_phone=wanted.contact_phone,
        wanted_from=wanted.wanted_from,
        wanted_until=wanted.wanted_until,
        requested_by_id=by.person_id,
        requested_at=at,
    )
    visit.skills.set(wanted.skill_ids)
    event = VisitRequested(visit_id=visit.pk, reason=visit.reason, digest=request_digest(visit))
    tell(ticket, event, by=by, at=at)
    return visit


@transaction.atomic
def schedule(*, visit_id: int, plan: Plan, by: Actor, at: datetime) -> Visit:
    """Plan a visit or move it, and invite the customer by mail. Appends visits.scheduled or visits.rescheduled.

    Raises Conflict when the engineer's time is taken (the free gaps are named), DomainError when the plan is doubtful
    (see choices.Doubt) and nobody said why all the same. The same plan again changes nothing.
    """
    visit = lock(visit_id, by=by, right=policies.PLAN)
    open_ticket(visit.ticket_id, by=by)
    on_site, whole = _checked_times(plan)
    if _is_same(visit, plan):
        return visit
    is_first = visit.state == VisitState.REQUESTED
    reason = short(plan.reason, "reason", limit=500)
    going, told = _going(plan), Gathering()
    for person in going:
        told.take(partial(_refuse_taken, visit, person, on_site, whole, plan), None)
    if not is_first:
        told.take(lambda: typed(plan.reason, "reason", _("Say why the visit is moved."), limit=500), "")
    nothing: list[Doubt] = []
    doubts = told.take(lambda: _refuse_doubtful(visit, going, on_site, whole, plan, at=at), nothing)
    told.refuse()
    advance(visit, "schedule")
    visit.engineer, visit.starts_at, visit.ends_at = going[0], on_site.start, on_site.end
    visit.travel_before, visit.travel_after = plan.travel_before, plan.travel_after
    visit.busy_from, visit.busy_until = whole.start, whole.end
    visit.equipment = short(plan.equipment, "equipment", limit=500)
    visit.overruled = short(plan.overruled, "overruled", limit=500) if doubts else ""
    visit.departed_at = None
    visit.companions.set(going[1:])
    visit.sequence += 1 if visit.sequence or not is_first else 0
    _invite.invite(visit, going, by=by, at=at)
    visit.save()
    tell(visit.ticket, _planned(visit, doubts, reason, is_first=is_first), by=by, at=at)
    return visit


@transaction.atomic
def postpone(*, visit_id: int, reason: str, by: Actor, at: datetime) -> Visit:
    """Give the planned time up without a new one; the visit waits for a plan again. Appends visits.postponed.

    The invitations are withdrawn; the next plan invites anew. Raises Conflict when somebody has checked in already.
    """
    visit = lock(visit_id, by=by, right=policies.PLAN)
    reason = typed(reason, "reason", _("Say why the visit is postponed."), limit=500)
    advance(visit, "postpone")
    when = local_span(visit)
    visit.sequence += 1
    _invite.withdraw(visit, by=by, at=at)
    visit.engineer = visit.starts_at = visit.ends_at = visit.busy_from = visit.busy_until = visit.departed_at = None
    visit.overruled = ""
    visit.companions.clear()
    visit.save()
    tell(visit.ticket, VisitPostponed(visit_id=visit.pk, when=when, reason=reason), by=by, at=at)
    return visit


@transaction.atomic
def cancel(*, visit_id: int, reason: str, by: Actor, at: datetime) -> Visit:
    """Call a visit off before anybody checked in; the customer's invitation is withdrawn. Appends visits.cancelled."""
    visit = lock(visit_id, by=by, right=policies.PLAN)
    reason = typed(reason, "reason", _("Say why the visit is cancelled."), limit=500)
    was_planned = visit.state != VisitState.REQUESTED
    advance(visit, "cancel")
    visit.cancelled_at, visit.cancel_reason = at, reason
    if was_planned:
        visit.sequence += 1
        _invite.withdraw(visit, by=by, at=at)
    visit.save()
    tell(visit.ticket, VisitCancelled(visit_id=visit.pk, reason=reason), by=by, at=at)
    return visit


def judged_request(wanted: Wanted) -> Wanted:
    """The request as it is kept. Raises one DomainError that names every field that is wrong."""
    told = Gathering()
    why, where = _("Say why somebody has to go there."), _("Say where the visit goes.")
    reason = told.take(lambda: typed(wanted.reason, "reason", why, limit=2000), "")
    address = told.take(lambda: typed(wanted.address, "address", where, limit=300), "")
    told.take(lambda: _check_place(wanted), None)
    who = _("Say who receives the engineer.")
    name = told.take(lambda: typed(wanted.contact_name, "contact_name", who, limit=120), "")
    phone = told.take(lambda: short(wanted.contact_phone, "contact_phone", limit=60), "")
    told.take(lambda: _check_window(wanted), None)
    told.refuse()
    ids = sorted(set(wanted.skill_ids))
    return replace(wanted, reason=reason, address=address, contact_name=name, contact_phone=phone, skill_ids=ids)


def _check_place(wanted: Wanted) -> None:
    if wanted.zone not in clock.zones():
        raise DomainError("zone", _("Choose the time zone of the site."), fields={"zone": _("Choose one")})
    if set(wanted.skill_ids) - {row.pk for row in accounts.skills()}:
        raise DomainError("skills", _("Choose skills of the list."), fields={"skills": _("Choose skills of the list.")})


def _check_window(wanted: Wanted) -> None:
    _refuse_unreached(wanted_from=wanted.wanted_from, wanted_until=wanted.wanted_until)
    if wanted.wanted_from and wanted.wanted_until and wanted.wanted_until <= wanted.wanted_from:
        message = _("The end must be after the start.")
        raise DomainError("window", message, fields={"wanted_until": message})


def _refuse_unreached(**moments: datetime | None) -> None:
    """A time that no calendar reaches is a slip of the keys."""
    message = _("Visits lie between %(first)s and %(last)s.") % {"first": REACHED[0], "last": REACHED[-1]}
    wrong = {name: message for name, moment in moments.items() if moment is not None and moment.year not in REACHED}
    if wrong:
        raise DomainError("unreached", message, fields=wrong)


def _checked_times(plan: Plan) -> tuple[Span, Span]:
    _refuse_unreached(starts_at=plan.starts_at, ends_at=plan.ends_at)
    if plan.ends_at <= plan.starts_at:
        message = _("The end must be after the start.")
        raise DomainError("ends-before-start", message, fields={"ends_at": message})
    if plan.ends_at - plan.starts_at > LONGEST:
        message = _("A visit lasts at most 24 hours. Plan one visit for each day.")
        raise DomainError("too-long", message, fields={"ends_at": message})
    for name in ("travel_before", "travel_after"):
        if not 0 <= getattr(plan, name) <= LONGEST_WAY:
            message = _("The way takes between 0 and 1440 minutes.")
            raise DomainError("travel", message, fields={name: message})
    on_site = Span(plan.starts_at.astimezone(UTC), plan.ends_at.astimezone(UTC))
    return on_site, selectors.span_of(on_site.start, on_site.end, plan.travel_before, plan.travel_after)


def _is_same(visit: Visit, plan: Plan) -> bool:
    if visit.state != VisitState.SCHEDULED:
        return False
    companions = {row.pk for row in visit.companions.all()}
    known = (visit.engineer_id, visit.starts_at, visit.ends_at, visit.travel_before, visit.travel_after)
    wanted = (plan.engineer_id, plan.starts_at, plan.ends_at, plan.travel_before, plan.travel_after)
    return known == wanted and companions == set(plan.companion_ids) and visit.equipment == plan.equipment.strip()


def _going(plan: Plan) -> list[User]:
    """Those who go, the engineer first, locked in order of id so that two planners cannot give away the same hour."""
    wanted = {plan.engineer_id, *plan.companion_ids}
    rows = get_user_model().objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    people = {row.pk: row for row in rows if row.is_active and row.post in selectors.GO_OUT}
    if plan.engineer_id not in people:
        message = _("Choose an engineer who goes to customers.")
        raise DomainError("engineer", message, fields={"engineer": message})
    if wanted - people.keys():
        message = _("Choose companions who go to customers.")
        raise DomainError("companions", message, fields={"companions": message})
    return [people.pop(plan.engineer_id), *people.values()]


def _refuse_taken(visit: Visit, engineer: User, on_site: Span, whole: Span, plan: Plan) -> None:
    taken = selectors.conflicts(engineer.pk, whole, but=visit.pk)
    if not taken:
        return
    zone, length = visit.site_zone, whole.length
    free = selectors.free_spans(engineer.pk, on_site.start, zone, at_least=length, but=visit.pk)
    way = timedelta(minutes=plan.travel_before), timedelta(minutes=plan.travel_after)
    stretches = [
        f"{(span.start + way[0]).astimezone(zone):%H:%M}–{(span.end - way[1]).astimezone(zone):%H:%M}"
        for span in free[:GAPS_NAMED]
    ]
    first = taken[0]
    message = _("%(name)s is taken from %(start)s to %(end)s, the way included.") % {
        "name": engineer.display_name,
        "start": f"{first.busy_from.astimezone(zone):%Y-%m-%d %H:%M}" if first.busy_from else "",
        "end": f"{first.busy_until.astimezone(zone):%H:%M}" if first.busy_until else "",
    }
    hint = _("No gap of that day is long enough.")
    if stretches:
        hint = _("Free on that day for a visit of this length: %(gaps)s (%(zone)s).") % {
            "gaps": _(", ").join(stretches),
            "zone": zone.key,
        }
    raise Conflict("overlap", message, hint, fields={"starts_at": f"{message} {hint}"})


def _refuse_doubtful(
    visit: Visit, going: Sequence[User], on_site: Span, whole: Span, plan: Plan, *, at: datetime
) -> list[Doubt]:
    doubts = selectors.doubts(visit, going, on_site, whole, at=at)
    if doubts and not plan.overruled.strip():
        message = " ".join(str(doubt.label) for doubt in doubts)
        hint = _("Choose another time or person, or say why it is right all the same.")
        raise DomainError("doubtful", message, hint, fields={"overruled": f"{message} {hint}"})
    return doubts


def _planned(visit: Visit, doubts: list[Doubt], reason: str, *, is_first: bool) -> VisitScheduled | VisitRescheduled:
    if visit.engineer is None or visit.starts_at is None or visit.ends_at is None:
        raise RuntimeError("a planned visit has engineer and time")
    engineer, engineer_id = visit.engineer.display_name, visit.engineer.pk
    starts_at, ends_at, when = visit.starts_at.isoformat(), visit.ends_at.isoformat(), local_span(visit)
    codes = [doubt.value for doubt in doubts]
    if is_first:
        return VisitScheduled(
            visit_id=visit.pk, engineer=engineer, engineer_id=engineer_id, starts_at=starts_at, ends_at=ends_at,
            when=when, doubts=codes, overruled=visit.overruled,
        )  # fmt: skip
    return VisitRescheduled(
        visit_id=visit.pk, engineer=engineer, engineer_id=engineer_id, starts_at=starts_at, ends_at=ends_at,
        when=when, reason=reason, doubts=codes, overruled=visit.overruled,
    )  # fmt: skip
