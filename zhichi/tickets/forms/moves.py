"""Forms that move a request in time or into another one: snooze, another report time, merge, split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.core import clock
from zhichi.ui.forms import Choice, DateTimeInput, Form, RadioCards
from zhichi.ui.timing import when_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

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
        label=gettext_lazy("Another time"), required=False, widget=DateTimeInput(attrs={"data-need": "optional"})
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
        self.fields["when"].choices = [*offered, (ANSWER, answer), (CUSTOM, custom)]  # type: ignore[attr-defined]
        self.initial.setdefault("when", next(iter(self.times), ANSWER))

    def clean(self) -> dict[str, Any]:
        """A time of one's own has to be there."""
        data = super().clean() or self.cleaned_data
        if data.get("when") == CUSTOM and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Enter the time."))
        return data

    def wanted(self) -> datetime | None:
        """The chosen time; None for the customer's answer."""
        when = self.cleaned_data["when"]
        if when == ANSWER:
            return None
        until: datetime = self.cleaned_data["until"] if when == CUSTOM else self.times[when]
        return until if timezone.is_aware(until) else timezone.make_aware(until)
