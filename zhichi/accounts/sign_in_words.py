"""What allauth says, in our words: errors, messages after an action, mails about a changed sign-in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_WRONG = _("Mail address or password is not right.")
_LATER = _("Too many attempts. Wait a few minutes, then try again.")

ERRORS = {
    "account_inactive": _("This account is not active."),
    "email_password_mismatch": _WRONG,
    "enter_current_password": _("This is not your present password."),
    "incorrect_code": _("This code is not right. Wait for the next one in the app."),
    "incorrect_password": _("This is not your password."),
    "invalid_or_expired_key": _("This link has expired or was used already."),
    "invalid_login": _WRONG,
    "invalid_password_reset": _("This link has expired or was used already."),
    "too_many_login_attempts": _LATER,
    "rate_limited": _LATER,
    "cannot_delete_authenticator": _("This second factor cannot be removed."),
    "cannot_generate_recovery_codes": _("Set up an authenticator app or a key first."),
    "select_only_one": _("Choose only one."),
    "same_as_current": _("This is the same as before."),
}

# Template of allauth → the toast; an empty text says nothing.
MESSAGES = {
    "account/messages/logged_in.txt": "",
    "account/messages/logged_out.txt": _("You have signed out."),
    "account/messages/password_changed.txt": _("Your password was changed."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes were made. The old ones no longer work."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app was removed."),
    "mfa/messages/webauthn_added.txt": _("The key was added."),
    "mfa/messages/webauthn_removed.txt": _("The key was removed."),
    "usersessions/messages/sessions_logged_out.txt": _("You are signed out everywhere else."),
}

NOTICES = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was reset by a mailed link."),
    "account/email/password_set": _("A password was set for your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
    "mfa/email/totp_activated": _("An authenticator app was set up for your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was removed from your account."),
    "mfa/email/webauthn_added": _("A passkey or security key was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey or security key was removed from your account."),
}

WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey or security key"),
}
