"""How customers say how bad it is, and the steps by which they see a request move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.tickets.choices import State, Urgency

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True)
class Impact:
    """One answer to “How many are affected?”. `affected` is known for some; `asks_number` lets the customer say it."""

    name: str
    label: str | Promise
    hint: str | Promise
    urgency: Urgency
    affected: int | None = None
    asks_number: bool = False


IMPACTS = {
    impact.name: impact
    for impact in (
        Impact("all", _("Nobody can work"), _("Business has stopped"), Urgency.URGENT, asks_number=True),
        Impact(
            "some", _("Some people are affected"), _("Work goes on, but with trouble"), Urgency.NORMAL, asks_number=True
        ),
        Impact("me", _("Only I am affected"), _("My colleagues have no problem"), Urgency.NORMAL, affected=1),
        Impact(
            "none", _("Nobody, I have a question"), _("Usage, suggestions, access rights"), Urgency.NORMAL, affected=0
        ),
    )
}


@dataclass(frozen=True)
class Stage:
    """One of the five steps a customer sees."""

    name: str
    label: str | Promise
    icon: str
    states: tuple[State, ...]


STAGES = (
    Stage("received", pgettext_lazy("portal", "Received"), "inbox", (State.NEW,)),
    Stage("accepted", pgettext_lazy("portal", "Accepted"), "user-check", (State.OPEN,)),
    Stage(
        "in_progress",
        pgettext_lazy("portal step", "In progress"),
        "refresh-cw",
        (State.IN_PROGRESS, State.WAIT_CUSTOMER, State.WAIT_VENDOR, State.REOPENED),
    ),
    Stage("confirm", pgettext_lazy("portal step", "You confirm"), "user", (State.RESOLVED,)),
    Stage("solved", pgettext_lazy("portal", "Solved"), "flag", (State.CLOSED,)),
)
