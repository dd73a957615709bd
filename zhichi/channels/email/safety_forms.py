"""Forms of mail safety: entries of the lists, what is chosen among the mails that are held."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhichi.channels.email.choices import NEEDS_FIELD, Deed, EntryKind
from zhichi.channels.email.cleaning import Wanted
from zhichi.channels.email.services import EntryData
from zhichi.ui.forms import Choice, DateInput, Form, RadioCards

if TYPE_CHECKING:
    from zhichi.channels.email.models import ListEntry

MOST_DAYS = 366
DEEDS = [
    (
        Deed.HOLD.value,
        Choice(Deed.HOLD.label, gettext_lazy("It waits in the quarantine, and whoever may release it is told."), "eye"),
    ),
    (
        Deed.REFUSE.value,
        Choice(
            Deed.REFUSE.label,
            gettext_lazy("It stands in the mail log only. It is kept as long as held mail, and nobody is told."),
            "ban",
        ),
    ),
]


class _Ending(Form):
    """What can be changed about an entry later."""

    deed = forms.ChoiceField(
        label=gettext_lazy("What happens to such mail"), choices=DEEDS, initial=Deed.HOLD, widget=RadioCards
    )
    why = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    until = forms.DateField(
        label=gettext_lazy("Counts until"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("The last day. Empty: until somebody takes it out."),
    )

    def __init__(self, *args: Any, verdict: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict = verdict
        if verdict != "block":
            del self.fields["deed"]

    def ends_at(self) -> datetime | None:
        """When the entry ends: with its last day, in the reader's zone."""
        day = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None

    def clean_until(self) -> Any:
        """A day that is not over."""
        day = self.cleaned_data["until"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over."))
        return day


class EntryForm(_Ending):
    """A new entry of the block list or the allow list."""

    kind = forms.ChoiceField(label=gettext_lazy("Looks at"), choices=EntryKind.choices, initial=EntryKind.ADDRESS)
    header = forms.CharField(
        label=gettext_lazy("Header field"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("For words or a number in a header field only, for example X-Spam-Score."),
    )
    value = forms.CharField(
        label=pgettext_lazy("list", "Value"),
        max_length=254,
        help_text=gettext_lazy(
            "An address, a domain (with all below it), words that must all be there, the smallest number, or a network "
            "such as 203.0.113.0/24."
        ),
    )
    field_order = ("kind", "header", "value", "deed", "why", "until")

    def clean(self) -> dict[str, Any]:
        """The field's name where the kind needs one."""
        values = super().clean() or {}
        if values.get("kind") in NEEDS_FIELD and not values.get("header"):
            self.add_error("header", _("Enter the name of a header field, such as X-Spam-Score."))
        return values

    def data_of(self) -> EntryData:
        """What was entered, for the service. Needs `is_valid()`."""
        values = {name: self.cleaned_data[name] for name in ("kind", "header", "value", "why")}
        deed = self.cleaned_data.get("deed") or Deed.HOLD
        return EntryData(verdict=self.verdict, deed=deed, expires_at=self.ends_at(), **values)

    def refuse(self, error: Any) -> None:
        """The service calls the end `expires_at`."""
        if "expires_at" in error.fields:
            error.fields["until"] = error.fields.pop("expires_at")
        super().refuse(error)


class EntryChangeForm(_Ending):
    """The reason, the end and what is done; what an entry looks at never changes."""

    field_order = ("deed", "why", "until")

    @classmethod
    def initial_of(cls, row: ListEntry) -> dict[str, Any]:
        """The form's first values for an entry; it ends with the day before its end."""
        last = timezone.localdate(row.expires_at - timedelta(seconds=1)) if row.expires_at else None
        return {"deed": row.deed, "why": row.why, "until": last}


class ListForm(Form):
    """What a list is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Address, domain, words or reason"), max_length=200, required=False)


class CleanUpForm(Form):
    """What requests are looked for that spam opened."""

    sender = forms.CharField(
        label=gettext_lazy("Sender"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("An address, or a domain with everybody in it: @spam.example."),
    )
    subject = forms.CharField(label=gettext_lazy("Words of the subject"), max_length=200, required=False)
    text = forms.CharField(label=gettext_lazy("Words of the text, as they stand there"), max_length=200, required=False)
    first = forms.DateField(label=pgettext_lazy("period", "From"), widget=DateInput)
    last = forms.DateField(label=pgettext_lazy("period", "Until"), widget=DateInput)
    answered = forms.BooleanField(
        label=gettext_lazy("Requests too that somebody has answered"),
        required=False,
        help_text=gettext_lazy("Customers may be among them: look at each one before you close them."),
    )

    def clean(self) -> dict[str, Any]:
        """Something to look for, and days in their order, a year at most."""
        values = super().clean() or {}
        if not any((values.get(name) or "").strip() for name in ("sender", "subject", "text")):
            self.add_error(None, _("Enter a sender, words of the subject, or words of the text."))
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        if first and last and (last - first).days > MOST_DAYS:
            self.add_error("first", _("Choose a year at most."))
        return values

    def wanted(self) -> Wanted:
        """What was asked for; days are those of the reader's zone. Needs `is_valid()`."""
        values = self.cleaned_data
        return Wanted(
            sender=values["sender"],
            subject=values["subject"],
            text=values["text"],
            since=_midnight(values["first"]),
            until=_midnight(values["last"] + timedelta(days=1)),
            answered=values["answered"],
        )


class CleanUpReasonForm(Form):
    """Why the requests that were found are spam."""

    why = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
