"""Forms of routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.accounts import selectors as accounts
from zhichi.accounts.choices import Post, SkillLevel
from zhichi.assigner.choices import Mode
from zhichi.assigner.services import RuleData
from zhichi.calendars.choices import REACHED
from zhichi.customers import selectors as customers
from zhichi.tickets import policies as ticket_policies
from zhichi.tickets.choices import Channel, TicketType, Urgency
from zhichi.tickets.selectors import id_of
from zhichi.ui.forms import Choice, DateTimeInput, Form, Pills, RadioCards, Segmented

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from zhichi.assigner.models import RoutingRule

ANY = ("", pgettext_lazy("condition", "Any"))
POSTS = [(code, label) for code, label in Post.choices if code in ticket_policies.WORKERS]
NATIVE = {"zh-hans": "中文", "en": "English"}


def language_choices() -> list[tuple[str, str]]:
    """The languages of customers, each in its own words."""
    return [(code, NATIVE.get(code, str(name))) for code, name in settings.LANGUAGES]


class OrganisationName(forms.CharField):
    """An organisation by its name, with suggestions while typing. Cleaned to the organisation or None."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "list": "organisation-options",
            "autocomplete": "off",
            "hx-get": reverse_lazy("customers:options"),
            "hx-trigger": "input delay:200ms",
            "hx-target": "#organisation-options",
            "hx-include": "this",
        }
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=240, required=False, **kwargs)
        self.person: Any = None

    def clean(self, value: Any) -> Any:
        """The organisation that is meant, of those `person` may see."""
        name = super().clean(value).strip()
        if not name:
            return None
        rows = customers.organisations(self.person, active=None)
        by_key = re.search(r"\(#(\d+)\)\s*$", name)
        found = list((rows.filter(pk=int(by_key[1])) if by_key else rows.filter(name__iexact=name))[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("Several organisations have this name. Write its number behind it: %s (#12)") % name
            )
        raise forms.ValidationError(_("No organisation has this name."))


class RuleForm(Form):
    """A routing rule: what it matches, and what it does."""

    name = forms.CharField(label=pgettext_lazy("rule", "Name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Channel"), choices=Channel.choices, widget=Pills, required=False
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Type of request"), choices=TicketType.choices, widget=Pills, required=False
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"), choices=[ANY, *Urgency.choices], widget=Segmented, required=False
    )
    products = forms.TypedMultipleChoiceField(label=gettext_lazy("Product"), coerce=int, widget=Pills, required=False)
    organisation = OrganisationName(label=gettext_lazy("Customer"))
    words = forms.CharField(
        label=gettext_lazy("Words in the subject"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Divided by commas; one of them is enough."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the customer"), required=False)
    team = forms.TypedChoiceField(
        label=gettext_lazy("Team"), coerce=int, empty_value=None, required=False,
        help_text=gettext_lazy("The team whose people are looked at. Without one the ticket stays with its own."),
    )  # fmt: skip
    posts = forms.MultipleChoiceField(
        label=gettext_lazy("Only these posts"), choices=POSTS, widget=Pills, required=False
    )
    mode = forms.ChoiceField(
        label=pgettext_lazy("rule", "What it does"),
        widget=RadioCards,
        initial=Mode.ASSIGN,
        choices=[
            (Mode.ASSIGN, Choice(Mode.ASSIGN.label, gettext_lazy("The best person has it at once."))),
            (Mode.OFFER, Choice(Mode.OFFER.label, gettext_lazy("They take it, or it goes to the next."))),
            (Mode.LEAVE, Choice(Mode.LEAVE.label, gettext_lazy("People decide, as without the assigner."))),
        ],
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["products"].choices = [(row.pk, row.title) for row in customers.products()]
        fields["organisation"].person = person
        fields["language"].choices = [ANY, *language_choices()]
        fields["team"].choices = [("", "–"), *((row.pk, row.title) for row in accounts.teams())]
        self.skill_fields: list[str] = []
        for skill in accounts.skills():
            name = f"skill_{skill.pk}"
            levels = [("", pgettext_lazy("skill", "Not asked for")), *SkillLevel.choices]
            self.fields[name] = forms.TypedChoiceField(
                label=skill.title, choices=levels, coerce=int, empty_value=None, required=False
            )
            self.skill_fields.append(name)

    def clean_words(self) -> list[str]:
        """The words, each once."""
        parts = re.split(r"[\n,;，；、]", self.cleaned_data["words"])
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def data_of(self) -> RuleData:
        """What the service wants."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in self.skill_fields}
        organisation = values.pop("organisation")
        team = values.pop("team")
        skills = {int(name.removeprefix("skill_")): self.cleaned_data.get(name) for name in self.skill_fields}
        return RuleData(
            organisation_id=organisation.pk if organisation else None,
            team_id=team,
            skills={key: level for key, level in skills.items() if level},
            **values,
        )


def rule_initial(rule: RoutingRule) -> dict[str, Any]:
    """A rule as the form wants it."""
    plain = ("name", "name_en", "channels", "types", "urgency", "products", "language", "posts", "mode")
    return {
        **{name: getattr(rule, name) for name in plain},
        "organisation": f"{rule.organisation.name} (#{rule.organisation.pk})" if rule.organisation else "",
        "words": ", ".join(rule.words),
        "team": rule.team_id,
        **{f"skill_{key}": level for key, level in rule.skills.items()},
    }


class TryForm(Form):
    """A request to think through: one that exists, or one that is made up."""

    ticket = forms.CharField(
        label=gettext_lazy("Ticket number"), required=False, max_length=20,
        help_text=gettext_lazy("Leave it empty to make a ticket up below."),
    )  # fmt: skip
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=300)
    organisation = OrganisationName(label=gettext_lazy("Customer"))
    product = forms.TypedChoiceField(label=gettext_lazy("Product"), coerce=int, empty_value=None, required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices, required=False)
    type = forms.ChoiceField(
        label=gettext_lazy("Type of request"),
        choices=[("", gettext_lazy("Not judged yet")), *TicketType.choices],
        required=False,
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"), choices=Urgency.choices, widget=Segmented, required=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the customer"), required=False)
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int, empty_value=None, required=False)
    at = forms.DateTimeField(
        label=gettext_lazy("At"), widget=DateTimeInput, required=False, help_text=gettext_lazy("Empty: now.")
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].person = person
        fields["product"].choices = [
            ("", gettext_lazy("Unknown")),
            *((row.pk, row.title) for row in customers.products()),
        ]
        fields["language"].choices = language_choices()
        fields["team"].choices = _team_choices()
        for field in fields.values():
            field.widget.attrs.setdefault("data-need", "none")

    def clean_at(self) -> datetime | None:
        """A moment that calendars reach."""
        moment: datetime | None = self.cleaned_data["at"]
        if moment and moment.year not in REACHED:
            years = {"first": REACHED[0], "last": REACHED[-1]}
            raise forms.ValidationError(_("Try a moment between %(first)s and %(last)s.") % years)
        return moment

    def clean_ticket(self) -> int | None:
        """The id behind the number."""
        typed = self.cleaned_data["ticket"].strip()
        if not typed:
            return None
        ticket_id = id_of(typed)
        if ticket_id is None:
            raise forms.ValidationError(_("“%s” is no ticket number. Look at its last digit.") % typed)
        return ticket_id


def _team_choices() -> Iterable[tuple[Any, str]]:
    return [("", _("Of the intake desk")), *((row.pk, row.title) for row in accounts.teams())]


class EscalateForm(Form):
    """Why it needs a senior, and what was tried."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=4000, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Why does it need a senior engineer?"),
    )  # fmt: skip
    tried = forms.CharField(
        label=gettext_lazy("What was tried"), max_length=4000, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("So that nobody does it twice."),
    )  # fmt: skip


class ReasonForm(Form):
    """Why something is given back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=4000, widget=forms.Textarea({"rows": 3}))


class EngineerForm(Form):
    """Who is the customer's engineer; empty: nobody."""

    user = forms.TypedChoiceField(
        label=gettext_lazy("Customer's engineer"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = accounts.pick("", for_user=person, posts=ticket_policies.WORKERS, limit=500)
        fields: dict[str, Any] = self.fields
        fields["user"].choices = [("", gettext_lazy("Nobody")), *((row.pk, row.display_name) for row in people)]
