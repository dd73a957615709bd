"""The token in the address that answers go to: it names the ticket, and only we can make it (2.4).

`support+t.<16 letters><number>@…`: an HMAC of the ticket and of whom the mail went to, then the ticket's id. It holds
when a program strips the header that threads, and when a rule forwards our mail to somebody else who answers it.
"""

from __future__ import annotations

import base64
import hmac
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from collections.abc import Iterable

SALT = "zhichi.channels.email.reply_tokens"
MAC_LETTERS = 16  # 80 bits
LONGEST_LOCAL_PART = 64  # RFC 5321
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TOKEN_PART = re.compile(r"\+t\.[a-z2-7]{16}[0-9a-z]{1,12}(?=@)")


def answer_address(mailbox: str, *, ticket_id: int, recipient: str) -> str:
    """The mailbox's address with the token for this ticket and recipient; "" when it would be too long for mail."""
    local, _, domain = mailbox.rpartition("@")
    address = f"{local}+t.{token_for(ticket_id, recipient)}@{domain}"
    return address if len(address.rpartition("@")[0]) <= LONGEST_LOCAL_PART else ""


def token_for(ticket_id: int, recipient: str) -> str:
    """The token that mail about this ticket to this address carries."""
    return f"{_mac(ticket_id, recipient, settings.SECRET_KEY)}{_number(ticket_id)}"


def ticket_of(token: str) -> int | None:
    """The ticket that a token names; whether it may is for `is_ours` to say."""
    number = int(token[MAC_LETTERS:], 36)
    return number if 0 < number < 2**62 else None


def is_ours(token: str, recipients: Iterable[str]) -> bool:
    """Whether we made this token for one of these addresses, under the present secret key or an earlier one."""
    ticket_id, mac = ticket_of(token), token[:MAC_LETTERS]
    if ticket_id is None:
        return False
    secrets = (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    expected = (_mac(ticket_id, recipient, secret) for recipient in recipients for secret in secrets)
    return any(hmac.compare_digest(mac, candidate) for candidate in expected)


def bare(address: str) -> str:
    """An address without its token, as it is known: "support@…". Lower case in, lower case out."""
    return _TOKEN_PART.sub("", address, count=1) if "+t." in address else address


def _mac(ticket_id: int, recipient: str, secret: str) -> str:
    digest = salted_hmac(SALT, f"{ticket_id}:{recipient.lower()}", secret=secret, algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()  # servers may change the case of an address


def _number(value: int) -> str:
    digits = ""
    while value:
        value, rest = divmod(value, 36)
        digits = _DIGITS[rest] + digits
    return digits
