"""All checks at once, as the health page and the API show them: worst first, each with since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language

from zhichi.core.checks import Finding, Level, checks, run_checks, worst
from zhichi.upkeep import selectors

if TYPE_CHECKING:
    from datetime import datetime

CACHE_SECONDS = 8
SEVERITY: dict[Level, int] = {"bad": 0, "warn": 1, "ok": 2}


@dataclass(frozen=True)
class Look:
    """One check: its worst level, its findings, since when it is at that level (None: nobody has looked yet)."""

    name: str
    label: str
    level: Level
    findings: list[Finding]
    since: datetime | None
    url: str

    @property
    def troubles(self) -> list[Finding]:
        """What needs a look, the worst first."""
        return sorted((one for one in self.findings if one.level != "ok"), key=lambda one: SEVERITY[one.level])

    @property
    def shown(self) -> list[Finding]:
        """The troubles; where there are none, what is well."""
        return self.troubles or self.findings


def look() -> list[Look]:
    """Run every check, worst first. Several pages that ask within some seconds share one answer."""
    key = f"upkeep.looks.{get_language()}"
    found: dict[str, list[Finding]] | None = cache.get(key)
    if found is None:
        found = grouped()
        cache.set(key, found, CACHE_SECONDS)
    states = selectors.check_states()
    looks = [_look(name, findings, states.get(name)) for name, findings in found.items()]
    return sorted(looks, key=lambda one: SEVERITY[one.level])


def grouped() -> dict[str, list[Finding]]:
    """The findings of every check, by name."""
    found: dict[str, list[Finding]] = {name: [] for name in checks.names()}
    for name, finding in run_checks():
        found[name].append(Finding(finding.level, str(finding.what), str(finding.what_to_do)))
    return found


def _look(name: str, findings: list[Finding], state: Any) -> Look:
    check, level = checks.get(name), worst(findings)
    since = state.since if state is not None and state.level == level else None
    return Look(name, check.title, level, findings, since, reverse(check.url_name) if check.url_name else "")
