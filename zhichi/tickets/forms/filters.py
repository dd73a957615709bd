"""What narrows a queue: read from the address without a query, shown as a form with its choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.tickets.choices import Channel, State, TicketType, Urgency
from zhichi.tickets.selectors import Filters
from zhichi.ui.forms import Form, Pills

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ANY = ("", _("Any"))
APPLIED = "f"  # present in an address that states its filters instead of taking those of the view
OPEN_STATES = [(value, label) for value, label in State.choices if value != State.CLOSED]


class FilterForm(Form):
    """All filters of a queue. Values it does not understand are left out, so that an old address still works."""

    states = forms.MultipleChoiceField(label=_("State"), choices=OPEN_STATES, required=False, widget=Pills)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=[ANY, *Urgency.choices], required=False)
    type = forms.ChoiceField(label=_("Type of request"), choices=[ANY, *TicketType.choices], required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=[ANY, *Channel.choices], required=False)
    product = forms.IntegerField(label=_("Product"), required=False, min_value=1, widget=forms.Select)
    owner = forms.CharField(label=_("Owner"), required=False, max_length=20, widget=forms.Select)
    team = forms.IntegerField(label=_("Team"), required=False, min_value=1, widget=forms.Select)
    organisation = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=40)
    idle_days = forms.IntegerField(label=_("Not touched for (days)"), required=False, min_value=1, max_value=3650)
    needs_reply = forms.BooleanField(label=_("The customer waits for an answer"), required=False)
    watching = forms.BooleanField(label=_("Followed by me"), required=False)
    snoozed = forms.BooleanField(label=_("Snoozed"), required=False)
    report_due = forms.BooleanField(label=_("A progress report is due"), required=False)
    closed = forms.BooleanField(label=_("Closed tickets instead of open ones"), required=False)
    by_change = forms.BooleanField(label=_("Newest change first instead of the nearest promise"), required=False)

    def clean_owner(self) -> str:
        """ "me", "none" or an account id; anything else counts as no filter."""
        value: str = self.cleaned_data["owner"]
        return value if value in {"me", "none"} or value.isdecimal() else ""

    def offer(self, *, products: Iterable[Any], people: Iterable[Any], teams: Iterable[Any]) -> None:
        """Put the choices in that come from the database."""
        self.fields["product"].widget.choices = [ANY, *((row.pk, str(row)) for row in products)]
        self.fields["team"].widget.choices = [ANY, *((row.pk, str(row)) for row in teams)]
        who = [
            ANY,
            ("me", pgettext_lazy("owner", "Me")),
            ("none", _("Nobody yet")),
            *((row.pk, row.display_name) for row in people),
        ]
        self.fields["owner"].widget.choices = who


class SaveViewForm(Form):
    """Name and audience of a saved view; its filters travel beside it."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    team = forms.IntegerField(label=_("Show it to"), required=False, widget=forms.Select)

    def offer(self, teams: Iterable[Any]) -> None:
        """Let the person choose among their teams."""
        own = ("", _("Me only"))
        self.fields["team"].widget.choices = [own, *((row.pk, str(row)) for row in teams)]


def read_filters(data: Mapping[str, Any], base: Filters) -> Filters:
    """The filters that an address states, or those of its view when it states none."""
    if APPLIED not in data:
        return base
    form = FilterForm(data)
    form.is_valid()
    found = {name: value for name, value in form.cleaned_data.items() if value not in ("", None, [], False)}
    if "states" in found:
        found["states"] = tuple(found["states"])
    return Filters(**found)


def as_query(filters: Filters) -> list[tuple[str, str]]:
    """The filters as parameters of an address, marked as stated."""
    pairs = [(APPLIED, "1")]
    for name, value in filters.as_dict().items():
        values = value if isinstance(value, tuple | list) else [value]
        pairs += [(name, "on" if item is True else str(item)) for item in values]
    return pairs
