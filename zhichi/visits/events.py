"""What can happen to visits and remote sessions, told in the ticket's stream ("ticket:<id>").

`when` is the planned time in the site's own zone, as written on the wall there ("2026-06-12 09:30–11:00 Asia/Tokyo").
"""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("visits.requested", gettext_noop("%(actor)s asked for a visit on site: %(reason)s"))
class VisitRequested(Event):
    """Somebody should go there (2.2). The digest proves place and reason."""

    visit_id: int
    reason: str
    digest: str


@event(
    "visits.scheduled",
    gettext_noop("%(actor)s planned a visit by %(engineer)s: %(when)s"),
    public=gettext_noop("A visit is planned: %(when)s"),
)
class VisitScheduled(Event):
    """An engineer and a time were found. `overruled` says why in spite of doubts, `doubts` which."""

    visit_id: int
    engineer: str
    engineer_id: int
    starts_at: str
    ends_at: str
    when: str
    doubts: list[str]
    overruled: str = ""


@event(
    "visits.rescheduled",
    gettext_noop("%(actor)s moved the visit by %(engineer)s to %(when)s: %(reason)s"),
    public=gettext_noop("The visit was moved: %(when)s"),
)
class VisitRescheduled(Event):
    """Another time or another engineer, with the reason."""

    visit_id: int
    engineer: str
    engineer_id: int
    starts_at: str
    ends_at: str
    when: str
    reason: str
    doubts: list[str]
    overruled: str = ""


@event(
    "visits.postponed",
    gettext_noop("%(actor)s postponed the visit planned for %(when)s: %(reason)s"),
    public=gettext_noop("The visit was postponed; we will propose a new time"),
)
class VisitPostponed(Event):
    """The planned time is given up and none is found yet."""

    visit_id: int
    when: str
    reason: str


@event(
    "visits.cancelled",
    gettext_noop("%(actor)s cancelled the visit: %(reason)s"),
    public=gettext_noop("The visit was cancelled"),
)
class VisitCancelled(Event):
    """Nobody goes there."""

    visit_id: int
    reason: str


@event(
    "visits.departed",
    gettext_noop("%(actor)s is on the way to the customer"),
    public=gettext_noop("Our engineer is on the way"),
)
class VisitDeparted(Event):
    """The engineer set out."""

    visit_id: int


@event(
    "visits.checked_in",
    gettext_noop("%(actor)s checked in on site"),
    public=gettext_noop("Our engineer arrived"),
)
class VisitCheckedIn(Event):
    """The engineer is there. `device_at` is the device's clock at the tap where it differs from the event's time."""

    visit_id: int
    device_at: str = ""
    with_place: bool = False


@event(
    "visits.checked_out",
    gettext_noop("%(actor)s checked out after %(minutes)s min on site"),
    public=gettext_noop("Our engineer left"),
)
class VisitCheckedOut(Event):
    """The work on site is over. See VisitCheckedIn."""

    visit_id: int
    minutes: int
    device_at: str = ""
    with_place: bool = False


@event(
    "visits.reported",
    gettext_noop("%(actor)s wrote the report of the visit: %(result)s. Signature: %(signed)s %(signer)s"),
    public=gettext_noop("The report of the visit is written: %(result)s"),
)
class VisitReported(Event):
    """What was done on site, with the customer's signature. The digest proves text and picture (3.4.2)."""

    visit_id: int
    result: str
    signed: str
    signer: str
    digest: str


@event(
    "visits.amended",
    gettext_noop("%(actor)s amended the report of the visit"),
    public=gettext_noop("The report of the visit was amended"),
)
class VisitAmended(Event):
    """Something was added to a finished report. The digest proves the text."""

    visit_id: int
    amendment_id: int
    digest: str


@event(
    "visits.remote_asked",
    gettext_noop("%(actor)s asked the customer to agree to a remote session with %(tool)s"),
    public=gettext_noop("We asked you to agree to a remote session"),
)
class RemoteAsked(Event):
    """The customer is asked for their consent on their own page (2.2)."""

    session_id: int
    tool: str


@event(
    "visits.remote_agreed",
    gettext_noop("%(consent_by)s agreed to the remote session: %(consent_how)s"),
    public=gettext_noop("You agreed to a remote session"),
)
class RemoteAgreed(Event):
    """The customer agreed. The digest proves who, how, when and to what."""

    session_id: int
    consent_by: str
    consent_how: str
    digest: str


@event(
    "visits.remote_refused",
    gettext_noop("%(refused_by)s does not agree to the remote session"),
    public=gettext_noop("You did not agree to a remote session"),
)
class RemoteRefused(Event):
    """The customer refused, or took their consent back before the session began."""

    session_id: int
    refused_by: str


@event(
    "visits.remote_started",
    gettext_noop("%(actor)s started a remote session with %(tool)s"),
    public=gettext_noop("A remote session began"),
)
class RemoteStarted(Event):
    """We are on the customer's machine; always after RemoteAgreed."""

    session_id: int
    tool: str


@event(
    "visits.remote_ended",
    gettext_noop("%(actor)s ended the remote session after %(minutes)s min"),
    public=gettext_noop("The remote session ended"),
)
class RemoteEnded(Event):
    """The session is over; the digest proves what was done."""

    session_id: int
    minutes: int
    digest: str
