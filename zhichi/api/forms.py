"""The form for a new access token."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhichi.api.choices import Scope
from zhichi.ui.forms import DateInput, Form


class TokenForm(Form):
    """Name, scopes and an end."""

    name = forms.CharField(
        label=_("Token name"), max_length=80, help_text=_("What uses it: “nightly import”, “monitoring”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself. Writing includes reading."),
    )
    expires_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DateInput,
        help_text=_("Including this day. Empty: until it is revoked."),
    )

    def clean(self) -> dict[str, Any]:
        """Adds `expires_at`, the end of the chosen day in the reader's zone (aware), or None."""
        data = super().clean() or {}
        day = data.get("expires_on")
        data["expires_at"] = timezone.make_aware(datetime.combine(day, time.min)) + timedelta(days=1) if day else None
        return data
