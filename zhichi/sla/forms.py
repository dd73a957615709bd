"""Forms about service levels. They read and check; services write."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.accounts import selectors as accounts
from zhichi.calendars.choices import FIRST_YEAR, LAST_YEAR
from zhichi.core.errors import DomainError
from zhichi.sla import level_reads
from zhichi.sla.levels import CONTRACT
from zhichi.sla.registry import Condition, conditions_in_order, promised_kinds
from zhichi.sla.services import RuleData, check_targets
from zhichi.ui.forms import DateTimeInput, Form, Pills

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhichi.sla.levels import Rule

LENGTH = re.compile(
    r"(?:(?P<hours>\d{1,5})\s*(?:h|hr|hrs|hours?|小时|时))?\s*(?:(?P<minutes>\d{1,6})\s*(?:m|min|mins|minutes?|分钟|分))?"
)


class LengthField(forms.CharField):
    """A length of working time as people write it ("90 min", "1h 30m", "4 小时"), cleaned to minutes or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        """The minutes."""
        text = unicodedata.normalize("NFKC", super().clean(value)).strip().lower()
        if not text:
            return None
        found = LENGTH.fullmatch(text)
        if found is None or not any(found.groups()):
            raise forms.ValidationError(_("Write hours and minutes, for example 30m, 4h or 1h 30m."))
        return int(found["hours"] or 0) * 60 + int(found["minutes"] or 0)


