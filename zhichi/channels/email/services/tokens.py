"""Tokens in place of passwords (OAuth 2.0): given, kept sealed, renewed in time, and lost (5.2.1)."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.channels.email.authorities import endpoints
from zhichi.channels.email.events import ConsentGiven, ConsentWithdrawn
from zhichi.channels.email.limits import TOKEN_PURPOSE
from zhichi.channels.email.models import Consent
from zhichi.channels.email.services.consent import forget, may_configure
from zhichi.channels.email.transport.failures import SignInFailure, TransportFailure
from zhichi.channels.email.transport.oauth import ConsentLost, Tokens, ask_for_tokens
from zhichi.core.actors import Actor
from zhichi.core.errors import DomainError
from zhichi.core.sealing import BrokenSeal, seal, unseal
from zhichi.core.texts import clean
from zhichi.records.services import append

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhichi.channels.email.models import Mailbox

EARLY = timedelta(minutes=5)  # a token is renewed before it ends, not when a server refuses it
# Two threads (reading, sending) must not renew at once: some authorities take back a token that is used twice.
_renewing: dict[int, threading.Lock] = defaultdict(threading.Lock)


def give(*, mailbox_id: int, code: str, verifier: str, redirect_uri: str, by: Actor, at: datetime) -> Consent:
    """Turn the authority's code into tokens and keep them. Appends mail.consent_given.

    Raises DomainError with the authority's words when it gives none, or none that lasts.
    """
    may_configure(by)
    consent = Consent.objects.select_related("mailbox").get(mailbox_id=mailbox_id)
    grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    try:
        tokens = _ask(consent, grant)
    except TransportFailure as failure:
        raise DomainError("no-consent", _("The authority gave no permission: %s") % failure) from failure
    if not tokens.refresh:
        words = _("The authority gave permission for an hour only (no refresh token).")
        raise DomainError("no-refresh", words, _("Allow offline access in the registration."))
    with transaction.atomic():
        _keep(consent, tokens, at)
        consent.granted_at, consent.lost_at, consent.lost_why = at, None, ""
        consent.save()
        event = ConsentGiven(address=consent.mailbox.address, authority=consent.authority)
        append(f"mailbox:{mailbox_id}", event, by=by, at=at)
    return consent


def access_token(mailbox: Mailbox, *, at: datetime) -> str:
    """A token that holds for some minutes, renewed when needed.

    Raises SignInFailure when permission was never given, was withdrawn, or cannot be unsealed; TemporaryFailure
    when the authority is away. When permission is lost, it is cleared and mail.consent_withdrawn is appended.
    """
    with _renewing[mailbox.pk]:
        consent = Consent.objects.select_related("mailbox").filter(mailbox_id=mailbox.pk).first()
        if consent is None or not consent.refresh_token:
            words = _(
                "Nobody has given permission to sign in yet, or it was withdrawn: open the mailbox's sign-in page."
            )
            raise SignInFailure(words)
        if consent.access_token and consent.expires_at and consent.expires_at > at + EARLY:
            return _opened(consent.access_token)
        return _renew(consent, at)


def doubt(mailbox_id: int) -> None:
    """A server refused the token: the next try asks the authority for another one."""
    Consent.objects.filter(mailbox_id=mailbox_id).update(access_token="", expires_at=None)


def _renew(consent: Consent, at: datetime) -> str:
    used = consent.refresh_token
    try:
        tokens = _ask(consent, {"grant_type": "refresh_token", "refresh_token": _opened(used)})
    except ConsentLost as failure:
        consent.refresh_from_db()
        if consent.refresh_token not in {used, ""}:
            return _renew(consent, at)  # another process renewed it meanwhile
        _lose(consent, failure, at)
        raise
    _keep(consent, tokens, at)
    consent.save(update_fields=["access_token", "refresh_token", "expires_at"])
    return tokens.access


def _ask(consent: Consent, grant: Mapping[str, str]) -> Tokens:
    fields = {**grant, "client_id": consent.client_id}
    if consent.client_secret:
        fields["client_secret"] = _opened(consent.client_secret)
    return ask_for_tokens(endpoints(consent).token_url, fields)


def _keep(consent: Consent, tokens: Tokens, at: datetime) -> None:
    consent.access_token = seal(tokens.access, purpose=TOKEN_PURPOSE)
    consent.expires_at = at + timedelta(seconds=tokens.seconds)
    if tokens.refresh:
        consent.refresh_token = seal(tokens.refresh, purpose=TOKEN_PURPOSE)


@transaction.atomic
def _lose(consent: Consent, failure: TransportFailure, at: datetime) -> None:
    forget(consent)
    consent.lost_at, consent.lost_why = at, clean(str(failure))[:500]
    consent.save()
    event = ConsentWithdrawn(address=consent.mailbox.address, error=consent.lost_why)
    append(f"mailbox:{consent.mailbox_id}", event, by=Actor.system("mail"), at=at)


def _opened(sealed: str) -> str:
    try:
        return unseal(sealed, purpose=TOKEN_PURPOSE)
    except BrokenSeal:
        words = _("The stored permission cannot be opened, since the secret key changed: give it again.")
        raise SignInFailure(words) from None
