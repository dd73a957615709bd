"""Forms about ideas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.improvement.choices import LONGEST_TEXT, LONGEST_TITLE, Answer, Direction
from zhichi.improvement.services import IdeaData, Result
from zhichi.ui.forms import Choice, Form, RadioCards, RadioPills

if TYPE_CHECKING:
    from zhichi.improvement.choices import Step
    from zhichi.improvement.models import Idea

DIRECTIONS = [
    (Direction.MODE, Choice(Direction.MODE.label, _("How customers reach us and are served."))),
    (Direction.CONTENT, Choice(Direction.CONTENT.label, _("What is offered: new services, articles, materials."))),
    (Direction.TECHNOLOGY, Choice(Direction.TECHNOLOGY.label, _("Tools, automation, the product itself."))),
    (Direction.MANAGEMENT, Choice(Direction.MANAGEMENT.label, _("How work is planned, shared and learned."))),
]


def _text(label: Any, help_text: Any = "", *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": rows})
    )


class IdeaForm(Form):
    """An idea in its author's words."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, help_text=_("One line that says it all."))
    direction = forms.ChoiceField(
        label=pgettext_lazy("idea", "What it would make better"), choices=DIRECTIONS, widget=RadioCards
    )
    now = _text(_("What there is now"), _("How it is done today, and what that costs."))
    better = _text(_("What would be better"), _("What would be done otherwise."))
    effect = _text(_("Expected effect"), _("What would show that it is better: a number, if there is one."), rows=2)
    ticket = forms.CharField(
        label=_("Request that gave rise to it"),
        max_length=20,
        required=False,
        help_text=_("Its number, for example 10017."),
    )

    def data_of(self) -> IdeaData:
        """What the service wants."""
        return IdeaData(**self.cleaned_data)


class StepForm(Form):
    """The reason of a step; the measured result where the step asks for it."""

    reason = _text(_("Reason"))
    answer = forms.ChoiceField(
        label=pgettext_lazy("idea", "Measured"), choices=Answer.choices, widget=RadioPills, required=False
    )
    result = forms.CharField(
        label=_("Measured result"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The numbers before and after, and over which time."),
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = str(step.asks)
        if not step.measures:
            del self.fields["answer"], self.fields["result"]
        else:
            for name in ("answer", "result"):
                self.fields[name].required = True

    def result_of(self) -> Result | None:
        """The measured result, where the step asks for one."""
        data = self.cleaned_data
        return Result(answer=data["answer"], text=data["result"]) if "answer" in data else None


class ResultForm(Form):
    """The measured result of an adopted idea, recorded anew."""

    answer = forms.ChoiceField(label=pgettext_lazy("idea", "Measured"), choices=Answer.choices, widget=RadioPills)
    result = _text(_("Measured result"), _("The numbers before and after, and over which time."))

    def result_of(self) -> Result:
        """What the service wants."""
        return Result(answer=self.cleaned_data["answer"], text=self.cleaned_data["result"])


class CommentForm(Form):
    """A remark on an idea."""

    text = _text(pgettext_lazy("idea", "Comment"))


def idea_initial(row: Idea) -> dict[str, Any]:
    """An idea as the form wants it."""
    plain = ("title", "direction", "now", "better", "effect")
    return {**{name: getattr(row, name) for name in plain}, "ticket": row.ticket.number if row.ticket else ""}