def length_words(minutes: int | None) -> str:
    """Minutes as the field reads them."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours}h" if hours else "", f"{rest}m" if rest or not hours else "")))


def suggesting(condition: Condition) -> forms.TextInput:
    """A text field that suggests while somebody types; its list stands beside it."""
    options = f"{condition.code}-options"
    attrs = {
        "list": options,
        "autocomplete": "off",
        "hx-get": reverse(condition.options_url),
        "hx-trigger": "input delay:200ms",
        "hx-target": f"#{options}",
        "hx-include": "this",
    }
    return forms.TextInput(attrs=attrs)


class RuleForm(Form):
    """One row of the table. What can only be found by typing has a field to add to the chosen ones."""

    name = forms.CharField(
        label=pgettext_lazy("service level", "Name in Chinese"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("One of the two names is enough; readers of the other language see it too."),
    )
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=60, required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def __init__(self, *args: Any, person: Any, rule: Rule | None, edition: int, **kwargs: Any) -> None:
        kwargs["initial"] = {**self._initial(rule), "edition": edition, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.person, self.rule = person, rule
        self.adders: list[str] = []
        for condition in conditions_in_order():
            self._ask(condition)
        for kind in promised_kinds():
            field = LengthField(label=_("Target: %s") % kind.label, help_text=_("Empty: as the handbook says."))
            self.fields[f"target_{kind.code}"] = field
        names: dict[Any, str] = dict(level_reads.calendar_names())
        if rule is not None and rule.calendar is not None:
            names.setdefault(rule.calendar, f"#{rule.calendar}")
        self.fields["calendar"] = forms.TypedChoiceField(
            label=_("Calendar"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("That of the contract, else of the team")), *names.items()],
        )

    def _ask(self, condition: Condition) -> None:
        """The fields of one condition."""
        known = self.rule.conditions.get(condition.code, ()) if self.rule else ()
        typed: Any = getattr(self.data, "getlist", lambda _name: ())(f"is_{condition.code}")
        chosen = list(dict.fromkeys([*known, *typed, *self.initial.get(f"is_{condition.code}", ())]))
        names = condition.names(chosen)
        gone = {value: f"#{value}" for value in known if value not in names}
        choices = {**(condition.choices() if condition.choices else {}), **names, **gone}
        if choices:
            field: Any = forms.MultipleChoiceField(
                label=condition.label, required=False, choices=list(choices.items()), widget=Pills
            )
            field.help_text = _("None chosen: any.")
            self.fields[f"is_{condition.code}"] = field
        if condition.find is not None:
            label = _("Add: %s") % condition.label
            self.fields[condition.code] = forms.CharField(
                label=label, required=False, max_length=240, widget=suggesting(condition)
            )
            self.adders.append(condition.code)

    @staticmethod
    def _initial(rule: Rule | None) -> dict[str, Any]:
        if rule is None:
            return {}
        values: dict[str, Any] = {"name": rule.name, "name_en": rule.name_en, "calendar": rule.calendar}
        values |= {f"is_{code}": list(chosen) for code, chosen in rule.conditions.items()}
        return values | {f"target_{kind}": length_words(minutes) for kind, minutes in rule.targets.items()}

    def clean(self) -> dict[str, Any]:
        """Find what was typed and put it with the chosen ones."""
        values = super().clean() or {}
        for condition in conditions_in_order():
            typed = (values.get(condition.code) or "").strip()
            if condition.find is None or not typed:
                continue
            try:
                found = condition.find(self.person, typed)
            except DomainError as error:
                self.add_error(condition.code, str(error))
            else:
                values[f"is_{condition.code}"] = [*values.get(f"is_{condition.code}", ()), found]
        self.foretell(lambda: check_targets(_targets(values)))
        return values

    def data_of(self) -> RuleData:
        """What the services take."""
        values = self.cleaned_data
        return RuleData(
            name=values["name"],
            name_en=values["name_en"],
            conditions={item.code: values.get(f"is_{item.code}") or [] for item in conditions_in_order()},
            targets=_targets(values),
            calendar=values["calendar"],
        )

    def with_added(self) -> dict[str, Any]:
        """What was typed, with what was found among the chosen ones: the start of the same form, shown again."""
        typed: dict[str, Any] = {name: self.data.get(name, "") for name in self.fields}
        for condition in conditions_in_order():
            typed[f"is_{condition.code}"] = self.cleaned_data.get(f"is_{condition.code}") or []
        return typed | dict.fromkeys(self.adders, "")


def _targets(values: Mapping[str, Any]) -> dict[str, int]:
    """The minutes that were typed, by kind."""
    typed = {kind.code: values.get(f"target_{kind.code}") for kind in promised_kinds()}
    return {code: minutes for code, minutes in typed.items() if minutes is not None}


class PublishForm(Form):
    """Put the draft in force."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True})
    )
    with_open = forms.BooleanField(
        label=gettext_lazy("Apply it to open tickets too"),
        required=False,
        help_text=gettext_lazy("Otherwise they keep the version they have. What their clocks have used stays used."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)


class BenchForm(Form):
    """A request that might come in."""

    def __init__(self, *args: Any, tables: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for condition in conditions_in_order():
            if condition.code == CONTRACT:  # follows from the customer, the product and the day
                continue
            self.fields[condition.code] = _one_of(condition)
        team: Any = forms.ModelChoiceField(label=_("Team"), queryset=accounts.teams(), empty_label=None)
        self.fields["team"] = team
        self.fields["received_at"] = forms.DateTimeField(label=_("Received at"), widget=DateTimeInput)
        self.fields["table"] = forms.ChoiceField(label=_("Table"), choices=list(tables.items()))

    def clean_received_at(self) -> datetime:
        """A moment that calendars reach."""
        moment: datetime = self.cleaned_data["received_at"]
        if not FIRST_YEAR <= timezone.localtime(moment).year < LAST_YEAR:
            raise forms.ValidationError(_("Calendars reach from 1970 to 2100."))
        return moment


def _one_of(condition: Condition) -> forms.Field:
    if condition.find is not None:
        return forms.CharField(label=condition.label, required=False, max_length=240, widget=suggesting(condition))
    choices = condition.choices() if condition.choices else {}
    return forms.ChoiceField(label=condition.label, required=False, choices=[("", _("Not known")), *choices.items()])
