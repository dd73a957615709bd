"""A request that carries an Idempotency-Key is carried out once, however often the network repeats it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel

from zhichi.api import services
from zhichi.api.models import RememberedAnswer
from zhichi.core import clock
from zhichi.core.canonical import sha256
from zhichi.core.errors import Conflict

REPLAYED = "Idempotency-Replayed"


def once(request: HttpRequest, key: str, create: Callable[[], BaseModel], *, status: int = 201) -> HttpResponse:
    """Run `create` and answer with what it made; with a `key` seen before, answer as then and change nothing.

    The key is claimed in the transaction of the write, so a second request at the same time waits for the first, and
    a refused request leaves the key free. Raises Conflict when the key came with another request.
    """
    if not key:
        return _response(create().model_dump_json(), status)
    token: Any = request.auth  # type: ignore[attr-defined]
    digest = _digest(request)
    known = RememberedAnswer.objects.filter(token=token, key=key).first()
    if known is None:
        try:
            return _first(token, key, digest, create, status)
        except _Taken:
            known = RememberedAnswer.objects.get(token=token, key=key)
    if known.request_hash != digest:
        raise Conflict(
            "idempotency-key",
            _("This Idempotency-Key was used for another request."),
            _("Use a fresh key for each new request."),
        )
    response = _response(known.body, known.status)
    response[REPLAYED] = "true"
    return response


class _Taken(Exception):
    pass


def _first(token: Any, key: str, digest: str, create: Callable[[], BaseModel], status: int) -> HttpResponse:
    with transaction.atomic():
        answer = services.claim_key(token=token, key=key, request_hash=digest, at=clock.now())
        if answer is None:
            raise _Taken
        body = create().model_dump_json()
        services.keep_answer(answer=answer, status=status, body=body)
    return _response(body, status)


def _digest(request: HttpRequest) -> str:
    return sha256(str(request.method).encode(), request.path.encode("utf-8", "replace"), request.body)


def _response(body: str, status: int) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
