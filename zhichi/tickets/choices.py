"""Codes of tickets, and the states with their transitions as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

FAR = datetime(2100, 1, 1, tzinfo=UTC)  # the due time of a ticket whose clocks all stand: last in every list
HOLDER = "message"  # the kind under which attachments hang on messages
REPORT = "report"  # the composer's tab and draft of a progress report: a reply with words around it (3.1.3)


class Cause(StrEnum):
    """Why accountability moved, where it was not somebody's decision with a typed reason."""

    DECISION = ""
    OWNER_LEFT = "owner_left"
    POST_CHANGED = "post_changed"  # the owner's new post holds no tickets
    SHIFT_END = "shift_end"
    TAKEN_BACK = "taken_back"  # a hand-over at shift end, by its author


AT_SHIFT_END = frozenset({Cause.SHIFT_END, Cause.TAKEN_BACK})  # whoever goes home does not shirk (3.3.1)
_HEADS = {
    "owner-left": Cause.OWNER_LEFT.value,
    "post-changed": Cause.POST_CHANGED.value,
    "handed-over": Cause.SHIFT_END.value,
    "taken-back": Cause.TAKEN_BACK.value,
}


def cause_of(data: Mapping[str, Any]) -> tuple[str, str]:
    """Why accountability moved, as a code of Cause, and the words beside it, from what an event stored.

    Events of before the field `cause` carried it at the head of the reason: "handed-over:note".
    """
    reason = str(data.get("reason", ""))
    if "cause" in data:
        return str(data["cause"]), reason
    head, colon, rest = reason.partition(":")
    return (_HEADS[head], rest) if colon and head in _HEADS else ("", reason)


class TicketType(models.TextChoices):
    """The three kinds of service request (1.3). Empty means nobody has judged it yet."""

    INQUIRY = "inquiry", pgettext_lazy("ticket type", "Inquiry")
    FAULT = "fault", pgettext_lazy("ticket type", "Fault")
    ENHANCEMENT = "enhancement", pgettext_lazy("ticket type", "Enhancement")


class Urgency(models.TextChoices):
    """The two urgencies of 3.1.2."""

    URGENT = "urgent", pgettext_lazy("urgency", "Urgent")
    NORMAL = "normal", pgettext_lazy("urgency", "Normal")


class Channel(models.TextChoices):
    """How a request or a message came (5.2.1)."""

    MAIL = "mail", pgettext_lazy("channel", "E-mail")
    WEB = "web", pgettext_lazy("channel", "Web portal")
    PHONE = "phone", pgettext_lazy("channel", "Phone")
    API = "api", pgettext_lazy("channel", "API")


class State(models.TextChoices):
    """Where a ticket stands, in the words of the desk."""

    NEW = "new", pgettext_lazy("status", "New")
    OPEN = "open", pgettext_lazy("status", "Open")
    IN_PROGRESS = "in_progress", pgettext_lazy("status", "In progress")
    WAIT_CUSTOMER = "wait_customer", pgettext_lazy("status", "Awaiting customer")
    WAIT_VENDOR = "wait_vendor", pgettext_lazy("status", "Awaiting vendor")
    RESOLVED = "resolved", pgettext_lazy("status", "Solved")
    CLOSED = "closed", pgettext_lazy("status", "Closed")
    REOPENED = "reopened", pgettext_lazy("status", "Reopened")


# What the customer reads instead; the difference between some states is no concern of theirs.
PUBLIC_STATES = {
    State.NEW: pgettext_lazy("customer status", "Received"),
    State.OPEN: pgettext_lazy("customer status", "Accepted"),
    State.IN_PROGRESS: pgettext_lazy("customer status", "Being worked on"),
    State.WAIT_CUSTOMER: pgettext_lazy("customer status", "Waiting for you"),
    State.WAIT_VENDOR: pgettext_lazy("customer status", "Being worked on"),
    State.RESOLVED: pgettext_lazy("customer status", "Please confirm it is solved"),
    State.CLOSED: pgettext_lazy("customer status", "Solved and closed"),
    State.REOPENED: pgettext_lazy("customer status", "Being worked on"),
}


@dataclass(frozen=True)
class Transition:
    """One allowed step. `by_hand` steps are offered to agents in the state menu; the others follow from other deeds."""

    name: str
    sources: tuple[State, ...]
    target: State
    clause: str
    by_hand: bool = False


AT_WORK = (State.OPEN, State.IN_PROGRESS, State.REOPENED)
WAITING = (State.WAIT_CUSTOMER, State.WAIT_VENDOR)
TRANSITIONS = {
    step.name: step
    for step in (
        Transition("accept", (State.NEW,), State.OPEN, "2.1"),
        Transition("start", (State.NEW, State.OPEN, State.REOPENED, *WAITING), State.IN_PROGRESS, "2.2", by_hand=True),
        Transition(
            "wait_customer", (State.NEW, *AT_WORK, State.WAIT_VENDOR), State.WAIT_CUSTOMER, "3.1.2", by_hand=True
        ),
        Transition("wait_vendor", (State.NEW, *AT_WORK, State.WAIT_CUSTOMER), State.WAIT_VENDOR, "3.1.2", by_hand=True),
        Transition("resolve", (*AT_WORK, *WAITING), State.RESOLVED, "2.3"),
        Transition("close", (State.RESOLVED,), State.CLOSED, "2.4"),
        Transition("reopen", (State.RESOLVED, State.CLOSED), State.REOPENED, "2.4"),
    )
}


