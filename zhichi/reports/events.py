"""What happens to analysis reports. Their texts lie in their rows; a digest proves an issued report (3.4.2)."""

from __future__ import annotations

from zhichi.core.events import Event, event, gettext_noop


@event("reports.drafted", gettext_noop("%(actor)s drafted the report about %(period)s: %(findings)s findings"))
class Drafted(Event):
    """A report waits for the manager."""

    period: str
    length: str
    findings: int
    due_at: str


@event("reports.computed", gettext_noop("%(actor)s computed the draft about %(period)s again: %(findings)s findings"))
class Computed(Event):
    """The figures of a draft were taken from the records once more."""

    period: str
    findings: int


@event("reports.remarked", gettext_noop("%(actor)s wrote remarks on the draft about %(period)s"))
class Remarked(Event):
    """The manager's remarks are others; `digest` is the SHA-256 of their text."""

    period: str
    digest: str


@event("reports.action_noted", gettext_noop("%(actor)s noted an action for %(owner)s until %(due_on)s: %(text)s"))
class ActionNoted(Event):
    """A measure is to be taken; `finding` names what it answers, empty for the report as a whole."""

    action_id: int
    finding: str
    text: str
    owner_id: int
    owner: str
    due_on: str


@event("reports.action_dropped", gettext_noop("%(actor)s took an action off the draft: %(text)s"))
class ActionDropped(Event):
    """A measure was taken off a draft."""

    action_id: int
    text: str


@event("reports.issued", gettext_noop("%(actor)s issued report %(number)s about %(period)s"))
class Issued(Event):
    """The report is out and never changes; `digest` is over all that it says."""

    number: int
    period: str
    digest: str
    actions: int


@event("reports.action_done", gettext_noop("%(actor)s ticked an action off: %(outcome)s"))
class ActionDone(Event):
    """A measure was taken, and this came of it."""

    action_id: int
    outcome: str
