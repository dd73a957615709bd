"""Set and replace the secret of a mail provider's webhooks (5.2.1)."""

from __future__ import annotations

import base64
import binascii
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email import hook_secrets
from zhichi.channels.email.definitions import REPLACED_HOURS
from zhichi.channels.email.events import HookSecretSet
from zhichi.channels.email.hooks import PROVIDERS
from zhichi.channels.email.limits import HOOK_PURPOSE
from zhichi.channels.email.models import HookSecret
from zhichi.core.errors import DomainError
from zhichi.core.sealing import seal
from zhichi.records.selectors import policy
from zhichi.records.services import append

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.core.actors import Actor

LONGEST = 2000
OWN_NAME = "zhichi"  # before the password that we make


@transaction.atomic
def set_hook_secret(*, code: str, secret: str, by: Actor, at: datetime) -> str:
    """Let a provider prove itself with `secret` from now on; the secret, which nothing shows again.

    Where the provider takes one of ours, an empty one makes a new one. The one before, of the page or of the settings,
    counts on for the hours of the handbook. Appends mail.hook_secret_set. Raises DomainError for what is no secret of
    this provider.
    """
    CONFIGURE.check(by.user)
    provider = PROVIDERS[code]
    text = "".join(secret.split())
    if not text and provider.takes_ours:
        text = f"{OWN_NAME}:{secrets.token_urlsafe(24)}"
    _check(text, provider.secret_as)
    before = next(iter(hook_secrets.in_force(code, at=at)), "")
    hours = int(policy(REPLACED_HOURS))
    HookSecret.objects.update_or_create(
        provider=code,
        defaults={
            "sealed": seal(text, purpose=HOOK_PURPOSE),
            "before": seal(before, purpose=HOOK_PURPOSE) if hours and before != text else "",
            "before_until": at + timedelta(hours=hours) if before and hours and before != text else None,
            "set_by_id": by.person_id,
            "set_at": at,
        },
    )
    append(f"mailhook:{code}", HookSecretSet(provider=provider.name, hours=hours if before else 0), by=by, at=at)
    return text


def _check(text: str, kind: str) -> None:
    if not text or len(text) > LONGEST or not text.isascii() or not text.isprintable():
        raise _refusal(_("Enter the secret as the provider shows it: letters, digits and signs, no blanks."))
    if kind == "webhook_secret" and not all(text.partition(":")[::2]):
        raise _refusal(_("Enter a name and a password with a colon between them: name:password."))
    if kind == "webhook_key" and not _is_public_key(text):
        raise _refusal(_("This is no public key. Postal shows it after “p=”."))


def _is_public_key(text: str) -> bool:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - a large library, for this page only
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415 - see above

    try:
        load_der_public_key(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


def _refusal(message: str) -> DomainError:
    return DomainError("secret", message, fields={"secret": message})
