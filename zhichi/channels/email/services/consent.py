"""Permission to read and send without a password (OAuth 2.0): set up, and asked for (5.2.1)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from zhichi.accounts.policies import CONFIGURE
from zhichi.channels.email.authorities import ConsentData, endpoints, is_safe_address
from zhichi.channels.email.choices import Authority
from zhichi.channels.email.limits import TOKEN_PURPOSE
from zhichi.channels.email.models import Consent, Mailbox
from zhichi.core.errors import DomainError
from zhichi.core.sealing import seal
from zhichi.core.texts import clean

if TYPE_CHECKING:
    from zhichi.core.actors import Actor

TENANT = re.compile(r"[A-Za-z0-9.-]{0,100}")


@dataclass(frozen=True)
class Asked:
    """A question to the authority: where to send the person, and what only we know about it."""

    url: str
    state: str
    verifier: str


@transaction.atomic
def set_up(*, mailbox_id: int, data: ConsentData, by: Actor) -> Consent:
    """Store who gives permission for a mailbox that signs in so. What was given under other settings is forgotten.

    Raises DomainError by field, Refused for a person who may not configure the product.
    """
    may_configure(by)
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    consent = Consent.objects.filter(mailbox=mailbox).first() or Consent(mailbox=mailbox)
    _check(data)
    before = (consent.authority, consent.client_id, consent.tenant, consent.token_url)
    for name in ("authority", "client_id", "tenant", "authorize_url", "token_url", "scopes"):
        setattr(consent, name, " ".join(clean(getattr(data, name)).split()))
    if data.client_secret is not None:
        consent.client_secret = seal(data.client_secret.strip(), purpose=TOKEN_PURPOSE)
    if before != (consent.authority, consent.client_id, consent.tenant, consent.token_url):
        forget(consent)
    consent.save()
    return consent


def ask(consent: Consent, *, redirect_uri: str) -> Asked:
    """The address at which a person gives permission, bound to this question (state) and to us (PKCE, RFC 7636)."""
    where, state, verifier = endpoints(consent), secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    fields = {
        "response_type": "code",
        "client_id": consent.client_id,
        "redirect_uri": redirect_uri,
        "scope": where.scopes,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
        "code_challenge_method": "S256",
        "login_hint": consent.mailbox.imap_user or consent.mailbox.address,
        **where.extra,
    }
    mark = "&" if "?" in where.authorize_url else "?"
    return Asked(f"{where.authorize_url}{mark}{urlencode(fields)}", state, verifier)


def forget(consent: Consent) -> None:
    """Take what was given out of the row; the caller saves it."""
    consent.access_token = consent.refresh_token = ""
    consent.expires_at = consent.granted_at = None


def _check(data: ConsentData) -> None:
    wrong: dict[str, str] = {}
    if not data.client_id.strip():
        wrong["client_id"] = _("The authority gave this when Zhichi was registered there.")
    if not TENANT.fullmatch(data.tenant.strip()):
        wrong["tenant"] = _("A tenant is an identifier or a domain.")
    if data.authority == Authority.OTHER:
        for name in ("authorize_url", "token_url"):
            if not is_safe_address(getattr(data, name).strip()):
                wrong[name] = _("This must be an address that begins with https://")
    if wrong:
        raise DomainError("wrong-consent", _("The sign-in cannot be stored like this."), fields=wrong)


def may_configure(by: Actor) -> None:
    """Raises Refused for a person who may not configure the product."""
    if by.kind != "system":
        CONFIGURE.check(by.user)
