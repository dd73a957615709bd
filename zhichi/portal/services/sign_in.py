"""Sign-in by a mailed link: for customers only, once, for a quarter of an hour."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from zhichi.accounts import selectors as people
from zhichi.accounts import services as accounts
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.texts import clean
from zhichi.customers import selectors as files
from zhichi.customers import services as customers
from zhichi.outbound import services as outbound
from zhichi.outbound.choices import Purpose
from zhichi.portal.events import SignedInByLink
from zhichi.portal.models import SignInLink
from zhichi.portal.selectors import LINK_VALID, link_hash
from zhichi.records.services import append

if TYPE_CHECKING:
    from zhichi.accounts.models import User
    from zhichi.customers.models import Contact

KEPT = timedelta(days=7)
BY = Actor.system("sign-in link")


@transaction.atomic
def mail_link(*, address: str, then: str, at: datetime) -> bool:
    """Mail a sign-in link when `address` is a customer's; whether it was. The caller answers the same either way.

    An unknown address gets a row too, so that both take the same time. Staff get none: their second factor stands
    above a mailbox. Appends no event: nothing has happened yet, and whoever asked is unknown.
    """
    address = clean(address).strip().lower()[:254]
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.create(secret_hash=link_hash(secret), address=address, created_at=at)
    found = _customer(address)
    if found is None:
        return False
    language = getattr(found, "language", "") or get_language() or settings.LANGUAGE_CODE
    subject, text = _letter(secret, then, language)
    outbound.queue(purpose=Purpose.SIGN_IN, to=[address], subject=subject, text=text, language=language, by=BY, at=at)
    return True


@transaction.atomic
def use_link(*, secret: str, at: datetime) -> User:
    """Use up a link; returns the account, made at the first sign-in (5.1.1). Appends portal.signed_in_by_link.

    Raises DomainError "link" when it is unknown, used or too old, or the account was closed meanwhile.
    """
    link = SignInLink.objects.select_for_update().filter(secret_hash=link_hash(secret)).first()
    if link is None or link.used_at is not None or at - link.created_at > LINK_VALID:
        raise _refusal()
    found = _customer(link.address)
    if found is None:
        raise _refusal()
    link.used_at = at
    link.save(update_fields=("used_at",))
    user = _account_of(link.address, at=at)
    append(f"user:{user.pk}", SignedInByLink(address=link.address), by=Actor.of(user), at=at)
    return user


def forget_links(*, at: datetime) -> int:
    """Drop old links; returns how many."""
    return SignInLink.objects.filter(created_at__lt=at - KEPT).delete()[0]


def _customer(address: str) -> User | Contact | None:
    """The active customer's account or contact behind an address; None for strangers, staff and closed files."""
    contact = files.by_address(address)
    user: Any = contact.user if contact is not None and contact.user_id else people.person_by_email(address)
    if user is not None:
        return user if user.is_active and not user.is_staff_member else None
    return contact if contact is not None and contact.is_active else None


def _account_of(address: str, *, at: datetime) -> User:
    """The account that signs in for an address, bound to its contact; made when there is none yet."""
    name = address.partition("@")[0]
    language = get_language() or settings.LANGUAGE_CODE
    contact = customers.contact_for_address(address=address, name=name, language=language, by=BY, at=at)
    if contact.user is not None:
        return contact.user
    user = people.person_by_email(address) or accounts.create_customer_account(
        email=address, name=contact.display_name, language=contact.language, by=BY, at=at
    )
    if getattr(user, "contact", None) is None:
        customers.link_account(contact_id=contact.pk, user=user, by=BY, at=at)
    return user


def _letter(secret: str, then: str, language: str) -> tuple[str, str]:
    query = f"?{urlencode({'next': then})}" if then else ""
    address = f"{settings.BASE_URL}{reverse('portal:sign-in-by-link', args=[secret])}{query}"
    with override(language):
        text = _(
            "Open this link to sign in. It works once, for 15 minutes:\n%(address)s\n\n"
            "If you did not ask for it, ignore this mail: nobody can sign in without it."
        )
        return _("Your sign-in link"), text % {"address": address}


def _refusal() -> DomainError:
    return DomainError(
        "link", _("This sign-in link does not work any more."), _("It works once, for 15 minutes. Ask for a new one.")
    )
