"""Erase a customer's account (3.4.3, 5.1.1): the row stays for what it did, and nobody can sign in with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.utils.translation import gettext_lazy as _

from zhichi.accounts.models import User
from zhichi.accounts.services.sessions import end_sessions
from zhichi.core.texts import pinyin_key
from zhichi.records.registry import NOBODY, Eraser, Outcome, Person, register_eraser

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor


def register() -> None:
    """Tell the record."""
    register_eraser(Eraser("accounts", _("Portal account"), erase, own=_own))


def _own(person: Person) -> set[str]:
    return {f"user:{key}" for key in person.accounts}


def erase(person: Person, by: Actor, at: datetime) -> Outcome:
    """Name, address, password, second factors, sessions and traces of signing in. Accounts of staff are refused."""
    outcome = Outcome()
    users = list(User.objects.select_for_update().filter(pk__in=person.accounts, post=""))
    for user in users:
        _blank(user, at)
        outcome.add(_("Sessions"), end_sessions(person_id=user.pk))
    keys = [user.pk for user in users]
    UserSession.objects.filter(user__in=keys).delete()
    Authenticator.objects.filter(user__in=keys).delete()
    EmailAddress.objects.filter(user__in=keys).delete()
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(username__in=person.addresses).delete()
    outcome.add(_("Portal accounts"), len(users))
    return outcome


def _blank(user: User, at: datetime) -> None:
    user.email = f"erased-{user.pk}@erased.invalid"
    user.display_name, user.sort_key, user.initials = NOBODY, pinyin_key(NOBODY), ""
    user.family_name = user.given_name = user.phone = user.signature = ""
    user.is_active, user.deactivated_at, user.last_seen_at = False, user.deactivated_at or at, None
    user.set_unusable_password()
    user.save()
