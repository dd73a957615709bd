"""The address of a file that was sent as a link: the row's key and a signature that only we can make (5.2.1)."""

from __future__ import annotations

import re

from django.core.signing import BadSignature, Signer

SALT = "zhichi.files.links"
LONGEST = 80
_IN_TEXT = re.compile(r"/d/([0-9]{1,19}\.[\w-]{20,60})/", re.ASCII)


def token_of(link_id: int) -> str:
    """What stands in the address: `12.` and 256 bits of HMAC. Earlier secret keys hold on as the settings say."""
    return Signer(sep=".", salt=SALT).sign(str(link_id))


def tokens_in(text: str) -> set[str]:
    """Whatever in a letter looks like the token of an address of ours; `id_of` tells which are."""
    return set(_IN_TEXT.findall(text))


def id_of(token: str) -> int | None:
    """The row that a token names; None when we did not make it."""
    if len(token) > LONGEST or not token.isascii():
        return None
    try:
        return int(Signer(sep=".", salt=SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
