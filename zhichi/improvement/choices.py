"""Codes of ideas, and the steps of an idea as data."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_TITLE = 120
LONGEST_TEXT = 4_000


class Direction(models.TextChoices):
    """What an idea would make better (10.4.1)."""

    MODE = "mode", pgettext_lazy("direction of an idea", "Service mode")
    CONTENT = "content", pgettext_lazy("direction of an idea", "Service content")
    TECHNOLOGY = "technology", pgettext_lazy("direction of an idea", "Technology")
    MANAGEMENT = "management", pgettext_lazy("direction of an idea", "Management")


class IdeaState(models.TextChoices):
    """Where an idea stands."""

    RAISED = "raised", pgettext_lazy("idea", "Raised")
    EVALUATION = "evaluation", pgettext_lazy("idea", "In evaluation")
    PILOT = "pilot", pgettext_lazy("idea", "In pilot")
    ADOPTED = "adopted", pgettext_lazy("idea", "Adopted")
    DROPPED = "dropped", pgettext_lazy("idea", "Dropped")


OPEN = (IdeaState.RAISED, IdeaState.EVALUATION, IdeaState.PILOT)
DONE = (IdeaState.ADOPTED, IdeaState.DROPPED)


class Answer(models.TextChoices):
    """What was decided with the measured result in view (10.4.3)."""

    BETTER = "better", pgettext_lazy("result of an idea", "Better than before")
    SAME = "same", pgettext_lazy("result of an idea", "As before")
    WORSE = "worse", pgettext_lazy("result of an idea", "Worse than before")


@dataclass(frozen=True)
class Step:
    """One allowed step of an idea. `verb` is the button, `asks` what its reason says, `measures` the result with it."""

    name: str
    sources: tuple[IdeaState, ...]
    target: IdeaState
    verb: object
    asks: object
    icon: str
    measures: bool = False
    is_main: bool = True


STEPS = {
    step.name: step
    for step in (
        Step(
            "evaluate",
            (IdeaState.RAISED,),
            IdeaState.EVALUATION,
            _("Take it into evaluation"),
            _("Who evaluates it, and what is to be found out"),
            "scale",
        ),
        Step(
            "pilot",
            (IdeaState.EVALUATION,),
            IdeaState.PILOT,
            _("Start a pilot"),
            _("Where it is tried out, how long, and what is measured"),
            "flask-conical",
        ),
        Step(
            "adopt",
            (IdeaState.PILOT,),
            IdeaState.ADOPTED,
            _("Adopt the idea"),
            _("Why it is adopted, and from when it counts"),
            "badge-check",
            measures=True,
        ),
        Step(
            "drop",
            OPEN,
            IdeaState.DROPPED,
            _("Drop the idea"),
            _("Why it is not done; the author reads it"),
            "archive",
            is_main=False,
        ),
        Step(
            "reopen",
            DONE,
            IdeaState.EVALUATION,
            _("Consider it again"),
            _("What is different now"),
            "rotate-ccw",
            is_main=False,
        ),
    )
}


def steps_from(state: str) -> list[Step]:
    """The steps that lead on from a state, the main ones first."""
    return [step for step in STEPS.values() if state in step.sources]
