"""allauth's forms in our words: labels, hints, and what the browser should fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping


def _reworded(base: Any, labels: Mapping[str, Any], hints: Mapping[str, Any] | None = None) -> Any:
    """A subclass of a form of allauth whose fields carry our labels and hints, and no placeholders."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        base.__init__(self, *args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = labels.get(name, field.label)
            field.help_text = (hints or {}).get(name, "")

    return type(base.__name__, (base,), {"__init__": __init__, "__module__": __name__})


NEW = {"password1": _("New password"), "password2": _("New password, once more")}
LENGTH = {"password1": _("At least 10 characters, not only digits, nothing that is easy to guess.")}
CODE = {"code": _("Code from the app, or a recovery code")}
KEY_NAME = {"name": _("Name of this key")}

LoginForm = _reworded(account.LoginForm, {"login": _("Mail address"), "password": _("Password")})
ResetPasswordForm = _reworded(account.ResetPasswordForm, {"email": _("Mail address")})
ResetPasswordKeyForm = _reworded(account.ResetPasswordKeyForm, NEW, LENGTH)
ChangePasswordForm = _reworded(account.ChangePasswordForm, {"oldpassword": _("Present password"), **NEW}, LENGTH)
SetPasswordForm = _reworded(account.SetPasswordForm, NEW, LENGTH)
ReauthenticateForm = _reworded(account.ReauthenticateForm, {"password": _("Password")})
CodeForm = _reworded(mfa.AuthenticateForm, CODE)
CodeAgainForm = _reworded(mfa.ReauthenticateForm, CODE)
ActivateAppForm = _reworded(ActivateTOTPForm, {"code": _("Code from the app")})
AddKeyForm = _reworded(
    webauthn.AddWebAuthnForm,
    {**KEY_NAME, "passwordless": _("Sign in with this key alone (passkey)")},
    {"passwordless": _("Without a password; the device then asks for a fingerprint, face or PIN.")},
)
EditKeyForm = _reworded(webauthn.EditWebAuthnForm, KEY_NAME)
