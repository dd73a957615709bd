"""The form for the secret of a provider's webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from zhichi.ui.forms import Form

if TYPE_CHECKING:
    from zhichi.channels.email.hooks import Provider

HELP = {
    "mailgun": gettext_lazy("The HTTP webhook signing key that Mailgun shows under Sending, Webhooks."),
    "postal": gettext_lazy("The public key of the server: what postal default-dkim-record shows after “p=”."),
    "postmark": gettext_lazy("name:password of your own choice. Leave it empty and one is made."),
}


class HookSecretForm(Form):
    """What a provider proves itself with from now on. It is never filled in: nobody reads a secret back."""

    secret = forms.CharField(
        label=gettext_lazy("New secret"), max_length=2000, required=False, widget=forms.PasswordInput
    )

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].help_text = HELP[provider.code]
        self.fields["secret"].widget.attrs["autocomplete"] = "new-password"
