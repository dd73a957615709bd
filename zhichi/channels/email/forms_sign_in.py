"""The form of a mailbox's sign-in by permission of its provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhichi.channels.email.authorities import ConsentData
from zhichi.channels.email.choices import Authority
from zhichi.ui.forms import Form

if TYPE_CHECKING:
    from zhichi.channels.email.models import Consent, Mailbox

COPIED = "authority client_id tenant authorize_url token_url scopes".split()
GUESSES = {"gmail": Authority.GOOGLE, "google": Authority.GOOGLE, "office365": Authority.MICROSOFT}


class ConsentForm(Form):
    """Who gives permission, and as whom Zhichi is registered there. The secret is taken and never shown."""

    authority = forms.ChoiceField(label=_("Who gives permission"), choices=Authority.choices)
    client_id = forms.CharField(label=_("Client ID"), max_length=200)
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-need": "none"}),
    )
    tenant = forms.CharField(
        label=_("Tenant"),
        max_length=100,
        required=False,
        help_text=_("Microsoft only: the directory's ID or domain. Empty: any organisation."),
    )
    authorize_url = forms.CharField(label=_("Address for consent"), max_length=500, required=False)
    token_url = forms.CharField(label=_("Address for tokens"), max_length=500, required=False)
    scopes = forms.CharField(label=_("Scopes"), max_length=500, required=False)

    def __init__(self, *args: Any, stored: Consent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stored is not None and stored.client_secret:
            self.fields["client_secret"].help_text = _("Empty: as it is stored now.")

    def data_of(self) -> ConsentData:
        """What was entered, for the service. Needs `is_valid()`."""
        values = {name: self.cleaned_data[name] for name in COPIED}
        return ConsentData(**values, client_secret=self.cleaned_data["client_secret"] or None)

    @classmethod
    def of(cls, box: Mailbox, stored: Consent | None) -> ConsentForm:
        """The form filled with what is stored, or with a guess by the mailbox's server."""
        if stored is not None:
            return cls(stored=stored, initial={name: getattr(stored, name) for name in COPIED})
        guess = next((code for mark, code in GUESSES.items() if mark in box.imap_host), Authority.MICROSOFT)
        return cls(initial={"authority": guess})
