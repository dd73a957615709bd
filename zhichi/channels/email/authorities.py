"""Who gives permission to read a mailbox without its password (OAuth 2.0): addresses and scopes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from zhichi.channels.email.choices import Authority

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhichi.channels.email.models import Consent

GOOGLE_SCOPE = "https://mail.google.com/"
MICROSOFT = "https://login.microsoftonline.com"
MICROSOFT_SCOPES = (
    "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
)


LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Endpoints:
    """Where to ask for consent and for tokens, for what, and what else to say there."""

    authorize_url: str
    token_url: str
    scopes: str
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ConsentData:
    """What the authority gave the one who registered Zhichi there. A secret of None keeps the stored one."""

    authority: str
    client_id: str
    client_secret: str | None = None
    tenant: str = ""
    authorize_url: str = ""
    token_url: str = ""
    scopes: str = ""


def is_safe_address(address: str) -> bool:
    """Secrets travel only encrypted; on this machine itself they need not."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def endpoints(consent: Consent) -> Endpoints:
    """Those of a mailbox's authority."""
    if consent.authority == Authority.GOOGLE:
        # Google gives a refresh token only to programs that ask so, and only when it asks the person.
        extra = {"access_type": "offline", "prompt": "consent"}
        token_url = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
        return Endpoints("https://accounts.google.com/o/oauth2/v2/auth", token_url, GOOGLE_SCOPE, extra)
    if consent.authority == Authority.MICROSOFT:
        base = f"{MICROSOFT}/{quote(consent.tenant or 'organizations', safe='')}/oauth2/v2.0"
        return Endpoints(f"{base}/authorize", f"{base}/token", MICROSOFT_SCOPES, {"prompt": "select_account"})
    return Endpoints(consent.authorize_url, consent.token_url, consent.scopes)
