"""Forms about calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from zhichi.calendars.choices import FIRST_YEAR, LAST_YEAR, DayKind
from zhichi.calendars.hours import Hours, checked_week, of_json, read, show
from zhichi.calendars.services import CalendarData, DateData
from zhichi.calendars.sources.files import MAX_BYTES
from zhichi.calendars.sources.notice import MOST as MOST_NOTICE
from zhichi.calendars.sources.published import countries
from zhichi.core.errors import DomainError
from zhichi.ui.choices import zone_field
from zhichi.ui.forms import Choice, DateInput, Form, Pills, RadioCards, too_large_words
from zhichi.ui.timing import weekday_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from zhichi.calendars.models import Calendar, DateEntry

EXAMPLE = "09:00-12:00, 13:30-18:00"
OFFICE, ALWAYS = "office", "always"
PRESETS = {
    OFFICE: tuple(read(EXAMPLE) if number < 5 else () for number in range(7)),
    ALWAYS: tuple(read("00:00-24:00") for _number in range(7)),
}


def _offer(form: Form, name: str, choices: Sequence[tuple[Any, str]]) -> None:
    """Give a field of the form its choices, which only the request knows."""
    field: Any = form.fields[name]
    field.choices = choices


def english_name() -> forms.CharField:
    """The second name that readers of English see."""
    return forms.CharField(
        label=gettext_lazy("Name in English"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Readers of English see it. Left empty, they see the name above."),
    )


class CalendarForm(Form):
    """Name, zone and use of a calendar."""

    name = forms.CharField(label=pgettext_lazy("calendar", "Name"), max_length=80)
    name_en = english_name()
    time_zone = zone_field()
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)

    def data_of(self) -> CalendarData:
        """What the service wants."""
        return CalendarData(**{name: self.cleaned_data[name] for name in ("name", "name_en", "time_zone", "is_active")})


class NewCalendarForm(Form):
    """A calendar to begin with; its week is written next."""

    name = forms.CharField(label=pgettext_lazy("calendar", "Name"), max_length=80)
    name_en = english_name()
    time_zone = zone_field()
    preset = forms.ChoiceField(
        label=gettext_lazy("Begin with"),
        widget=RadioCards,
        choices=[
            (OFFICE, Choice(gettext_lazy("Office hours"), f"{EXAMPLE}")),
            (ALWAYS, Choice(gettext_lazy("Around the clock"), gettext_lazy("24 hours on all seven days"))),
        ],
    )


def _day_field(label: str) -> forms.CharField:
    attrs = {"data-need": "none", "placeholder": pgettext_lazy("hours of a day", "Closed"), "autocomplete": "off"}
    return forms.CharField(label=label, required=False, max_length=200, widget=forms.TextInput(attrs))


class WeekForm(Form):
    """A week: for each day stretches such as "09:00-12:00, 13:30-18:00"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, word in enumerate(weekday_words()):
            self.fields[f"day_{number}"] = _day_field(word)

    def clean(self) -> dict[str, Any]:
        """Read every day; what is wrong is an error of its day."""
        super().clean()
        week: list[Hours] = []
        for number in range(7):
            try:
                week.append(read(self.cleaned_data.get(f"day_{number}", "")))
            except ValueError as error:
                self.add_error(f"day_{number}", str(error))
        if len(week) == 7:
            try:
                checked_week(week)
            except DomainError as error:
                self.refuse(error)
        return {**self.cleaned_data, "week": week}


def week_initial(week: Sequence[Hours]) -> dict[str, str]:
    """The week as the form wants it."""
    return {f"day_{number}": show(hours) for number, hours in enumerate(week)}


class CopyForm(Form):
    """Copy the hours of one day to others, before saving."""

    copy_from = forms.ChoiceField(label=gettext_lazy("Copy the hours of"))
    copy_to = forms.MultipleChoiceField(label=pgettext_lazy("copy hours", "to"), widget=Pills)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(number), word) for number, word in enumerate(weekday_words())]
        _offer(self, "copy_from", choices)
        _offer(self, "copy_to", choices)


