"""The composer: a reply, an internal note or a call log."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.tickets.choices import REPORT, CallDirection, MessageKind
from zhichi.ui.forms import Form

KINDS = [(kind, kind) for kind in (MessageKind.REPLY, REPORT, MessageKind.NOTE, MessageKind.CALL)]
MAX_TEXT = 100_000  # characters
MAX_COPIES = 20
LONGEST_CALL = 24 * 60  # minutes


class ComposeForm(Form):
    """What the composer sends. `key` makes a second post harmless, `seen` is the newest reply its author had read."""

    kind = forms.ChoiceField(choices=KINDS)
    text = forms.CharField(label=gettext_lazy("Text"), max_length=MAX_TEXT, required=False)
    key = forms.CharField(max_length=60, required=False)
    seen = forms.IntegerField(min_value=0, required=False)
    then = forms.ChoiceField(choices=[("", ""), ("wait_customer", ""), ("wait_vendor", "")], required=False)
    heeded = forms.CharField(max_length=60, required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)
    cc = forms.CharField(label=gettext_lazy("Copies to"), max_length=2000, required=False)
    direction = forms.ChoiceField(label=gettext_lazy("Who called"), choices=CallDirection.choices, required=False)
    answered = forms.BooleanField(label=gettext_lazy("Answered"), required=False)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=LONGEST_CALL, required=False)
    seconds = forms.IntegerField(label=gettext_lazy("Seconds"), min_value=0, max_value=59, required=False)
    number = forms.CharField(label=gettext_lazy("Phone number"), max_length=40, required=False)

    def clean_cc(self) -> list[str]:
        """Addresses separated by commas, semicolons or spaces, Chinese ones too."""
        addresses = [item for item in re.split(r"[\s,;，；、]+", self.cleaned_data["cc"]) if item]
        for address in addresses:
            try:
                validate_email(address)
            except forms.ValidationError:
                raise forms.ValidationError(_("“%s” is not a mail address.") % address) from None
        if len(addresses) > MAX_COPIES:
            raise forms.ValidationError(_("At most %s copies.") % MAX_COPIES)
        return addresses

    def clean(self) -> dict[str, Any]:
        """A call needs to say who called whom."""
        data = super().clean() or self.cleaned_data
        if data.get("kind") == MessageKind.CALL and not data.get("direction") and "direction" not in self.errors:
            self.add_error("direction", _("Say who called whom."))
        return data

    @property
    def call_seconds(self) -> int:
        """The length of the call."""
        return int(self.cleaned_data["minutes"] or 0) * 60 + int(self.cleaned_data["seconds"] or 0)


class DraftForm(Form):
    """What the composer saves while somebody writes."""

    kind = forms.ChoiceField(choices=KINDS)
    text = forms.CharField(max_length=MAX_TEXT, required=False, strip=False)
