"""Mails of accounts; they leave by Django's mail backend, which is the outbound queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from zhichi.ui.timing import zoned_words

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import User


def send_invitation(user: User) -> None:
    """Queue the mail with the link under which `user` chooses a password, in the user's language."""
    from allauth.account.forms import default_token_generator  # noqa: PLC0415 - loads all forms; few need it

    address = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=address)
    _send(user, "accounts/mail/invitation", {"url": settings.BASE_URL + path})


def send_notice(user: User, what: Any, *, origin: str, at: datetime) -> None:
    """Queue a mail that says what changed about the sign-in, from which address and when (aware)."""
    with translation.override(user.language):
        when = zoned_words(at, user.zone)
    _send(user, "accounts/mail/notice", {"what": what, "origin": origin, "when": when})


def _send(user: User, prefix: str, context: dict[str, Any]) -> None:
    with translation.override(user.language):
        values = {"user": user, "base_url": settings.BASE_URL, **context}
        subject = " ".join(render_to_string(f"{prefix}_subject.txt", values).split())
        text = render_to_string(f"{prefix}_message.txt", values).strip() + "\n"
        EmailMessage(subject, text, to=[user.email]).send()
