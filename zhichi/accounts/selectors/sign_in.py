"""How somebody signs in: password, second factors, sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count

if TYPE_CHECKING:
    from zhichi.accounts.models import User


@dataclass(frozen=True)
class SignInFacts:
    """What the page about the own account says about signing in."""

    has_password: bool
    has_totp: bool
    keys: int
    has_recovery_codes: bool
    sessions: int


def sign_in_facts(user: User) -> SignInFacts:
    """Second factors and sessions of one account."""
    kinds = dict(Authenticator.objects.filter(user=user).values_list("type").annotate(n=Count("pk")))
    return SignInFacts(
        has_password=user.has_usable_password(),
        has_totp=bool(kinds.get(Authenticator.Type.TOTP)),
        keys=kinds.get(Authenticator.Type.WEBAUTHN, 0),
        has_recovery_codes=bool(kinds.get(Authenticator.Type.RECOVERY_CODES)),
        sessions=UserSession.objects.filter(user=user).count(),
    )