class ClosedAs(models.TextChoices):
    """Why a ticket was closed that never was a request. Its clocks are void, and no figure counts it (2.1, 3.1)."""

    SPAM = "spam", pgettext_lazy("closed as", "Spam")


class ClockCode(models.TextChoices):
    """The three promises about every ticket (3.1.1–3.1.3)."""

    RESPONSE = "response", pgettext_lazy("clock", "First response")
    SOLUTION = "solution", pgettext_lazy("clock", "Solution")
    PROGRESS = "progress", pgettext_lazy("clock", "Next progress report")


# In which states which clock stands still, and why: the only reasons there are (3.1.2). The response never waits.
PAUSES: dict[tuple[str, str], str] = {
    (State.WAIT_CUSTOMER, ClockCode.SOLUTION): "customer",
    (State.WAIT_VENDOR, ClockCode.SOLUTION): "vendor",
    (State.WAIT_CUSTOMER, ClockCode.PROGRESS): "customer",
}


class WakeReason(models.TextChoices):
    """Why a ticket that was put off is back in its owner's list."""

    TIME = "time", pgettext_lazy("wake", "its time has come")
    CUSTOMER = "customer", pgettext_lazy("wake", "the customer wrote")
    PROMISE = "promise", pgettext_lazy("wake", "a promise is due soon")
    OWNER = "owner", pgettext_lazy("wake", "it changed hands")
    CLOSED = "closed", pgettext_lazy("wake", "it was closed")
    PERSON = "person", pgettext_lazy("wake", "somebody took it back")


class MessageKind(models.TextChoices):
    """What a message is. Notes and calls are never shown to customers as such."""

    CUSTOMER = "customer", pgettext_lazy("message", "From the customer")
    REPLY = "reply", pgettext_lazy("message", "Reply")
    NOTE = "note", pgettext_lazy("message", "Internal note")
    CALL = "call", pgettext_lazy("message", "Call log")
    SYSTEM = "system", pgettext_lazy("message", "Automatic message")


PUBLIC_KINDS = (MessageKind.CUSTOMER, MessageKind.REPLY, MessageKind.SYSTEM)


class CallDirection(models.TextChoices):
    """Who called whom."""

    IN = "in", _("Incoming call")
    OUT = "out", _("Outgoing call")


class ConfirmationMethod(models.TextChoices):
    """How the cause was judged (2.2)."""

    PHONE = "phone", pgettext_lazy("method", "By phone")
    MAIL = "mail", pgettext_lazy("method", "By e-mail")
    REMOTE = "remote", pgettext_lazy("method", "Remote assistance")
    ON_SITE = "on_site", pgettext_lazy("method", "On site")


class SolutionKind(models.TextChoices):
    """The four kinds of solution (2.3)."""

    UPGRADE = "upgrade", _("Upgrade or patch")
    CONFIGURATION = "configuration", _("Configuration change")
    HARDWARE = "hardware", _("Hardware replacement")
    GUIDANCE = "guidance", _("Technical guidance")


@dataclass(frozen=True)
class SolutionField:
    """A part that one kind of solution records."""

    name: str
    label: Any  # translated lazily
    required: bool = True


SOLUTION_FIELDS: dict[str, tuple[SolutionField, ...]] = {
    SolutionKind.UPGRADE: (
        SolutionField("version", _("Version or patch")),
        SolutionField("link", _("Link"), required=False),
    ),
    SolutionKind.CONFIGURATION: (
        SolutionField("setting", _("Setting")),
        SolutionField("before", _("Value before"), required=False),
        SolutionField("after", _("Value after")),
    ),
    SolutionKind.HARDWARE: (
        SolutionField("part", _("Part")),
        SolutionField("serial", _("Serial number"), required=False),
        SolutionField("rma", _("RMA state"), required=False),
    ),
    SolutionKind.GUIDANCE: (SolutionField("article", _("Guidance article or steps")),),
}


class SolutionState(models.TextChoices):
    """How far a solution has come."""

    PROPOSED = "proposed", pgettext_lazy("solution", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("solution", "Accepted")
    APPLIED = "applied", pgettext_lazy("solution", "Applied")
    VERIFIED = "verified", pgettext_lazy("solution", "Verified")
    REJECTED = "rejected", pgettext_lazy("solution", "Rejected")


SOLUTION_STEPS: dict[str, tuple[str, ...]] = {
    SolutionState.PROPOSED: (SolutionState.ACCEPTED, SolutionState.APPLIED, SolutionState.REJECTED),
    SolutionState.ACCEPTED: (SolutionState.APPLIED, SolutionState.REJECTED),
    SolutionState.APPLIED: (SolutionState.REJECTED,),
    SolutionState.VERIFIED: (),
    SolutionState.REJECTED: (),
}


class FollowUpMethod(models.TextChoices):
    """How the customer is asked whether the solution works (回访)."""

    PHONE = "phone", pgettext_lazy("method", "Phone call")
    MAIL = "mail", pgettext_lazy("method", "Link in a mail")
    PORTAL = "portal", pgettext_lazy("method", "On the portal")


class FollowUpOutcome(models.TextChoices):
    """What the follow-up found; empty while it is open."""

    SOLVED = "solved", pgettext_lazy("outcome", "Solved")
    UNSOLVED = "unsolved", pgettext_lazy("outcome", "Not solved")
    NO_ANSWER = "no_answer", pgettext_lazy("outcome", "No answer")
