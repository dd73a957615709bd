"""Codes of routing: what a rule does, what came of a request, what is wrong with transfers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Mode(models.TextChoices):
    """What happens with a request that a rule matches."""

    ASSIGN = "assign", pgettext_lazy("routing mode", "Assign by itself")
    OFFER = "offer", pgettext_lazy("routing mode", "Offer to the best person")
    LEAVE = "leave", pgettext_lazy("routing mode", "Leave to the intake desk")


class Outcome(models.TextChoices):
    """What came of one look at a request."""

    ASSIGNED = "assigned", pgettext_lazy("routing", "Assigned")
    OFFERED = "offered", pgettext_lazy("routing", "Offered")
    NOBODY = "nobody", pgettext_lazy("routing", "Nobody can take it now")
    LEFT = "left", pgettext_lazy("routing", "Left to the intake desk")
    OFF = "off", pgettext_lazy("routing", "By hand: automatic assignment is off")


class Pattern(models.TextChoices):
    """How a request is passed around (3.3.1)."""

    BACK_AND_FORTH = "back_and_forth", _("Back to somebody who gave it up")
    TOO_OFTEN = "too_often", _("Transferred too often")
