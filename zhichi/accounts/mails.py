"""Mails of accounts; they leave by Django's mail backend, which is the outbound queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

if TYPE_CHECKING:
    from zhichi.accounts.models import User


def send_invitation(user: User) -> None:
    """Queue the mail with the link under which `user` chooses a password, in the user's language."""
    from allauth.account.forms import default_token_generator  # noqa: PLC0415 - loads all forms; few need it

    address = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=address)
    context = {"user": user, "url": settings.BASE_URL + path, "base_url": settings.BASE_URL}
    with translation.override(user.language):
        subject = " ".join(render_to_string("accounts/mail/invitation_subject.txt", context).split())
        text = render_to_string("accounts/mail/invitation_message.txt", context).strip() + "\n"
        EmailMessage(subject, text, to=[user.email]).send()
