"""Forms of the record."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhichi.ui.forms import DateInput, Form


class ReasonForm(Form):
    """Why a legal hold is placed or lifted."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Stands in the history of what is held."),
    )  # fmt: skip


DAYS = (MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2100, 12, 31)))  # others have no instant everywhere


class ExportForm(Form):
    """Which days of the record are exported; the stream of one object is named by the page it was asked from."""

    start = forms.DateField(label=pgettext_lazy("export", "From"), required=False, widget=DateInput, validators=DAYS)
    end = forms.DateField(
        label=pgettext_lazy("export", "To, inclusive"), required=False, widget=DateInput, validators=DAYS
    )
    stream = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
