"""Forms about the own account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhichi.accounts.choices import Theme
from zhichi.ui.choices import language_field, zone_field
from zhichi.ui.forms import Form, Segmented


class PreferencesForm(Form):
    """What people choose for themselves."""

    language = language_field()
    time_zone = zone_field()
    theme = forms.ChoiceField(label=_("Appearance"), required=False, choices=Theme.choices, widget=Segmented)
    single_keys = forms.BooleanField(
        label=_("Single-key shortcuts"), required=False, help_text=_("For example R to reply. Press ? for the list.")
    )
    signature = forms.CharField(
        label=_("Signature"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Stands below your replies to customers."),
    )