class DateForm(Form):
    """What one date becomes."""

    day = forms.DateField(label=gettext_lazy("Date"), widget=DateInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it"),
        widget=RadioCards,
        choices=[
            (DayKind.HOLIDAY, Choice(DayKind.HOLIDAY.label, gettext_lazy("The desk is closed all day."))),
            (DayKind.MAKE_UP, Choice(DayKind.MAKE_UP.label, gettext_lazy("Works by the hours of a weekday."))),
            (DayKind.HOURS, Choice(DayKind.HOURS.label, gettext_lazy("Replaces the whole day."))),
            (DayKind.BREAK, Choice(DayKind.BREAK.label, gettext_lazy("Cuts a piece out of the day."))),
        ],
    )
    like_weekday = forms.TypedChoiceField(
        label=gettext_lazy("Works like"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("For a make-up working day."),
    )
    hours = forms.CharField(
        label=gettext_lazy("Hours"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For hours of its own and for a break, such as 09:00-12:00, 13:30-15:00."),
    )
    name = forms.CharField(label=pgettext_lazy("day", "Name"), required=False, max_length=120)

    def __init__(self, *args: Any, week: Sequence[Hours], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "like_weekday", weekday_choices(week))

    def clean_day(self) -> date:
        """Within what calendars can compute."""
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Calendars reach from 1970 to 2100."))
        return day

    def clean(self) -> dict[str, Any]:
        """Hours that would not count are not dropped in silence."""
        values = super().clean() or self.cleaned_data
        if values.get("hours") and values.get("kind") in {DayKind.HOLIDAY, DayKind.MAKE_UP}:
            self.add_error(
                "hours", _("Hours count only for hours of its own and for a break. Choose one, or empty them.")
            )
        return values

    def clean_hours(self) -> Hours:
        """The hours as times."""
        try:
            return read(self.cleaned_data["hours"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def data_of(self) -> DateData:
        """What the service wants."""
        return DateData(**self.cleaned_data)


def weekday_choices(week: Sequence[Hours]) -> list[tuple[int, str]]:
    """The weekdays that have hours."""
    words = weekday_words()
    return [(number, f"{words[number]} {show(hours)}") for number, hours in enumerate(week) if hours]


def date_initial(entry: DateEntry) -> dict[str, Any]:
    """An entry as the form wants it."""
    return {
        "day": entry.day,
        "kind": entry.kind,
        "like_weekday": entry.like_weekday,
        "hours": show(of_json(entry.hours)),
        "name": entry.name,
    }


class YearsForm(Form):
    """The years to import; this one and the next are ticked."""

    years = forms.TypedMultipleChoiceField(label=gettext_lazy("Years"), coerce=int, widget=Pills)

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"years": [this_year, this_year + 1]})
        super().__init__(*args, **kwargs)
        years = range(max(FIRST_YEAR, this_year - 1), min(LAST_YEAR, this_year + 2) + 1)
        _offer(self, "years", [(year, str(year)) for year in years])


class StatutoryForm(YearsForm):
    """The Chinese statutory calendar."""

    by_law = forms.BooleanField(
        label=gettext_lazy("For years not yet published, propose the days the law itself fixes, marked as expected"),
        required=False,
        help_text=gettext_lazy("Such a year stays provisional, and a review is asked for again."),
    )


class CountryForm(YearsForm):
    """Public holidays of a country."""

    country = forms.ChoiceField(label=gettext_lazy("Country"))
    region = forms.CharField(
        label=gettext_lazy("Region"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Its short name, such as BY for Bavaria; empty for the whole country."),
    )
    field_order = ("country", "region", "years")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *countries(get_language() or "en")]
        _offer(self, "country", choices)

    def clean_region(self) -> str:
        """Regions are written in capitals."""
        return str(self.cleaned_data["region"]).strip().upper()


class NoticeForm(Form):
    """The text of the State Council's notice, as it is pasted."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=gettext_lazy("Counts where the text names no year in its title."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text of the notice"),
        max_length=MOST_NOTICE,
        widget=forms.Textarea(
            {"rows": 6, "lang": "zh-Hans", "placeholder": "春节：2月15日（周日）至23日（周一）放假调休，共9天。…"}
        ),
    )

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"year": min(this_year + 1, LAST_YEAR)})
        super().__init__(*args, **kwargs)


class FileForm(Form):
    """An ICS or CSV file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the source says it more clearly
        help_text=gettext_lazy("ICS, or CSV whose first row names the columns: date,kind,name,hours."),
    )

    def clean_file(self) -> Any:
        """Not larger than a calendar can be."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(too_large_words(file.name, MAX_BYTES))
        return file


class TeamForm(Form):
    """Which calendar a team works by; empty: the company's."""

    team = forms.IntegerField(widget=forms.HiddenInput)
    calendar = forms.TypedChoiceField(label=gettext_lazy("Calendar"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, calendars: Sequence[Calendar], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("The company's calendar")), *((row.pk, row.title) for row in calendars if row.is_active)]
        _offer(self, "calendar", choices)
