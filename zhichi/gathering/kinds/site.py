"""A web site from one address on: same host, below the same path, at the pace that the site wants."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhichi.core.canonical import sha256
from zhichi.core.errors import DomainError
from zhichi.core.fetching import Client, Unreachable
from zhichi.gathering.kinds._places import client, is_web, text_option
from zhichi.gathering.kinds._robots import Robots
from zhichi.gathering.kinds.page import (
    HTML,
    SECONDS,
    SELECTOR,
    article_of,
    conditions_of,
    gone,
    page_of,
    traits_of,
)
from zhichi.gathering.registry import Failed, Found, Option, Read, Reading, Same, SourceKind, Values

MOST_LINKS = 300  # kept of each page, for the times when it says that it did not change
LONGEST = 500  # characters of an address
DEEPEST = 12  # pieces of a path
MOST_ALIKE = 60  # addresses that differ in numbers only: a calendar has one for each day of all years
MOST_QUERIES = 10  # of one path
MOST_SITEMAPS = 20
NOISE = re.compile(r"utm_\w+|jsessionid|phpsessid|sid|session_?id|gclid|fbclid|spm|from", re.IGNORECASE)
_NOT_PAGES = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|ico|css|js|zip|gz|tar|7z|exe|msi|mp[34]|avi|mov|woff2?|xml|json|rss|atom)$"
)


@dataclass
class Crawl:
    """Which pages there are to read: in scope, each once, no traps."""

    start: str
    queue: deque[str] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)
    contents: set[str] = field(default_factory=set)
    shapes: Counter[str] = field(default_factory=Counter)
    queries: Counter[str] = field(default_factory=Counter)
    trapped: int = 0

    def __post_init__(self) -> None:
        parts = urlsplit(self.start)
        self.site = (parts.scheme, parts.netloc)
        self.prefix = parts.path[: parts.path.rfind("/") + 1] or "/"

    def add(self, url: str) -> None:
        """Put an address into the queue, if it is a page of this site that was not there before."""
        here = plain(url)
        if here in self.seen or not self.is_inside(here) or _NOT_PAGES.search(urlsplit(here).path.lower()):
            return
        if self._is_trap(here):
            self.trapped += 1
            return
        self.seen.add(here)
        self.queue.append(here)

    def is_inside(self, url: str) -> bool:
        """Whether it belongs to the part of the site that is read."""
        parts = urlsplit(url)
        return (parts.scheme, parts.netloc) == self.site and (parts.path or "/").startswith(self.prefix)

    def _is_trap(self, url: str) -> bool:
        parts = urlsplit(url)
        pieces = [piece for piece in parts.path.split("/") if piece]
        if len(url) > LONGEST or len(pieces) > DEEPEST or any(count > 2 for count in Counter(pieces).values()):
            return True
        shape = re.sub(r"\d+", "0", url)
        if shape != url:
            self.shapes[shape] += 1
        if parts.query:
            self.queries[parts.path] += 1
        return self.shapes[shape] > MOST_ALIKE or self.queries[parts.path] > MOST_QUERIES

    def is_new(self, html: str) -> bool:
        """Whether no other page said the very same."""
        digest = sha256(html.encode())
        if digest in self.contents:
            return False
        self.contents.add(digest)
        return True


def plain(url: str) -> str:
    """One form of each address: no fragment, no marks of visits, parameters in order."""
    parts = urlsplit(url)
    query = sorted((name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
                   if not NOISE.fullmatch(name))  # fmt: skip
    path = re.sub(r";jsessionid=[^/]*", "", parts.path, flags=re.IGNORECASE) or "/"
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, urlencode(query), ""))


def read(reading: Reading) -> Iterator[Read]:
    """Every page that links lead to, and that the site's own list names. Raises DomainError where the start is shut."""
    start = plain(text_option(reading.options, "address"))
    web, most = client(), int(reading.options.get("pages") or 200)
    robots, crawl = Robots(web), Crawl(start)
    if (refusal := robots.refusal(start)) is not None:
        raise refusal
    crawl.add(start)
    for address in _listed(web, robots, start, reading):
        crawl.add(address)
    done = 0
    while crawl.queue and done < most:
        here = crawl.queue.popleft()
        reading.show(done, min(most, len(crawl.queue) + done + 1))
        if robots.refusal(here):
            continue
        if done:
            reading.pause(max(robots.pause_for(here), float(reading.options.get("seconds") or 0)))
        found = _visit(web, reading, crawl, here)
        done += 1
        if found is not None:
            yield found
    if crawl.queue:
        reading.leave_rest(_("Only %s pages were read; more are linked.") % done)
    elif crawl.trapped:
        reading.leave_rest(_("%s addresses were left out: they look like a calendar or a loop.") % crawl.trapped)


