"""A feed (RSS, Atom): its entries, or the pages that they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.core.errors import DomainError
from zhichi.gathering.kinds._places import client, is_web, pictures_of, text_option
from zhichi.gathering.kinds._robots import Robots
from zhichi.gathering.kinds.page import SECONDS, SELECTOR, take
from zhichi.gathering.registry import Failed, Found, Option, Read, Reading, SourceKind, Values

MOST_ENTRIES = 500


def read(reading: Reading) -> Iterator[Read]:
    """Each entry of the feed, the newest first. Raises DomainError for what is no feed."""
    address, web = text_option(reading.options, "address"), client()
    answer = web.get(address)
    feed = import_module("feedparser").parse(
        answer.body, response_headers={"content-type": answer.headers.get("content-type", ""),
                                       "content-location": answer.url},
    )  # fmt: skip
    entries = list(feed.entries)[:MOST_ENTRIES]
    if not entries and (feed.bozo or not feed.get("version")):
        raise DomainError("no-feed", _("There is no feed at this address."), _("Take the address of the feed itself."))
    robots = Robots(client())
    for number, entry in enumerate(entries):
        reading.show(number, len(entries))
        link = str(entry.get("link") or "")
        if reading.options.get("whole_pages") and is_web(link):
            if number:
                reading.pause(max(robots.pause_for(link), float(reading.options.get("seconds") or 0)))
            refusal = robots.refusal(link)
            yield Failed(link, str(refusal), link) if refusal else take(web, reading, link)
        else:
            yield _entry(entry, link, pictures_of(web))


def _entry(entry: Any, link: str, load: Any) -> Read:
    identity = str(entry.get("id") or link or entry.get("title") or "")
    contents = entry.get("content") or []
    html = str((contents[0].get("value") if contents else "") or entry.get("summary") or "")
    title, summary, made = import_module("zhichi.gathering.formats.html").read_fragment(
        html, link, _plain(str(entry.get("title") or ""))
    )
    if not identity or not made.strip() or not title:
        return Failed(identity or "?", _("The entry has no text.") if title else _("The entry has no title."), link)
    tags = tuple(str(tag.get("term")) for tag in entry.get("tags") or [] if tag.get("term"))
    return Found(external_id=identity, title=title, html=made, summary=summary, address=link, tags=tags, load=load)


def _plain(html: str) -> str:
    fragment = import_module("lxml.html").fragment_fromstring(html, create_parent="div") if html.strip() else None
    return " ".join(fragment.text_content().split()) if fragment is not None else ""


def check(options: Values) -> Mapping[str, str]:
    """What is wrong with the options, by field."""
    place = text_option(options, "address")
    return {} if is_web(place) and urlsplit(place).hostname else {"address": _("“%s” is no web address.") % place[:200]}


KIND = SourceKind(
    code="feed",
    label=gettext_lazy("Feed"),
    hint=gettext_lazy("RSS or Atom: news, release notes, notices."),
    icon="rss",
    options=(
        Option("address", gettext_lazy("Address of the feed"), is_required=True),
        Option(
            "whole_pages", gettext_lazy("Take the whole pages that the entries lead to"), type="flag", default=False
        ),
        SECONDS,
        SELECTOR,
    ),
    read=read,
    place=lambda options: text_option(options, "address"),
    check=check,
    lists_all=False,
    order=40,
)
