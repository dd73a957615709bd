"""Forms that move a request in time or into another one: snooze, another report time, merge, split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.core import clock
from zhichi.tickets.choices import Urgency
from zhichi.tickets.numbers import id_of
from zhichi.ui.forms import Choice, DateTimeInput, Form, RadioCards, Segmented
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.tickets.models import Message
    from zhichi.tickets.presets import Preset

ANSWER, CUSTOM = "answer", "custom"


class AgreeForm(Form):
    """Until when the customer is content to wait for the next report, and what was said."""

    until = forms.DateTimeField(label=gettext_lazy("Next progress report by"), widget=DateTimeInput)
    reason = forms.CharField(
        label=gettext_lazy("What was agreed"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class SnoozeForm(Form):
    """Until when: one of the offered times, the customer's answer, or a time of one's own."""

    when = forms.ChoiceField(label=gettext_lazy("Until when"), widget=RadioCards)
    until = forms.DateTimeField(
        label=gettext_lazy("Another time"),
        required=False,
        widget=DateTimeInput(attrs={"data-need": "optional", "data-picks": f"when={CUSTOM}"}),
    )

    def __init__(self, *args: Any, presets: Iterable[Preset], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.times = {preset.code: preset.until for preset in presets}
        now = clock.now()
        offered = [
            (preset.code, Choice(preset.label, when_words(preset.until, now=now, style="relative")))
            for preset in presets
        ]
        answer = Choice(
            pgettext_lazy("snooze", "Until the customer answers"), _("It comes back at once when they write")
        )
        custom = Choice(pgettext_lazy("snooze", "Another time"), _("Enter it below"))
        self.give_choices("when", [*offered, (ANSWER, answer), (CUSTOM, custom)])
        self.initial.setdefault("when", next(iter(self.times), ANSWER))

    def clean(self) -> dict[str, Any]:
        """A time of one's own has to be there."""
        data = super().clean() or self.cleaned_data
        if data.get("when") == CUSTOM and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Enter the time."))
        if data.get("until") and data.get("when") not in {None, CUSTOM}:
            self.add_error("when", _("A time is entered below: choose “Another time”, or empty it."))
        return data

    def wanted(self) -> datetime | None:
        """The chosen time; None for the customer's answer."""
        when = self.cleaned_data["when"]
        if when == ANSWER:
            return None
        until: datetime = self.cleaned_data["until"] if when == CUSTOM else self.times[when]
        return until if timezone.is_aware(until) else timezone.make_aware(until)


class MergeForm(Form):
    """The ticket that goes on for both, by its number."""

    into = forms.CharField(label=pgettext_lazy("ticket", "Merge into"), max_length=20)
    knows_other = forms.BooleanField(
        label=gettext_lazy("Both are the same matter although different people asked"), required=False
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)

    def clean_into(self) -> int:
        """The id behind the number; a wrong digit is noticed."""
        ticket_id = id_of(self.cleaned_data["into"])
        if ticket_id is None:
            raise forms.ValidationError(_("This is not a ticket number. Check its digits."))
        return ticket_id


class SplitForm(Form):
    """Which messages are another matter, and what it is."""

    messages = forms.TypedMultipleChoiceField(label=gettext_lazy("Messages"), coerce=int)
    subject = forms.CharField(label=gettext_lazy("Subject of the new ticket"), max_length=300)
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=Urgency.choices, widget=Segmented)

    def __init__(self, *args: Any, offered: Iterable[Message], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("messages", [(message.pk, "") for message in offered])
        self.fields["messages"].error_messages["required"] = _("Choose the messages that are another matter.")

    @property
    def chosen(self) -> list[str]:
        """Keys of the ticked messages, for the boxes."""
        return list(self["messages"].value() or [])
