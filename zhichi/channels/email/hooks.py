"""What mail providers send to our webhooks, made into raw messages and reports (2.1, 5.2.1).

django-anymail knows the providers' formats and checks who signed; this says which providers are switched on, takes the
message as its sender wrote it, and turns events into our own words. No database, no network.
"""

from __future__ import annotations

import binascii
import importlib
import json
import re
from base64 import b64decode
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from zhichi.channels.email.limits import MAX_MAIL_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest

MOST_BYTES = MAX_MAIL_BYTES * 3 // 2  # of a request: a message in Base64, and what stands around it
POSTMARK_KEY, POSTMARK_LONGEST, POSTMARK_PIECES = "zhichi-mail", 80, 4  # it takes values of 80 characters
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
LATE, DELIVERED, RETURNED, COMPLAINED = "late", "delivered", "returned", "complained"
KINDS = {
    "delivered": DELIVERED,
    "deferred": LATE,
    "bounced": RETURNED,
    "rejected": RETURNED,
    "failed": RETURNED,
    "complained": COMPLAINED,
}


class Forged(Exception):
    """The request is not from the provider, or not what the provider sends there."""


@dataclass(frozen=True)
class Handed:
    """A message that a provider took for us."""

    event_id: str
    raw: bytes
    recipient: str  # to whom it was delivered, empty when the provider does not say


@dataclass(frozen=True)
class Told:
    """What a provider says about one recipient of a mail of ours. `kind` is one of the names above."""

    event_id: str
    kind: str
    message_id: str  # with angle brackets
    address: str
    status: str  # 5.1.1, empty when it gives none
    answer: str


@dataclass(frozen=True)
class Provider:
    """A provider by its code. `variable` names the setting of its secret, `takes_ours` one that lets us choose it."""

    code: str
    name: str
    variable: str
    secret_as: str  # what anymail calls the secret
    raw_of: Callable[[HttpRequest], bytes | None]
    id_of: Callable[[Mapping[str, Any]], object] | None = None  # our Message-ID, where anymail takes another one
    takes_ours: bool = False

    @property
    def of_settings(self) -> str:
        """What it proves itself with by the settings; empty for nothing. What was set on the page goes before it."""
        return str(settings.MAIL_WEBHOOKS.get(self.code, ""))


def _raw_mailgun(request: HttpRequest) -> bytes | None:
    raw = request.POST.get("body-mime")
    return raw.encode("utf-8", "surrogateescape") if raw is not None else None


def _raw_postmark(request: HttpRequest) -> bytes | None:
    raw = json.loads(request.body).get("RawEmail")
    return raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else None


def _raw_postal(request: HttpRequest) -> bytes | None:
    event = json.loads(request.body)
    raw = event["message"]
    return (
        b64decode("".join(raw.split()), validate=True)
        if event.get("base64") is True
        else raw.encode("utf-8", "surrogatepass")
    )


def _id_postal(event: Mapping[str, Any]) -> object:
    payload = event.get("payload") or {}
    return (payload.get("message") or payload.get("original_message") or {}).get("message_id")


def carried_by_postmark(message_id: str) -> tuple[tuple[str, str], ...]:
    """What a mail carries so that Postmark's events name it: our Message-ID in pieces. Recipients do not get these.

    It is told to keep the Message-ID too, since answers refer to that.
    """
    own = message_id.strip("<>")
    pieces = [own[start : start + POSTMARK_LONGEST] for start in range(0, len(own), POSTMARK_LONGEST)]
    named = [(f"X-PM-Metadata-{POSTMARK_KEY}-{place}", piece) for place, piece in enumerate(pieces, start=1)]
    return (("X-PM-KeepID", "true"), *named)


def _id_postmark(event: Mapping[str, Any]) -> object:
    pieces = {str(name).lower(): str(value) for name, value in (event.get("Metadata") or {}).items()}
    return "".join(pieces.get(f"{POSTMARK_KEY}-{place}", "") for place in range(1, POSTMARK_PIECES + 1))


