"""Forms of notices."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhichi.ui.forms import Form


class PreferencesForm(Form):
    """How notices arrive."""

    mails = forms.BooleanField(
        label=_("Mail what I have not read"),
        help_text=_("Notices are collected into one mail. Without it they are in the product only."),
        required=False,
    )
    quiet = forms.BooleanField(
        label=_("Only in my working hours or when I am on duty"),
        help_text=_("What comes at night or while you are away waits, and comes as one mail afterwards."),
        required=False,
    )