def _visit(web: Client, reading: Reading, crawl: Crawl, here: str) -> Read | None:
    """One page: an article, a failure, or None for what is no article of its own."""
    known = reading.traits_of(here)
    try:
        answer = web.get(here, conditions_of(known))
        if answer.status == 304:
            for link in known.get("links", ()):
                crawl.add(link)
            return Same(here)
        return _page(web, reading, crawl, here, answer)
    except Unreachable as error:
        return None if gone(error) and not known else _failure(reading, here, error)
    except DomainError as error:
        return Failed(here, str(error), here)


def _failure(reading: Reading, here: str, error: Unreachable) -> Read | None:
    if gone(error):
        return None  # it is not among the items any more, so it counts as gone
    reading.leave_rest(_("Some pages could not be read."))
    return Failed(here, str(error), here)


def _page(web: Client, reading: Reading, crawl: Crawl, here: str, answer: Any) -> Read | None:
    landed = plain(answer.url)
    if not crawl.is_inside(landed):
        if here == crawl.start:
            raise DomainError("leads-out", _("It leads to another site: %s") % landed[:200], _("Take that address."))
        return None
    if landed != here:
        if landed in crawl.seen:
            return None
        crawl.seen.add(landed)
    if answer.content_type not in HTML:
        return article_of(web, answer, landed, "")
    page = page_of(answer, text_option(reading.options, "selector"))
    links = [link for link in page.links if crawl.is_inside(plain(link))] if page.may_be_followed else []
    for link in links:
        crawl.add(link)
    canonical = plain(page.canonical) if page.canonical else landed
    if canonical != landed and crawl.is_inside(canonical):
        crawl.add(canonical)
        return None
    if not page.may_be_taken or not crawl.is_new(page.html):
        return None
    found = article_of(web, answer, landed, "", page)
    return Found(
        external_id=landed, title=found.title, html=found.html, summary=found.summary, address=found.address,
        traits={**traits_of(answer), "links": links[:MOST_LINKS]}, load=found.load,
    )  # fmt: skip


def _listed(web: Client, robots: Robots, start: str, reading: Reading) -> list[str]:
    """Pages that the site's own lists name; a list that cannot be read is left out."""
    parts = urlsplit(start)
    waiting = deque(robots.sitemaps(start) or [f"{parts.scheme}://{parts.netloc}/sitemap.xml"])
    pages: list[str] = []
    for _turn in range(MOST_SITEMAPS):
        if not waiting:
            break
        reading.show(0, 0)
        try:
            body = web.get(waiting.popleft()).body
        except Unreachable:
            continue
        places, lists = import_module("zhichi.gathering.formats.sitemap").read(body)
        pages += places
        waiting.extend(lists)
    return pages


def check(options: Values) -> Mapping[str, str]:
    """What is wrong with the options, by field."""
    place = text_option(options, "address")
    return {} if is_web(place) and urlsplit(place).hostname else {"address": _("“%s” is no web address.") % place[:200]}


KIND = SourceKind(
    code="site",
    label=gettext_lazy("Web site"),
    hint=gettext_lazy("All pages below an address, as its links and its list of pages say."),
    icon="globe",
    options=(
        Option("address", gettext_lazy("Address"),
               gettext_lazy("Pages of the same host below the same folder are read."), is_required=True),
        Option("pages", gettext_lazy("At most so many pages"), type="number", default=200, minimum=1, maximum=5_000),
        SECONDS,
        SELECTOR,
    ),
    read=read,
    place=lambda options: text_option(options, "address"),
    check=check,
    order=30,
)  # fmt: skip
