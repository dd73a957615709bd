"""What sites ask of programs that read them (robots.txt, RFC 9309)."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from zhichi.core.errors import DomainError
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

    def refusal(self, url: str) -> DomainError | None:
        """Why we may not read this address; None: we may. A site that cannot be reached says so in its own words."""
        rules = self._rules(url)
        if isinstance(rules, Unreachable):
            return rules if not rules.answered else _silent(rules.answered)
        return None if rules.can_fetch(url, AGENT) else _unwanted()

    def pause_for(self, url: str) -> float:
        """Seconds that the site wants between two questions; at most a minute."""
        rules = self._rules(url)
        wanted = None if isinstance(rules, Unreachable) else rules.crawl_delay(AGENT)
        return min(float(wanted or 0), LONGEST_PAUSE)

    def sitemaps(self, url: str) -> list[str]:
        """Addresses of the site's lists of pages."""
        rules = self._rules(url)
        return [] if isinstance(rules, Unreachable) else [str(one) for one in rules.sitemaps]

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
            return self._parser.parse("") if 400 <= error.answered < 500 else error
        return self._parser.parse(text_of(answer.body[:LARGEST], answer.headers.get("content-type", "")))


def _silent(answered: int) -> DomainError:
    words = _("Its robots.txt answers with an error (%s), so its pages are left alone.") % answered
    return DomainError("robots", words, _("Try again later."))


def _unwanted() -> DomainError:
    return DomainError(
        "robots", _("Its robots.txt asks programs to stay away."),
        _("Ask whoever runs the site to let “Zhichi” in."),
    )  # fmt: skip
