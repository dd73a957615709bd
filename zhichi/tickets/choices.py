"""Codes of tickets, and the states with their transitions as data."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

HOLDER = "message"  # the kind under which attachments hang on messages


class TicketType(models.TextChoices):
    """The three kinds of service request (1.3). Empty means nobody has judged it yet."""

    INQUIRY = "inquiry", _("Inquiry")
    FAULT = "fault", _("Fault")
    ENHANCEMENT = "enhancement", _("Enhancement")


class Urgency(models.TextChoices):
    """The two urgencies of 3.1.2."""

    URGENT = "urgent", _("Urgent")
    NORMAL = "normal", _("Normal")


class Channel(models.TextChoices):
    """How a request or a message came (5.2.1)."""

    MAIL = "mail", _("E-mail")
    WEB = "web", _("Web portal")
    PHONE = "phone", _("Phone")
    API = "api", _("API")


class State(models.TextChoices):
    """Where a ticket stands, in the words of the desk."""

    NEW = "new", _("New")
    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    WAIT_CUSTOMER = "wait_customer", _("Awaiting customer")
    WAIT_VENDOR = "wait_vendor", _("Awaiting vendor")
    RESOLVED = "resolved", _("Solved")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


# What the customer reads instead; the difference between some states is no concern of theirs.
PUBLIC_STATES = {
    State.NEW: _("Received"),
    State.OPEN: _("Accepted"),
    State.IN_PROGRESS: _("Being worked on"),
    State.WAIT_CUSTOMER: _("Waiting for you"),
    State.WAIT_VENDOR: _("Being worked on"),
    State.RESOLVED: _("Please confirm it is solved"),
    State.CLOSED: _("Solved and closed"),
    State.REOPENED: _("Being worked on"),
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


class MessageKind(models.TextChoices):
    """What a message is. Notes and calls are never shown to customers as such."""

    CUSTOMER = "customer", _("From the customer")
    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")
    CALL = "call", _("Call log")
    SYSTEM = "system", _("Automatic message")


PUBLIC_KINDS = (MessageKind.CUSTOMER, MessageKind.REPLY, MessageKind.SYSTEM)


class CallDirection(models.TextChoices):
    """Who called whom."""

    IN = "in", _("Incoming call")
    OUT = "out", _("Outgoing call")


class ConfirmationMethod(models.TextChoices):
    """How the cause was judged (2.2)."""

    PHONE = "phone", _("By phone")
    MAIL = "mail", _("By e-mail")
    REMOTE = "remote", _("Remote assistance")
    ON_SITE = "on_site", _("On site")


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
    label: str
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

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    APPLIED = "applied", _("Applied")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Rejected")


SOLUTION_STEPS: dict[str, tuple[str, ...]] = {
    SolutionState.PROPOSED: (SolutionState.ACCEPTED, SolutionState.APPLIED, SolutionState.REJECTED),
    SolutionState.ACCEPTED: (SolutionState.APPLIED, SolutionState.REJECTED),
    SolutionState.APPLIED: (SolutionState.REJECTED,),
    SolutionState.VERIFIED: (),
    SolutionState.REJECTED: (),
}


class FollowUpMethod(models.TextChoices):
    """How the customer is asked whether the solution works (回访)."""

    PHONE = "phone", _("Phone call")
    MAIL = "mail", _("Link in a mail")
    PORTAL = "portal", _("On the portal")


class FollowUpOutcome(models.TextChoices):
    """What the follow-up found; empty while it is open."""

    SOLVED = "solved", _("Solved")
    UNSOLVED = "unsolved", _("Not solved")
    NO_ANSWER = "no_answer", _("No answer")
