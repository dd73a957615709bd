"""An interface that answers JSON (REST): which list, which fields, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.core.errors import DomainError
from zhichi.gathering.formats.decode import text_of
from zhichi.gathering.formats.fields import OPTIONS, article_of
from zhichi.gathering.kinds._places import client, is_web, pictures_of, text_option
from zhichi.gathering.registry import Option, Read, Reading, SourceKind, Values

MOST_PAGES = 200
MOST_ROWS = 5_000


def read(reading: Reading) -> Iterator[Read]:
    """Each object of the list, on all its pages. Raises DomainError for an answer that is not as the options say."""
    options = reading.options
    web = client(_headers(options))
    here, number, seen = text_option(options, "address"), 0, set[str]()
    load = pictures_of(client())
    while here and here not in seen and len(seen) < MOST_PAGES:
        if seen:
            reading.pause(float(options.get("seconds") or 0))
        seen.add(here)
        answer = web.get(here, {"Accept": "application/json"})
        data = _json(answer.body, answer.headers.get("content-type", ""))
        for row in _rows(data, text_option(options, "list_field")):
            number += 1
            reading.show(number, 0)
            yield article_of(number, partial(_field, row), options, here, load)
        following = dig(data, text_option(options, "next_field")) if text_option(options, "next_field") else ""
        here = urljoin(answer.url, following) if isinstance(following, str) and following else ""
        if here and urlsplit(here).netloc != urlsplit(answer.url).netloc:
            raise DomainError("leads-out", _("The next page lies on another server: %s") % here[:200])
    if here and here not in seen:
        reading.leave_rest(_("Only %s pages were read; there are more.") % MOST_PAGES)


def dig(data: Any, path: str) -> Any:
    """What stands under a path like "data.items" or "fields.0.value"; "" where there is nothing."""
    for piece in path.split(".") if path else ():
        if isinstance(data, dict):
            data = data.get(piece, "")
        elif isinstance(data, list) and piece.isdecimal() and len(piece) < 6 and int(piece) < len(data):
            data = data[int(piece)]
        else:
            return ""
    return "" if data is None else data


def _field(row: Any, name: str) -> Any:
    return dig(row, name) if name else ""


def _headers(options: Values) -> dict[str, str]:
    name, value = text_option(options, "header") or "Authorization", text_option(options, "key")
    return {name: value} if value else {}


def _json(body: bytes, content_type: str) -> Any:
    try:
        return json.loads(text_of(body, content_type))
    except (ValueError, RecursionError) as error:
        raise DomainError("no-json", _("The answer is no JSON."), _("Check the address.")) from error


def _rows(data: Any, path: str) -> list[Any]:
    found = dig(data, path)
    if not isinstance(found, list):
        names = ", ".join(sorted(map(str, data))[:20]) if isinstance(data, dict) else type(data).__name__
        raise DomainError(
            "no-list", _("There is no list under “%s”.") % path, _("The answer holds: %s") % names
        )  # fmt: skip
    return found[:MOST_ROWS]


def check(options: Values) -> Mapping[str, str]:
    """What is wrong with the options, by field."""
    place = text_option(options, "address")
    faults = {}
    if not is_web(place) or not urlsplit(place).hostname:
        faults["address"] = _("“%s” is no web address.") % place[:200]
    for code in ("header", "key"):
        if any(ord(char) < 32 or ord(char) > 126 for char in text_option(options, code)):
            faults[code] = _("Only letters, digits and signs of ASCII.")
    if ":" in text_option(options, "header"):
        faults["header"] = _("Only the name, without a colon.")
    return faults


KIND = SourceKind(
    code="rest",
    label=gettext_lazy("Interface (JSON)"),
    hint=gettext_lazy("A REST interface of another system; you say which field is what."),
    icon="braces",
    options=(
        Option("address", gettext_lazy("Address"), is_required=True),
        Option("list_field", gettext_lazy("The list is under"),
               gettext_lazy("A path like data.items; empty where the answer itself is the list.")),
        Option("next_field", gettext_lazy("The next page's address is under")),
        *OPTIONS,
        Option("header", gettext_lazy("Header of the key"), gettext_lazy("Empty: Authorization.")),
        Option("key", gettext_lazy("Key"), gettext_lazy("Kept encrypted, like “Bearer …”."), type="secret"),
        Option("seconds", gettext_lazy("Seconds between two pages"), type="number", default=1, maximum=300),
    ),
    read=read,
    place=lambda options: text_option(options, "address"),
    check=check,
    order=50,
)  # fmt: skip
