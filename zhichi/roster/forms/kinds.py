"""The form of a kind of shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.accounts import selectors as accounts
from zhichi.roster.choices import Tone
from zhichi.roster.services import KindData
from zhichi.ui.choices import zone_field
from zhichi.ui.forms import Form, Pills, RadioPills, Switch, TimeInput
from zhichi.ui.timing import weekday_words

if TYPE_CHECKING:
    from zhichi.roster.models import ShiftKind


class KindForm(Form):
    """What a team's shift is."""

    name = forms.CharField(label=pgettext_lazy("shift", "Name"), max_length=40)
    name_en = forms.CharField(
        label=_("Name in English"),
        max_length=40,
        required=False,
        help_text=_("Readers of English see it. Left empty, they see the name above."),
    )
    key = forms.CharField(
        label=_("Key in the plan"), max_length=1, help_text=_("One letter or digit that plans this shift.")
    )
    start = forms.TimeField(label=pgettext_lazy("shift", "Starts"), widget=TimeInput)
    end = forms.TimeField(
        label=pgettext_lazy("shift", "Ends"),
        widget=TimeInput,
        help_text=_("A shift that ends before it starts runs past midnight."),
    )
    time_zone = zone_field()
    weekdays = forms.MultipleChoiceField(label=_("Needed on"), widget=Pills, required=False)
    needed = forms.IntegerField(label=_("People needed each of these days"), min_value=0, max_value=200)
    duty_role = forms.ChoiceField(
        label=_("Duty role"), required=False, help_text=_("Whoever is planned first on a day holds it.")
    )
    tone = forms.ChoiceField(label=pgettext_lazy("shift", "Colour"), choices=Tone.choices, widget=RadioPills)
    is_active = forms.BooleanField(label=_("In use"), required=False, widget=Switch)

    def __init__(self, *args: Any, team_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("weekdays", [(str(day), word) for day, word in enumerate(weekday_words())])
        roles = [(str(row.pk), row.title) for row in accounts.duty_roles() if row.team_id == team_id]
        self.give_choices("duty_role", [("", pgettext_lazy("roster", "None")), *roles])

    def data_of(self) -> KindData:
        """What the service wants."""
        data = self.cleaned_data
        return KindData(
            name=data["name"],
            name_en=data["name_en"],
            key=data["key"],
            start=data["start"],
            end=data["end"],
            time_zone=data["time_zone"],
            tone=data["tone"],
            weekdays=tuple(int(day) for day in data["weekdays"]),
            needed=data["needed"],
            duty_role_id=int(data["duty_role"]) if data["duty_role"] else None,
            is_active=data["is_active"],
        )


def kind_initial(row: ShiftKind) -> dict[str, Any]:
    """A kind of shift as the form wants it."""
    return {
        "name": row.name,
        "name_en": row.name_en,
        "key": row.key,
        "start": row.start,
        "end": row.end,
        "time_zone": row.time_zone,
        "weekdays": [str(day) for day in row.weekdays],
        "needed": row.needed,
        "duty_role": str(row.duty_role_id or ""),
        "tone": row.tone,
        "is_active": row.is_active,
    }
