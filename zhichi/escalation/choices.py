"""Codes of escalation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Step(models.TextChoices):
    """The steps of 3.1.2 in their order; the engineer in charge is told at each of the first."""

    SENIOR = "senior", pgettext_lazy("escalation", "Senior engineer")
    SUPERVISOR = "supervisor", pgettext_lazy("escalation", "Supervisor")
    MANAGER = "manager", pgettext_lazy("escalation", "Manager")


STEPS = (Step.SENIOR, Step.SUPERVISOR, Step.MANAGER)


class Why(models.TextChoices):
    """Why a step had nobody to tell, so that the next one was told at once."""

    NO_SENIOR = "no_senior", _("the team has no other senior engineer")
    SENIORS_AWAY = "seniors_away", _("the senior engineers of the team are away")
    NO_SUPERVISOR = "no_supervisor", _("there is no supervisor")
    SUPERVISORS_AWAY = "supervisors_away", _("the supervisors are away")
    NO_MANAGER = "no_manager", _("there is no manager")


WARNED, LATE, RAISED, PASSED_ON = "escalation.warned", "escalation.late", "escalation.raised", "escalation.passed_on"
LATE_KINDS = (LATE, RAISED, PASSED_ON)
