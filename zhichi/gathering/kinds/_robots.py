"""What sites ask of programs that read them (robots.txt, RFC 9309)."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from zhichi.core.fetching import Unreachable
from zhichi.gathering.formats.decode import text_of

if TYPE_CHECKING:
    from zhichi.core.fetching import Client

AGENT = "Zhichi"
LARGEST = 500 * 1024
LONGEST_PAUSE = 60.0


class Robots:
    """The wishes of each site asked for, read once. A site that answers 5xx for them is left alone, as the RFC says."""

    def __init__(self, web: Client) -> None:
        self._web = web
        self._known: dict[str, Any] = {}

    def allows(self, url: str) -> bool:
        """Whether we may read this address."""
        rules = self._rules(url)
        return bool(rules is not None and rules.can_fetch(url, AGENT))

    def pause_for(self, url: str) -> float:
        """Seconds that the site wants between two questions; at most a minute."""
        rules = self._rules(url)
        wanted = rules.crawl_delay(AGENT) if rules is not None else None
        return min(float(wanted or 0), LONGEST_PAUSE)

    def sitemaps(self, url: str) -> list[str]:
        """Addresses of the site's lists of pages."""
        rules = self._rules(url)
        return [str(one) for one in rules.sitemaps] if rules is not None else []

    @cached_property
    def _parser(self) -> Any:
        return import_module("protego").Protego

    def _rules(self, url: str) -> Any:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._known:
            self._known[site] = self._read(site)
        return self._known[site]

    def _read(self, site: str) -> Any:
        try:
            answer = self._web.get(f"{site}/robots.txt")
        except Unreachable as error:
            return self._parser.parse("") if 400 <= error.answered < 500 else None
        return self._parser.parse(text_of(answer.body[:LARGEST], answer.headers.get("content-type", "")))
