"""A letter that came as a file: its header, its words, its files, and letters in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from zhichi.channels.email import inside
from zhichi.core.rights import requires
from zhichi.files import policies as file_policies
from zhichi.files import selectors as files
from zhichi.tickets import selectors as tickets
from zhichi.tickets.policies import DESK_VIEW

if TYPE_CHECKING:
    from django.http import HttpRequest

    from zhichi.files.models import Attachment

# What a letter holds is never a page of ours: no script, no frame.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True)
class Enclosure:
    """A file of the letter, for its list. `letter_url` is "" for what cannot be looked into."""

    name: str
    size: int
    url: str
    letter_url: str


@requires(DESK_VIEW)
@require_GET
def letter(request: HttpRequest, public_id: str, place: str = "") -> HttpResponse:
    """The letter in a file of a request, or the letter at `place` in it."""
    attachment = _attachment(request, public_id)
    here = _walk(inside.open_letter(attachment), _steps(place))
    mail = here.letter
    found = [
        (item, reverse("channels_email:inner_file", args=[public_id, here.step(number)]), here.step(number))
        for number, item in enumerate(mail.attachments, start=1)
    ]
    pictures = {item.content_id: url for item, url, _step in found if item.content_id}
    context = {
        "mail": mail,
        "attachment": attachment,
        "is_inner": bool(here.steps),
        "number": _number(request),
        "outer": reverse("channels_email:inside", args=[public_id]),
        "words": tickets.as_shown(mail.html, mail.text, pictures),
        "files": [
            Enclosure(
                item.filename,
                item.size,
                url,
                reverse("channels_email:inner_letter", args=[public_id, step])
                if inside.is_letter(item.filename, item.content_type) and len(here.steps) + 2 < inside.MAX_DEPTH
                else "",
            )
            for item, url, step in found
            if not (item.content_id and f"cid:{item.content_id}" in mail.html)
        ],
    }
    return render(request, "channels_email/inside.html", context)


@requires(DESK_VIEW)
@require_GET
def inner_file(request: HttpRequest, public_id: str, place: str) -> HttpResponse:
    """A file of a letter in a file. Pictures show in place, everything else is offered for saving."""
    *steps, last = _steps(place) or (0,)
    here = _walk(inside.open_letter(_attachment(request, public_id)), tuple(steps))
    try:
        item = inside.file_of(here, last)
    except LookupError:
        raise Http404 from None
    picture = files.picture_type(item.content)
    response = HttpResponse(item.content, content_type=picture or "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(not picture, item.filename) or "attachment"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def _attachment(request: HttpRequest, public_id: str) -> Attachment:
    attachment = files.find(public_id)
    if attachment is None or not file_policies.may_read(request, attachment):
        raise Http404
    return attachment


def _steps(place: str) -> tuple[int, ...]:
    numbers = place.split(".") if place else []
    if len(numbers) > inside.MAX_DEPTH or not all(each.isascii() and each.isdecimal() for each in numbers):
        raise Http404
    return tuple(int(each[:6]) for each in numbers)


def _walk(place: inside.Place, steps: tuple[int, ...]) -> inside.Place:
    try:
        for number in steps:
            place = inside.step_into(place, number)
    except LookupError:
        raise Http404 from None
    return place


def _number(request: HttpRequest) -> str:
    """The request that somebody came from, to lead back to it."""
    number = request.GET.get("from", "")
    return number if number.isascii() and number.isdecimal() and len(number) < 12 else ""
