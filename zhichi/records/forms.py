"""Forms of the record."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhichi.ui.forms import Form


class ReasonForm(Form):
    """Why a legal hold is placed or lifted."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Stands in the history of what is held."),
    )  # fmt: skip
