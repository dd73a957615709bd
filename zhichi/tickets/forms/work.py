"""Forms of the steps of a request: details, assignment, cause, solution, follow-up, reasons, labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.records.choices import LinkKind
from zhichi.tickets.choices import (
    SOLUTION_FIELDS,
    ConfirmationMethod,
    FollowUpMethod,
    FollowUpOutcome,
    SolutionKind,
    TicketType,
    Urgency,
)
from zhichi.tickets.numbers import id_of
from zhichi.ui.forms import DateTimeInput, Form, RadioCards, RadioPills, Segmented

if TYPE_CHECKING:
    from django.db.models import QuerySet

MAX_TAGS = 20
TEXT_ROWS = {"rows": 4}


def no_product_yet(products: QuerySet[Any]) -> str:
    """What to do where a product is asked for and none is registered; empty when there is one. One query."""
    if products.exists():
        return ""
    words = _('No product is registered yet. Add yours under <a href="{}">Customers → Products</a>.')
    return format_html(words, reverse("customers:products"))


class DetailsForm(Form):
    """The basics of a request (2.1). Contact, product and asset are chosen by id from offered rows."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    type = forms.ChoiceField(label=gettext_lazy("Type of request"), choices=TicketType.choices, widget=Segmented)
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=Urgency.choices, widget=Segmented)
    contact: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Customer"), queryset=None, required=False
    )
    product: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Product"), queryset=None, required=False, empty_label=gettext_lazy("Unknown")
    )
    asset: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Asset"), queryset=None, required=False, empty_label=gettext_lazy("Unknown")
    )
    version = forms.CharField(label=gettext_lazy("Model or version"), max_length=120, required=False)
    occurred_at = forms.DateTimeField(label=gettext_lazy("Occurred at"), required=False, widget=DateTimeInput)
    affected = forms.IntegerField(
        label=gettext_lazy("How many users are affected"), required=False, min_value=0, max_value=10_000_000
    )

    def __init__(self, *args: Any, contacts: Any, products: Any, assets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("contact", contacts), ("product", products), ("asset", assets)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["product"].help_text = no_product_yet(products)


class AssignForm(Form):
    """Where accountability goes: "user-5", "duty-2" or "team-1"; a reason when a person gives it up."""

    target = forms.RegexField(
        r"^(user|duty|team)-\d{1,18}$",
        label=gettext_lazy("Accountable"),
        error_messages={"required": gettext_lazy("Choose who is accountable."), "invalid": gettext_lazy("Choose one")},
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)

    def chosen(self) -> tuple[str, int]:
        """The kind and the id of the target."""
        kind, _dash, number = self.cleaned_data["target"].partition("-")
        return kind, int(number)


class ConfirmForm(Form):
    """What the cause is and how it was judged (2.2)."""

    method = forms.ChoiceField(
        label=gettext_lazy("How it was judged"), choices=ConfirmationMethod.choices, widget=RadioPills
    )
    cause = forms.CharField(
        label=gettext_lazy("Cause"), max_length=5000, widget=forms.Textarea(attrs=TEXT_ROWS),
        help_text=gettext_lazy("As far as it is known. You can add another record later."),
    )  # fmt: skip
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class SolutionForm(Form):
    """A typed solution (2.3): the chosen kind decides which parts are asked for."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of solution"), choices=SolutionKind.choices, widget=RadioPills)
    explanation = forms.CharField(
        label=gettext_lazy("Words for the customer"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Sent with two links: “solved” and “not solved”. Their answer settles the follow-up."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen: str = kind if kind in SolutionKind.values else SolutionKind.GUIDANCE
        self.initial.setdefault("kind", self.chosen)
        for part in SOLUTION_FIELDS[self.chosen]:
            self.fields[part.name] = forms.CharField(label=part.label, max_length=500, required=part.required)
        self.order_fields(["kind", *(part.name for part in SOLUTION_FIELDS[self.chosen]), "explanation"])

    def parts(self) -> dict[str, str]:
        """The parts of the chosen kind."""
        return {part.name: self.cleaned_data[part.name] for part in SOLUTION_FIELDS[self.chosen]}


class OutcomeForm(Form):
    """What the customer said when they were asked (2.4)."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Is it solved?"),
        choices=[(item.value, item.label) for item in (FollowUpOutcome.SOLVED, FollowUpOutcome.UNSOLVED)],
        widget=Segmented,
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How the customer was asked"),
        choices=FollowUpMethod.choices, widget=RadioPills, initial=FollowUpMethod.PHONE,
    )  # fmt: skip
    opinion = forms.CharField(
        label=gettext_lazy("The customer's opinion"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs=TEXT_ROWS),
    )


class ReasonForm(Form):
    """A reason, where the record needs one."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class TagsForm(Form):
    """Tags, separated by commas or spaces."""

    tags = forms.CharField(
        label=gettext_lazy("Tags"), max_length=900, required=False,
        help_text=gettext_lazy("Separated by commas. An empty field removes all."),
    )  # fmt: skip

    def clean_tags(self) -> list[str]:
        """The names, each once, in the order they were typed."""
        names = [name.strip() for name in re.split(r"[,，、;；\n]+", self.cleaned_data["tags"]) if name.strip()]
        long = next((name for name in names if len(name) > 40), None)
        if long:
            raise forms.ValidationError(_("“%s” is longer than 40 characters.") % long)
        if len(names) > MAX_TAGS:
            raise forms.ValidationError(_("At most %s tags.") % MAX_TAGS)
        return list(dict.fromkeys(names))


class LinkForm(Form):
    """Another request and how it belongs to this one."""

    number = forms.CharField(label=pgettext_lazy("ticket", "Ticket number"), max_length=20)
    kind = forms.ChoiceField(
        label=gettext_lazy("This ticket is"), choices=LinkKind.choices, initial=LinkKind.RELATED, widget=RadioCards
    )

    def clean_number(self) -> int:
        """The id behind the number; a wrong digit is noticed."""
        ticket_id = id_of(self.cleaned_data["number"])
        if ticket_id is None:
            raise forms.ValidationError(_("This is not a ticket number. Check its digits."))
        return ticket_id
