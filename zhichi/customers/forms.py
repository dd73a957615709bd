"""Forms of customers' files. They read and check; services write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.accounts import selectors as people
from zhichi.accounts.choices import SkillLevel
from zhichi.core.phones import shown
from zhichi.customers import registry, selectors
from zhichi.customers.choices import Standing
from zhichi.customers.services import AssetData, ContactData, ContractData, OrganisationData, PhoneData, ProductData
from zhichi.ui.choices import language_field, zone_field
from zhichi.ui.forms import DateInput, Form, Pills

if TYPE_CHECKING:
    from zhichi.customers.models import Asset, Contact, Contract, Organisation, Product

_BY_KEY = re.compile(r"\(#(\d+)\)\s*$")


class LinesField(forms.CharField):
    """Several values, one a line; cleaned to a list."""

    def __init__(self, *, rows: int = 2, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), required=False, max_length=4000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines; typed text as it was typed."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """The lines that hold something."""
        text = super().clean(value)
        return [line.strip() for line in re.split(r"[\n,;，；]", text) if line.strip()]


class OrganisationField(forms.CharField):
    """An organisation by its name; suggestions come while typing. Cleaned to the organisation or None."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "list": "organisation-options",
            "autocomplete": "off",
            "hx-get": reverse_lazy("customers:options"),
            "hx-trigger": "input delay:200ms",
            "hx-target": "#organisation-options",
            "hx-include": "this",
        }
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=240, **kwargs)
        self.person: Any = None

    def clean(self, value: Any) -> Any:
        """The organisation that is meant, of those `person` may see."""
        name = super().clean(value).strip()
        if not name:
            return None
        rows = selectors.organisations(self.person, active=None)
        by_key = _BY_KEY.search(name)
        found = list((rows.filter(pk=int(by_key[1])) if by_key else rows.filter(name__iexact=name))[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(_("Several organisations have this name. Choose one from the list."))
        raise forms.ValidationError(
            _("No organisation has this name. Choose one from the list, or open its file first.")
        )


class OrganisationForm(Form):
    """The file of an organisation."""

    name = forms.CharField(label=_("Name"), max_length=200)
    standing = forms.ChoiceField(label=_("Standing"), choices=Standing.choices)
    domains = LinesField(
        label=_("Mail domains"),
        help_text=_("One per line. New senders from these domains join this organisation."),
    )
    language = language_field()
    time_zone = zone_field(initial=settings.TIME_ZONE)
    shares_requests = forms.BooleanField(label=_("Colleagues see each other's requests on the portal"), required=False)
    is_active = forms.BooleanField(label=_("Active customer"), required=False, initial=True)
    notes = forms.CharField(
        label=_("Notes"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20000
    )

    def data_of(self) -> OrganisationData:
        """What the services take."""
        return OrganisationData(**self.cleaned_data)

    @staticmethod
    def initial_of(row: Organisation) -> dict[str, Any]:
        """The values as they are stored."""
        return {name: getattr(row, name) for name in OrganisationForm.base_fields}


class ContactForm(Form):
    """The file of a contact."""

    display_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    organisation = OrganisationField(label=_("Organisation"), required=False)
    job_title = forms.CharField(label=_("Job title"), max_length=80, required=False)
    addresses = LinesField(label=_("Mail addresses"), help_text=_("One per line, the first is the one we write to."))
    phones = LinesField(
        label=_("Phones"),
        help_text=_("One per line, the first is the one we call. An extension after “ext.”: 0755-1234 5678 ext. 801"),
    )
    family_name = forms.CharField(label=_("Family name"), max_length=60, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=60, required=False)
    language = language_field()
    time_zone = zone_field(initial=settings.TIME_ZONE)
    is_active = forms.BooleanField(label=_("Still works there"), required=False, initial=True)
    notes = forms.CharField(
        label=_("Notes"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20000
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].person = person  # type: ignore[attr-defined]

    def data_of(self) -> ContactData:
        """What the services take."""
        values = dict(self.cleaned_data)
        organisation = values.pop("organisation")
        values["phones"] = [PhoneData(number=typed) for typed in values["phones"]]
        return ContactData(organisation_id=organisation.pk if organisation else None, **values)

    @staticmethod
    def initial_of(row: Contact) -> dict[str, Any]:
        """The values as they are stored."""
        plain = set(ContactForm.base_fields) - {"organisation", "addresses", "phones"}
        numbers = [shown(phone.number, phone.extension) for phone in selectors.phone_rows(row)]
        return {
            **{name: getattr(row, name) for name in plain},
            "organisation": option_of(row.organisation) if row.organisation else "",
            "addresses": selectors.mail_addresses(row),
            "phones": numbers,
        }


class ProductForm(Form):
    """A product of the catalogue."""

    name = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Small letters, digits and hyphens: reports-pro")
    )
    versions = LinesField(label=_("Versions"), rows=5, help_text=_("One per line, the newest first."))
    is_active = forms.BooleanField(label=_("Supported"), required=False, initial=True)

    def data_of(self) -> ProductData:
        """What the services take."""
        return ProductData(**self.cleaned_data)

    @staticmethod
    def initial_of(row: Product) -> dict[str, Any]:
        """The values as they are stored."""
        return {name: getattr(row, name) for name in ProductForm.base_fields}


class AssetForm(Form):
    """An installation or device at a customer."""

    product: Any = forms.ModelChoiceField(label=_("Product"), queryset=None)
    model = forms.CharField(label=_("Model"), max_length=120, required=False)
    version = forms.CharField(label=_("Version"), max_length=60, required=False)
    serial = forms.CharField(label=_("Serial number"), max_length=80, required=False)
    environment = forms.CharField(
        label=_("Environment"), max_length=200, required=False, help_text=_("Operating system, database, network …")
    )
    purchased_on = forms.DateField(label=_("Purchase date"), required=False, widget=DateInput)
    is_active = forms.BooleanField(label=pgettext_lazy("asset", "In use"), required=False, initial=True)
    notes = forms.CharField(
        label=_("Notes"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=20000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = selectors.products(active=None)  # type: ignore[attr-defined]

    def data_of(self) -> AssetData:
        """What the services take."""
        values = dict(self.cleaned_data)
        return AssetData(product_id=values.pop("product").pk, **values)

    @staticmethod
    def initial_of(row: Asset) -> dict[str, Any]:
        """The values as they are stored."""
        return {name: getattr(row, name) for name in AssetForm.base_fields}


class ContractForm(Form):
    """A contract of an organisation."""

    number = forms.CharField(label=pgettext_lazy("contract", "Number"), max_length=60)
    name = forms.CharField(label=pgettext_lazy("contract", "Name"), max_length=120)
    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput, help_text=_("Empty: it runs until it is ended.")
    )
    products: Any = forms.ModelMultipleChoiceField(
        label=_("Products covered"), queryset=None, required=False, widget=Pills, help_text=_("None chosen: all.")
    )
    calendar = forms.TypedChoiceField(
        label=_("Calendar agreed on"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Promises run by it, unless the service level names another."),
    )
    notes = forms.CharField(
        label=_("Notes"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=20000
    )

    def __init__(self, *args: Any, known: Contract | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products: Any = self.fields["products"]
        products.queryset = selectors.products(active=None)
        names: dict[Any, str] = dict(registry.calendar_names())
        if known is not None and known.calendar_id is not None:
            names.setdefault(known.calendar_id, _("Calendar out of use (%s)") % known.calendar_id)
        calendar: Any = self.fields["calendar"]
        calendar.choices = [("", _("That of the team, else the company's")), *names.items()]

    def data_of(self) -> ContractData:
        """What the services take."""
        values = dict(self.cleaned_data)
        products = [row.pk for row in values.pop("products")]
        return ContractData(product_ids=products, calendar_id=values.pop("calendar"), **values)

    @staticmethod
    def initial_of(row: Contract) -> dict[str, Any]:
        """The values as they are stored."""
        plain = ("number", "name", "starts_on", "ends_on", "notes")
        values = {name: getattr(row, name) for name in plain}
        return {**values, "products": list(row.products.all()), "calendar": row.calendar_id}


class EndForm(Form):
    """Why a contract ends before its last day."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class ExpertForm(Form):
    """Who knows a product, and how well."""

    user: Any = forms.ModelChoiceField(label=_("Member of staff"), queryset=None)
    level = forms.TypedChoiceField(label=_("Level"), choices=SkillLevel.choices, coerce=int)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people.staff(for_user=person)  # type: ignore[attr-defined]


class OrganisationFilter(Form):
    """What the list of organisations is narrowed by."""

    q = forms.CharField(required=False, max_length=100)
    standing = forms.ChoiceField(label=_("Standing"), required=False)
    activity = forms.ChoiceField(label=_("Activity"), required=False)
    currency = forms.ChoiceField(label=pgettext_lazy("customer", "File"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: dict[str, list[tuple[str, Any]]] = {
            "standing": [("", _("Any standing")), *Standing.choices],
            "activity": [
                ("", pgettext_lazy("customer", "Active")),
                ("inactive", pgettext_lazy("customer", "Inactive")),
                ("all", _("Active or not")),
            ],
            "currency": [("", _("Any file")), ("stale", _("File to be checked"))],
        }
        for name, choices in every.items():
            self.give_choices(name, choices)

    def wanted(self) -> dict[str, str]:
        """The filters that hold a known value."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


ACTIVITY: dict[str, bool | None] = {"": True, "inactive": False, "all": None}


def option_of(row: Organisation) -> str:
    """An organisation as the field for it shows and reads it."""
    return f"{row.name} (#{row.pk})"


class EraseForm(Form):
    """Why a person's data is erased, and the name once more, so that nobody does it to the wrong one."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Is kept in the record: do not name the person."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name of the person, to confirm"), max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
