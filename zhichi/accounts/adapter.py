"""How allauth behaves here: nobody signs up alone, mails speak the reader's language, sessions of the inactive end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The account adapter named in the settings."""

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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the language of the account, not of whoever filled in the form."""
        language = getattr(context.get("user"), "language", None) or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)
