"""A request that carries an Idempotency-Key is carried out once, however often the network repeats it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel

from zhichi.api import services
from zhichi.api.models import ApiToken, RememberedAnswer
from zhichi.core import clock
from zhichi.core.canonical import sha256
from zhichi.core.errors import Conflict

REPLAYED = "Idempotency-Replayed"


def once(request: HttpRequest, key: str, create: Callable[[], BaseModel], *, status: int = 201) -> HttpResponse:
    """Run `create` and answer with what it made; with a `key` seen before, answer as then and change nothing.

    The answer is kept in the transaction of the write: of two requests at the same moment one is undone and answered
    like the other, and a refused request leaves the key free. Raises Conflict when the key came with another request.
    """
    if not key:
        return _response(create().model_dump_json(), status)
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    digest = _digest(request)
    known = _known(token, key)
    if known is None:
        try:
            return _first(token, key, digest, create, status)
        except IntegrityError:
            known = _known(token, key)
            if known is None:
                raise  # some other rule of the database; a fault of ours that must be seen
    if known.request_hash != digest:
        raise Conflict(
            "idempotency-key",
            _("This Idempotency-Key was used for another request."),
            _("Use a fresh key for each new request."),
        )
    response = _response(known.body, known.status)
    response[REPLAYED] = "true"
    return response


def _known(token: ApiToken, key: str) -> RememberedAnswer | None:
    return RememberedAnswer.objects.filter(token=token, key=key).first()


def _first(token: ApiToken, key: str, digest: str, create: Callable[[], BaseModel], status: int) -> HttpResponse:
    with transaction.atomic():
        body = create().model_dump_json()
        services.keep_answer(token=token, key=key, request_hash=digest, status=status, body=body, at=clock.now())
    return _response(body, status)


def _digest(request: HttpRequest) -> str:
    return sha256(str(request.method).encode(), request.path.encode("utf-8", "replace"), request.body)


def _response(body: str, status: int) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
