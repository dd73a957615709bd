"""Forms about work: teams, skills, hours, absence."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.accounts import selectors
from zhichi.accounts.choices import AbsenceKind, SkillLevel
from zhichi.accounts.services import Interval
from zhichi.core.texts import clean
from zhichi.ui.forms import DateTimeInput, Form, Pills, Segmented
from zhichi.ui.timing import weekday_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.accounts.models import User

_STRETCH = re.compile(r"(\d{1,2})(?:[:：](\d{2}))?\s*(?:-|–|—|~|～|至|to)\s*(\d{1,2})(?:[:：](\d{2}))?")
_BETWEEN = re.compile(r"[,，、;；]+")


class TeamsForm(Form):
    """The teams of one person."""

    teams = forms.MultipleChoiceField(label=gettext_lazy("Teams"), required=False, widget=Pills)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.give_choices("teams", [(row.pk, row.title) for row in selectors.teams()])


class SkillsForm(Form):
    """One level, or none, for each skill."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [("", pgettext_lazy("skill", "None")), *SkillLevel.choices]
        for skill in selectors.skills():
            self.fields[f"skill_{skill.pk}"] = forms.ChoiceField(
                label=skill.title, required=False, choices=levels, widget=Segmented({"data-need": "none"})
            )

    def levels(self) -> dict[int, int]:
        """Skill id → level, for those chosen."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return {int(name.removeprefix("skill_")): int(value) for name, value in chosen.items()}


def skills_initial(user: User) -> dict[str, str]:
    """The levels somebody has now, as the form wants them."""
    return {f"skill_{row.skill_id}": str(row.level) for row in user.skills.all()}


class HoursForm(Form):
    """A week: for each day stretches such as "09:00-12:00, 13:00-18:00"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, word in enumerate(weekday_words()):
            widget = forms.TextInput(
                {"data-need": "none", "placeholder": "09:00-12:00, 13:00-18:00", "autocomplete": "off"}
            )
            self.fields[f"day_{number}"] = forms.CharField(label=word, required=False, max_length=200, widget=widget)

    def clean(self) -> dict[str, Any]:
        """Read every day; an unreadable stretch is an error of its day."""
        super().clean()
        intervals: list[Interval] = []
        for number in range(7):
            name = f"day_{number}"
            try:
                intervals += read_day(number, self.cleaned_data.get(name, ""))
            except ValueError as error:
                self.add_error(name, str(error))
        return {**self.cleaned_data, "intervals": intervals}


def read_day(weekday: int, text: str) -> list[Interval]:
    """The stretches of one day. Raises ValueError with a sentence for people."""
    found = []
    for part in _BETWEEN.split(clean(text)):
        if not part.strip():
            continue
        match = _STRETCH.fullmatch(part.strip())
        if match is None:
            raise ValueError(_("“%s” is not a stretch of time. Write it like 09:00-12:00.") % part.strip())
        found.append(Interval(weekday, _moment(match[1], match[2]), _moment(match[3], match[4])))
    return found


def _moment(hour: str, minute: str | None) -> time:
    # Midnight at the end of a day is the last minute of it: a stretch does not pass into the next day.
    if int(hour) == 24 and int(minute or 0) == 0:
        return time(23, 59)
    if int(hour) > 23 or int(minute or 0) > 59:
        raise ValueError(_("%s is not a time of day.") % f"{hour}:{minute or '00'}")
    return time(int(hour), int(minute or 0))


def hours_initial(user: User) -> Mapping[str, str]:
    """The week somebody has now, as the form wants it."""
    week: dict[str, list[str]] = {}
    for row in user.working_hours.all():
        week.setdefault(f"day_{row.weekday}", []).append(f"{row.start:%H:%M}-{row.end:%H:%M}")
    return {name: ", ".join(stretches) for name, stretches in week.items()}


class AbsenceForm(Form):
    """When somebody will be away, in the time zone of whoever writes it down."""

    kind = forms.ChoiceField(label=pgettext_lazy("absence", "Kind"), choices=AbsenceKind.choices, widget=Segmented)
    starts_at = forms.DateTimeField(label=pgettext_lazy("period", "From"), widget=DateTimeInput)
    ends_at = forms.DateTimeField(label=pgettext_lazy("period", "Until"), widget=DateTimeInput)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
