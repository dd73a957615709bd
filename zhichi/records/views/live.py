"""The stream of server-sent events: which of the objects on a page changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from zhichi.core import clock
from zhichi.core.rights import public
from zhichi.records import registry, selectors
from zhichi.records.live import EVERYTHING, MOST_STREAMS, hub

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from zhichi.records.live import Listener


@public("each stream has a gate of its own; guests hear the request whose link they hold")
@require_GET
def live(request: HttpRequest) -> HttpResponseBase:
    """Tell which of the streams `?s=ticket:12&s=queue` change, as `{"stream": …, "id": …}`, until the client leaves.

    `Last-Event-ID` (or `?since=`) replays what changed since then. 204 tells the browser that there is nothing to hear.
    """
    asked = request.GET.getlist("s")[:MOST_STREAMS]
    streams = [stream for stream in asked if _may_hear(request, stream)]
    if not streams or not request.META.get("zhichi.live"):
        return HttpResponse(status=204)
    listener = hub.join(_person(request), streams)
    if listener is None:
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    try:
        _replay(request, listener)
    except BaseException:
        listener.close()
        raise
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(listener, content_type="text/event-stream", headers=headers)


def _may_hear(request: HttpRequest, stream: str) -> bool:
    kind, _, key = stream.partition(":")
    gate = registry.live_gates.find(kind)
    return gate is not None and gate.allows(request, key)


def _person(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"guest:{request.META.get('REMOTE_ADDR', '')}"


def _replay(request: HttpRequest, listener: Listener) -> None:
    since = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    if not (since.isascii() and since.isdigit() and len(since) < 19):
        listener.offer(selectors.changed_lately(at=clock.now()))
        return
    changed = selectors.changed_since(int(since))
    if changed is None:
        listener.offer({EVERYTHING: selectors.last_event_id()})
    else:
        listener.offer(changed)
