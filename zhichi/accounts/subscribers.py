"""What accounts do when others tell them something: allauth of sign-in (9.3.1), the record of duty roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from zhichi.accounts import selectors, services
from zhichi.accounts.choices import SecurityChange
from zhichi.core import clock
from zhichi.core.actors import Actor

if TYPE_CHECKING:
    from zhichi.records.registry import Recorded

ADDED = {
    Authenticator.Type.TOTP: SecurityChange.TOTP_ADDED,
    Authenticator.Type.WEBAUTHN: SecurityChange.KEY_ADDED,
    Authenticator.Type.RECOVERY_CODES: SecurityChange.CODES_MADE,
}
REMOVED = {
    Authenticator.Type.TOTP: SecurityChange.TOTP_REMOVED,
    Authenticator.Type.WEBAUTHN: SecurityChange.KEY_REMOVED,
}


def on_password_changed(user: Any, **_rest: Any) -> None:
    """Somebody chose another password while signed in."""
    _note(user, SecurityChange.PASSWORD_CHANGED)


def on_password_reset(user: Any, **_rest: Any) -> None:
    """Somebody chose a password by a mailed link; whoever is signed in with the old one is signed out."""
    services.end_sessions(person_id=user.pk)
    _note(user, SecurityChange.PASSWORD_RESET)


def on_password_set(user: Any, **_rest: Any) -> None:
    """Somebody without a password chose one."""
    _note(user, SecurityChange.PASSWORD_SET)


def on_authenticator_added(user: Any, authenticator: Any, **_rest: Any) -> None:
    """A second factor was added."""
    _note(user, ADDED.get(authenticator.type))


def on_authenticator_reset(user: Any, authenticator: Any, **_rest: Any) -> None:
    """Recovery codes were made anew."""
    _note(user, ADDED.get(authenticator.type))


def on_authenticator_removed(user: Any, authenticator: Any, **_rest: Any) -> None:
    """A second factor was removed; recovery codes go with the last one, which needs no entry of its own."""
    _note(user, REMOVED.get(authenticator.type))


def on_duty_role_changed_forget(recorded: Recorded) -> None:
    """Which role takes new requests may be another one now; what a rollback takes back is read anew as well."""
    selectors.forget_intake_role()
    transaction.on_commit(selectors.forget_intake_role)


def _note(user: Any, what: SecurityChange | None) -> None:
    if what is not None:
        services.note_security_change(person_id=user.pk, what=what, by=Actor.of(user), at=clock.now())
