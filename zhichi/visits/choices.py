"""Codes of visits and remote sessions, and the steps of a visit as data."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HOLDER = "visit"  # the kind under which a signature hangs on its visit


class VisitState(models.TextChoices):
    """Where a visit stands."""

    REQUESTED = "requested", pgettext_lazy("visit", "Requested")
    SCHEDULED = "scheduled", pgettext_lazy("visit", "Scheduled")
    ON_THE_WAY = "on_the_way", pgettext_lazy("visit", "On the way")
    CHECKED_IN = "checked_in", pgettext_lazy("visit", "Checked in")
    CHECKED_OUT = "checked_out", pgettext_lazy("visit", "Checked out")
    REPORTED = "reported", pgettext_lazy("visit", "Reported")
    CANCELLED = "cancelled", pgettext_lazy("visit", "Cancelled")


PLANNED = (VisitState.SCHEDULED, VisitState.ON_THE_WAY)
BUSY = (*PLANNED, VisitState.CHECKED_IN)  # these take their engineer's time
OPEN = (VisitState.REQUESTED, *BUSY, VisitState.CHECKED_OUT)


@dataclass(frozen=True)
class Step:
    """One allowed step of a visit."""

    name: str
    sources: tuple[VisitState, ...]
    target: VisitState


STEPS = {
    step.name: step
    for step in (
        Step("schedule", (VisitState.REQUESTED, *PLANNED), VisitState.SCHEDULED),
        Step("depart", (VisitState.SCHEDULED,), VisitState.ON_THE_WAY),
        Step("check_in", PLANNED, VisitState.CHECKED_IN),
        Step("check_out", (VisitState.CHECKED_IN,), VisitState.CHECKED_OUT),
        Step("report", (VisitState.CHECKED_OUT,), VisitState.REPORTED),
        Step("postpone", PLANNED, VisitState.REQUESTED),
        Step("cancel", (VisitState.REQUESTED, *PLANNED), VisitState.CANCELLED),
    )
}


class Result(models.TextChoices):
    """What came of a visit."""

    SOLVED = "solved", pgettext_lazy("visit result", "Solved")
    PARTLY = "partly", pgettext_lazy("visit result", "Partly solved")
    UNSOLVED = "unsolved", pgettext_lazy("visit result", "Not solved")
    NOBODY = "nobody", pgettext_lazy("visit result", "Nobody was there")


class SignedBy(models.TextChoices):
    """How the customer signed the report; empty while there is no report."""

    DRAWN = "drawn", pgettext_lazy("signature", "Drawn")
    TYPED = "typed", pgettext_lazy("signature", "Name typed with consent")
    NONE = "none", pgettext_lazy("signature", "Not signed")


class ConsentBy(models.TextChoices):
    """How the customer agreed to a remote session."""

    PHONE = "phone", pgettext_lazy("consent", "On the phone")
    WRITING = "writing", pgettext_lazy("consent", "In writing")
    TOOL = "tool", pgettext_lazy("consent", "In the tool")
    PERSON = "person", pgettext_lazy("consent", "In person")
    PORTAL = "portal", pgettext_lazy("consent", "On the customer's page")


SAID_TO_US = (ConsentBy.PHONE, ConsentBy.WRITING, ConsentBy.TOOL, ConsentBy.PERSON)  # noted by the engineer


class SessionState(models.TextChoices):
    """Where a remote session stands."""

    ASKED = "asked", pgettext_lazy("remote session", "Consent asked for")
    AGREED = "agreed", pgettext_lazy("remote session", "Customer agrees")
    REFUSED = "refused", pgettext_lazy("remote session", "Customer refuses")
    RUNNING = "running", pgettext_lazy("remote session", "Running")
    ENDED = "ended", pgettext_lazy("remote session", "Ended")


class Doubt(models.TextChoices):
    """Why a plan is doubtful; a reason overrules it."""

    ABSENT = "absent", _("The engineer is away then.")
    OFF_HOURS = "off_hours", _("This is outside the engineer's working hours.")
    DAY_OFF = "day_off", _("The company's calendar has a day off then.")
    WINDOW = "window", _("The customer wants the visit at another time.")
    SKILLS = "skills", _("The engineer lacks a skill that the visit needs.")
    PAST = "past", _("This time has passed already.")
