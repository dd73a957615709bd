"""What the assigner does, and what people change about it. Reasons are stored as codes and read as words."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("assigner.chosen", gettext_noop("Why %(owner)s: %(reasons)s"))
class Chosen(Event):
    """Somebody got a request by itself (3.3.1, 4.2). `reasons` are stored reasons; `rule` is empty without one."""

    owner: str
    owner_id: int
    reasons: list[str]
    rule: str
    rule_id: int | None = None
    rule_version: int = 0


@event("assigner.offered", gettext_noop("%(actor)s offered the ticket to %(owner)s: %(reasons)s"))
class Offered(Event):
    """The best person was asked to take a request."""

    owner: str
    owner_id: int
    reasons: list[str]
    rule: str
    until: str


@event("assigner.declined", gettext_noop("%(owner)s does not take the offered ticket: %(reason)s"))
class Declined(Event):
    """Somebody did not take an offer, or let it pass (`reason` empty)."""

    owner: str
    owner_id: int
    reason: str


@event(
    "assigner.nobody_fits", gettext_noop("Nobody can take the ticket now, %(duty_role)s answers for it: %(reasons)s")
)
class NobodyFits(Event):
    """A request stays with its duty role; it is tried again. `reasons` say what held back how many."""

    duty_role: str
    reasons: list[str]


@event("assigner.escalated", gettext_noop("%(actor)s escalated from %(junior)s to %(senior)s: %(reason)s"))
class Escalated(Event):
    """A hard problem went to a senior engineer (4.2). `digest` proves reason and what was tried."""

    escalation_id: int
    junior: str
    senior: str
    reason: str
    why: list[str]
    digest: str


@event("assigner.handed_back", gettext_noop("%(actor)s handed the ticket back to %(junior)s: %(reason)s"))
class HandedBack(Event):
    """The senior gave an escalated request back (4.2)."""

    escalation_id: int
    junior: str
    reason: str


@event("assigner.passed_around", gettext_noop("The ticket is passed around: %(pattern)s (%(path)s)"))
class PassedAround(Event):
    """Transfers ask for a supervisor (3.3.1, 推诿)."""

    pattern: str
    path: list[str]
    transfers: int


@event(
    "assigner.moved_at_shift_end",
    gettext_noop(
        "Handed over at shift end to %(owner)s although the ticket is passed around (%(pattern)s): the alert stays for "
        "the supervisor"
    ),
)
class MovedAtShiftEnd(Event):
    """Nobody keeps a ticket because of an alert when they go home; a supervisor still has to decide (3.3.1)."""

    owner: str
    pattern: str
    path: list[str]


@event("assigner.alert_settled", gettext_noop("%(actor)s settled who has the ticket: %(owner)s"))
class AlertSettled(Event):
    """A supervisor decided where a request that was passed around stays."""

    owner: str


@event("assigner.team_switched", gettext_noop("%(actor)s switched automatic assignment: %(is_on)s"))
class TeamSwitched(Event):
    """A team's requests are assigned by themselves from now on, or by hand again."""

    is_on: bool


@event("assigner.rule_saved", gettext_noop("%(actor)s saved the routing rule %(name)s, version %(version)s"))
class RuleSaved(Event):
    """A routing rule is new or another; `values` is all of it."""

    name: str
    version: int
    values: dict[str, str]


@event("assigner.rule_switched", gettext_noop("%(actor)s switched the routing rule %(name)s: %(is_on)s"))
class RuleSwitched(Event):
    """A routing rule counts, or does not."""

    name: str
    is_on: bool


@event("assigner.rule_moved", gettext_noop("%(actor)s moved the routing rule %(name)s to place %(place)s"))
class RuleMoved(Event):
    """A routing rule is read earlier or later."""

    name: str
    place: int


@event("assigner.rule_removed", gettext_noop("%(actor)s removed the routing rule %(name)s"))
class RuleRemoved(Event):
    """A routing rule is gone from the table; its history stays."""

    name: str


@event("assigner.engineer_set", gettext_noop("%(actor)s made %(engineer)s the customer's engineer"))
class EngineerSet(Event):
    """A customer has an engineer of their own (5.1.3)."""

    engineer: str
    engineer_id: int


@event("assigner.engineer_dropped", gettext_noop("%(actor)s ended that %(engineer)s is the customer's engineer"))
class EngineerDropped(Event):
    """A customer has no engineer of their own any more."""

    engineer: str
