"""Asking an authority for tokens (OAuth 2.0, RFC 6749), and the words with which a server takes them (XOAUTH2)."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zhichi.channels.email.transport.failures import SignInFailure, TemporaryFailure, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMEOUT_SECONDS = 20.0
_MOST_BYTES = 256 * 1024
_USUAL_SECONDS = 3600


class ConsentLost(SignInFailure):
    """The authority takes the consent back or no longer knows it: a person must give it again."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an authority gave. `refresh` is empty when it gave none; `seconds` is how long `access` holds."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int


def sasl_words(username: str, token: str) -> str:
    """What XOAUTH2 sends; libraries wrap it in Base64."""
    return f"user={username}\x01auth=Bearer {token}\x01\x01"


def ask_for_tokens(address: str, fields: Mapping[str, str]) -> Tokens:
    """Post a form to the authority's token address.

    Raises ConsentLost (invalid_grant), SignInFailure (it refuses us for another reason), TemporaryFailure (it is away).
    """
    if not address.startswith(("https://", "http://")):  # http only to this machine: authorities.is_safe_address
        raise SignInFailure("the token address must begin with https://")
    body = urllib.parse.urlencode(fields).encode("ascii")
    request = urllib.request.Request(address, body, {"Accept": "application/json"})  # noqa: S310 - checked above
    try:
        with _OPENER.open(request, timeout=_TIMEOUT_SECONDS) as answer:
            content = answer.read(_MOST_BYTES)
    except urllib.error.HTTPError as error:
        raise _refusal(error) from error
    except (OSError, http.client.HTTPException) as error:
        raise TemporaryFailure(words_of(error) or type(error).__name__) from error
    found = _object(content)
    access = found.get("access_token")
    if not isinstance(access, str) or not access:
        raise SignInFailure("the authority gave no token")
    seconds, refresh = found.get("expires_in"), found.get("refresh_token")
    holds = int(str(seconds)) if str(seconds).isdecimal() else _USUAL_SECONDS
    return Tokens(access, refresh if isinstance(refresh, str) else "", holds)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token address that sends us elsewhere would be told our secrets."""

    def redirect_request(self, *_args: Any, **_given: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


def _refusal(error: urllib.error.HTTPError) -> SignInFailure | TemporaryFailure:
    with error:
        found = _object(error.read(_MOST_BYTES))
    code = str(found.get("error") or "")
    words = words_of(f"{code} {found.get('error_description') or ''}") or f"{error.code} {error.reason}"
    if code == "invalid_grant":
        return ConsentLost(words)
    if error.code >= 500 or error.code == 429 or code in {"temporarily_unavailable", "server_error"}:
        return TemporaryFailure(words, error.code)
    return SignInFailure(words, error.code)


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
