"""Forms of the portal; the words are for customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhichi.core import clock
from zhichi.customers import selectors as customers
from zhichi.files import selectors as files
from zhichi.portal.choices import IMPACTS
from zhichi.tickets.choices import FollowUpOutcome
from zhichi.ui.choices import language_field, zone_field
from zhichi.ui.forms import Choice, DateTimeInput, Faces, FilesField, Form, RadioCards

if TYPE_CHECKING:
    from datetime import datetime

FILES = 10
FIELD, KEPT = "attachments", "kept"  # files sent with the form; the ids of those that were uploaded before
OPINION = 500
SHORTEST_PHONE = 5  # digits: hotlines such as 95588
GUEST_FIELDS = ("name", "company", "address", "phone")


class UploadForm(Form):
    """A form with attachments and a token that lets it do its work once. The honeypot is no field for people."""

    form_token = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    attachments = FilesField(
        label=_("Attachments"), required=False, max_bytes=settings.MAX_ATTACHMENT_BYTES, max_count=FILES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD].widget.attrs.update({"data-url": reverse("files:upload"), "data-names": KEPT})
        self.fields[FIELD].help_text = files.kinds_sentence()

    def clean(self) -> dict[str, Any]:
        """Programs fill in every field; a person whose browser did so just sends again."""
        data = super().clean() or {}
        if data.get("website"):
            raise forms.ValidationError(_("This looks automatic. If you are a person, send it once more."))
        return data


class ProductField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A choice of products, named in the reader's language where a name is known."""

    def label_from_instance(self, obj: Any) -> str:
        """The name to show."""
        return str(obj.title)


class RequestForm(UploadForm):
    """The intake form of 2.1. Signed-in customers are not asked who they are."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    company = forms.CharField(
        label=_("Company"), max_length=200, required=False, widget=forms.TextInput({"autocomplete": "organization"})
    )
    address = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("Answers come to this address."),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )
    product = ProductField(
        label=_("Product"), queryset=None, required=False, empty_label=_("I do not know, or something else")
    )
    version = forms.CharField(
        label=_("Model or version"), max_length=120, required=False, widget=forms.TextInput({"list": "versions"})
    )
    subject = forms.CharField(label=_("What is the problem?"), max_length=200)
    impact = forms.ChoiceField(
        label=_("How many are affected?"),
        choices=[(item.name, Choice(item.label, item.hint)) for item in IMPACTS.values()],
        widget=RadioCards,
        initial="me",
    )
    people = forms.IntegerField(label=_("About how many people?"), required=False, min_value=0, max_value=10_000_000)
    text = forms.CharField(
        label=_("Detailed description"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("What did you do, what did you see? Leave out passwords, keys and full ID numbers."),
    )
    occurred_at = forms.DateTimeField(label=_("Since when?"), required=False, widget=DateTimeInput)

    def __init__(self, *args: Any, asks_who: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = customers.products()  # type: ignore[attr-defined]
        if not asks_who:
            for name in GUEST_FIELDS:
                del self.fields[name]

    def clean_phone(self) -> str:
        """Any way of writing it will do, since an engineer reads it; without digits nobody can call."""
        typed: str = self.cleaned_data["phone"]
        if typed.strip() and sum(letter.isdigit() for letter in typed) < SHORTEST_PHONE:
            raise forms.ValidationError(_("This is no phone number. Example: 0755-2345 6789 ext. 801"))
        return typed

    def clean_occurred_at(self) -> datetime | None:
        """Trouble lies in the past."""
        moment: datetime | None = self.cleaned_data["occurred_at"]
        if moment is not None and moment > clock.now():
            raise forms.ValidationError(_("This moment lies in the future."))
        return moment


class AnswerForm(UploadForm):
    """More words or files for a request."""

    text = forms.CharField(
        label=_("Your message"), required=False, max_length=50_000, widget=forms.Textarea({"rows": 3})
    )


class OutcomeForm(Form):
    """Is it solved? (2.4)"""

    answer = forms.ChoiceField(
        label=_("Is the problem solved?"),
        choices=[
            (FollowUpOutcome.SOLVED.value, Choice(_("Yes, solved"), icon="smile")),
            (FollowUpOutcome.UNSOLVED.value, Choice(_("No, not yet"), icon="frown")),
        ],
        widget=Faces,
    )
    opinion = forms.CharField(
        label=_("Anything you want to tell us?"),
        required=False,
        max_length=OPINION,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("If it is not solved: what do you still see? Leave out passwords."),
    )


class LinkForm(Form):
    """Where to send the sign-in link."""

    address = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"}))


class ProfileForm(Form):
    """What customers say about themselves."""

    display_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    language = language_field()
    time_zone = zone_field()
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        help_text=_("Example: 0755-2345 6789 ext. 801"),
    )
