"""The request that somebody takes in on the phone (2.1): customer, product, symptom, and the call itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.tickets.choices import CallDirection, TicketType, Urgency
from zhichi.tickets.forms.compose import LONGEST_CALL
from zhichi.tickets.forms.work import no_product_yet
from zhichi.ui.forms import DateTimeInput, Form, Segmented


class IntakeForm(Form):
    """What 2.1 asks for. The customer is chosen, or written down as a new contact."""

    contact: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Customer"), queryset=None, required=False
    )
    new_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120, required=False)
    new_organisation = forms.CharField(
        label=gettext_lazy("Company"), max_length=200, required=False,
        help_text=gettext_lazy("A name that is not known yet opens a new file."),
    )  # fmt: skip
    new_address = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    new_phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    product: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Product"), queryset=None, required=False, empty_label=gettext_lazy("Unknown")
    )
    asset: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Asset"), queryset=None, required=False, empty_label=gettext_lazy("Unknown")
    )
    version = forms.CharField(label=gettext_lazy("Model or version"), max_length=120, required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    text = forms.CharField(
        label=gettext_lazy("Symptom, in the customer's words"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    occurred_at = forms.DateTimeField(label=gettext_lazy("Occurred at"), required=False, widget=DateTimeInput)
    affected = forms.IntegerField(
        label=gettext_lazy("How many users are affected"), required=False, min_value=0, max_value=10_000_000
    )
    type = forms.ChoiceField(label=gettext_lazy("Type of request"), choices=TicketType.choices, widget=Segmented)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL, widget=Segmented
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Who called"), choices=CallDirection.choices, initial=CallDirection.IN, widget=Segmented
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=LONGEST_CALL, required=False)
    number = forms.CharField(label=gettext_lazy("Phone number"), max_length=40, required=False)
    acknowledge = forms.BooleanField(
        label=gettext_lazy("Send the customer the request number by mail"), required=False, initial=True
    )
    key = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    source = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, contacts: Any, products: Any, assets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in {"contact": contacts, "product": products, "asset": assets}.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        self.fields["product"].help_text = no_product_yet(products)

    def clean(self) -> dict[str, Any]:
        """Somebody must be the customer: a known contact or at least a name."""
        data = super().clean() or self.cleaned_data
        if not data.get("contact") and not data.get("new_name") and "contact" not in self.errors:
            self.add_error("contact", _("Choose the customer, or write down a name for a new contact."))
        return data