PROVIDERS = {
    each.code: each
    for each in (
        Provider("mailgun", "Mailgun", "ZHICHI_MAIL_WEBHOOK_MAILGUN", "webhook_signing_key", _raw_mailgun),
        Provider("postal", "Postal", "ZHICHI_MAIL_WEBHOOK_POSTAL", "webhook_key", _raw_postal, id_of=_id_postal),
        Provider(
            "postmark",
            "Postmark",
            "ZHICHI_MAIL_WEBHOOK_POSTMARK",
            "webhook_secret",
            _raw_postmark,
            id_of=_id_postmark,
            takes_ours=True,
        ),
    )
}


def handed(provider: Provider, request: HttpRequest, secrets: Sequence[str]) -> list[Handed]:
    """Messages in a request that one of the secrets proves. Raises Forged."""
    events = _events(provider, "Inbound", request, secrets)
    try:
        raw = provider.raw_of(request)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise Forged(str(error)) from error
    return [
        Handed(
            event_id=str(event.event_id or ""),
            raw=raw if raw is not None else event.message.as_bytes(),
            recipient=str(event.message.envelope_recipient or ""),
        )
        for event in events
    ]


def told(provider: Provider, request: HttpRequest, secrets: Sequence[str]) -> list[Told]:
    """What a request says about mails of ours; what it says about other things is left out. Raises Forged."""
    found = []
    for event in _events(provider, "Tracking", request, secrets):
        own = provider.id_of(event.esp_event) if provider.id_of else event.message_id
        kind, message_id, address = KINDS.get(event.event_type), str(own or "").strip("<> "), str(event.recipient or "")
        if kind is None or not message_id or not address:
            continue
        answer = " ".join(str(event.mta_response or event.description or "").split())[:500]
        status = STATUS.search(answer)
        found.append(
            Told(str(event.event_id or ""), kind, f"<{message_id}>", address, status[0] if status else "", answer)
        )
    return found


def _events(provider: Provider, kind: str, request: HttpRequest, secrets: Sequence[str]) -> list[Any]:
    """The events of a request whose sender was checked, by the newest secret first."""
    read_form(request)
    refusal = Forged("no secret")
    for secret in secrets:
        try:
            return _proven_by(secret, provider, kind, request)
        except Forged as error:
            refusal = error
    raise refusal


def _proven_by(secret: str, provider: Provider, kind: str, request: HttpRequest) -> list[Any]:
    # A large library; only a site with webhooks loads it.
    from anymail.exceptions import AnymailConfigurationError, AnymailError  # noqa: PLC0415 - see above

    try:
        view = _view(provider, kind, secret)
        view.run_validators(request)
        return list(view.parse_events(request))
    except (AnymailError, AnymailConfigurationError) as error:  # the other one: events sent to the wrong address
        raise Forged(str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        # What stands there is signed by nobody yet, or not in the provider's own format.
        raise Forged(f"{type(error).__name__}: {error}") from error


def _view(provider: Provider, kind: str, secret: str) -> Any:
    module = importlib.import_module(f"anymail.webhooks.{provider.code}")
    secrets = {"webhook_secret": "", provider.secret_as: secret}
    return getattr(module, f"{provider.name}{kind}WebhookView")(**secrets)


def read_form(request: HttpRequest) -> None:
    """Read a form whole: Django's limit for form fields is made for people, and providers send a mail in one field.

    How long the request may be was looked at before. JSON is left alone.
    """
    kind = request.content_type or ""
    if not kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        return
    fields: MultiValueDict[str, str] = MultiValueDict()
    if kind.startswith("multipart/"):
        head = f"Content-Type: {request.META.get('CONTENT_TYPE', '')}\r\n\r\n".encode("latin-1", "replace")
        for part in BytesParser(policy=HTTP).parsebytes(head + request.body).iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            if isinstance(name, str) and isinstance(content, bytes):
                fields.appendlist(name, content.decode("utf-8", "surrogateescape"))
    else:
        data = QueryDict(request.body.decode("ascii", "replace"), encoding="utf-8")
        fields = MultiValueDict(dict(data.lists()))
    vars(request).update(_post=fields, _files=MultiValueDict(), _read_started=True)
