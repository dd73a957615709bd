"""How allauth behaves here: nobody signs up alone, mails speak the account's language, all words are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils import translation
from django.utils.translation import gettext

from zhichi.accounts import mails
from zhichi.accounts.sign_in_words import ERRORS, MESSAGES, NOTICES, WAYS
from zhichi.core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The adapter for accounts named in the settings."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff are created by their manager, customers by the portal (5.1.1)."""
        return False

    def clean_email(self, email: str) -> str:
        """Addresses are kept in lower case."""
        return str(super().clean_email(email)).lower()

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Check the password again, throttled like a sign-in. The account's own address is the only one there is."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove again who one is, in our words."""
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": WAYS.get(way["id"], way["description"])} for way in ways]

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        **rest: Any,
    ) -> None:
        """Show our own words for what was done; nothing where they are empty."""
        if message_template is not None and message_template in MESSAGES:
            rest["message"] = str(MESSAGES[message_template])
            message_template = None
        super().add_message(request, level, message_template, message_context, **rest)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the language of the account, not of whoever filled in the form."""
        language = getattr(context.get("user"), "language", None) or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner of an account that its sign-in changed."""
        if template_prefix in NOTICES:
            origin = self.get_client_ip(self.request)
            mails.send_notice(user, NOTICES[template_prefix], origin=origin, at=clock.now())


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # see above
    """The adapter for second factors named in the settings."""

    error_messages = {**DefaultMFAAdapter.error_messages, **ERRORS}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a new key is called until somebody gives it a name."""
        number: int = user.authenticator_set.filter(type=type).count() + 1
        return gettext("Key %s") % number

    def _get_site_name(self) -> str:
        return gettext("Zhichi")
