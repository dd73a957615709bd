"""Forms of the quarantine."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhichi.ui.forms import Form


class ReasonForm(Form):
    """Why somebody releases, locks, deletes or takes out a content; it stands in the record."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Stands in the record of the file and of what it hangs on."),
    )
