"""One address serves the page and the fragment; toasts travel with either."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVELS = {"ok": messages.SUCCESS, "info": messages.INFO, "warn": messages.WARNING, "bad": messages.ERROR}
_KINDS = {level: kind for kind, level in LEVELS.items()}
_UNDO = "undo:"


@dataclass(frozen=True)
class Toast:
    """A short message. `kind` is ok, info, warn or bad (stays until closed). `undo_url` is posted to by its button.

    `seconds` is how long it stays; 0 is the usual time. A flashed one always stays the usual time.
    """

    text: str
    kind: str = "ok"
    undo_url: str = ""
    seconds: int = 0


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (not a boosted link, not the page again after going back)."""
    headers = request.headers
    asked = headers.get("HX-Request") == "true"
    return asked and "HX-Boosted" not in headers and "HX-History-Restore-Request" not in headers


def page_or_fragment(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render `fragment` for htmx, else `page`, which includes the same fragment. Refused forms use status 422."""
    template = fragment if is_fragment(request) else page
    response = render(request, template, dict(context or {}), status=status)
    response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "HX-Request"]))
    return response


def with_toast(response: HttpResponse, toast: Toast) -> HttpResponse:
    """Let htmx show `toast` when this answer arrives."""
    return with_event(response, "toast", asdict(toast) | {"text": str(toast.text)})


def with_event(response: HttpResponse, name: str, detail: Mapping[str, Any] | None = None) -> HttpResponse:
    """Let htmx fire the DOM event `name` on the page when this answer arrives."""
    events: dict[str, Any] = json.loads(response.headers.get("HX-Trigger", "{}"))
    known = events.get(name)
    if name == "toast" and known is not None:
        events["toast"] = {"more": [*known.get("more", [known]), dict(detail or {})]}
    else:
        events[name] = dict(detail or {})
    response.headers["HX-Trigger"] = json.dumps(events)
    return response


def flash(request: HttpRequest, toast: Toast) -> None:
    """Show `toast` on the next full page."""
    tags = f"{_UNDO}{toast.undo_url}" if toast.undo_url else ""
    messages.add_message(request, LEVELS.get(toast.kind, messages.INFO), str(toast.text), extra_tags=tags)


def waiting_toasts(request: HttpRequest) -> list[Toast]:
    """The flashed toasts; reading them removes them."""
    return [
        Toast(str(message), _KINDS.get(message.level, "info"), _undo_url(message.extra_tags or ""))
        for message in messages.get_messages(request)
    ]


def go(request: HttpRequest, url: str, toast: Toast | None = None) -> HttpResponse:
    """After a write: send the browser to `url` (a full page), whether htmx or a plain form asked."""
    if toast is not None:
        flash(request, toast)
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url, status=303)


def _undo_url(tags: str) -> str:
    return tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
