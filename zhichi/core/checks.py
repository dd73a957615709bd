"""What `zhichi doctor` and the health page look at: parts add their checks in `AppConfig.ready()` (6.4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Level = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing a check found. `what` says what is true, `what_to_do` what to do about it (both translated)."""

    level: Level
    what: str
    what_to_do: str = ""


@dataclass(frozen=True)
class Check:
    """A check by name ("database"). `run` may query and look at files; what it raises becomes a finding.

    `label` is lazy text for the health page, `url_name` a page that shows more, where there is one.
    """

    name: str
    run: Callable[[], Sequence[Finding]]
    label: Any = ""
    url_name: str = ""
    needs_database: bool = True

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.label) or self.name


DATABASE = "database"
checks: Registry[Check] = Registry("check")


def register_check(
    name: str,
    run: Callable[[], Sequence[Finding]],
    *,
    label: Any = "",
    url_name: str = "",
    needs_database: bool = True,
) -> Check:
    """Let `zhichi doctor` and the health page run `run`; raises DuplicateName when the name is taken."""
    return checks.add(name, Check(name, run, label, url_name, needs_database))


def worst(findings: Sequence[Finding]) -> Level:
    """The level of a whole check."""
    levels = {finding.level for finding in findings}
    return "bad" if "bad" in levels else "warn" if "warn" in levels else "ok"


def run_checks() -> list[tuple[str, Finding]]:
    """Run every check, those first that need no database, then the others unless the check "database" found it bad.

    A check that raises is itself a finding.
    """
    found: list[tuple[str, Finding]] = []
    is_usable = True
    for name, check in sorted(checks.items(), key=lambda one: one[1].needs_database):
        if check.needs_database and not is_usable:
            advice = _("Do what “database” says, then check again.")
            found.append((name, Finding("bad", _("Not checked, because the database cannot be used."), advice)))
            continue
        try:
            findings = check.run()
        except Exception as error:  # noqa: BLE001 - a check that breaks is itself a finding
            findings = [Finding("bad", f"{type(error).__name__}: {error}")]
        found += [(name, finding) for finding in findings]
        if name == DATABASE:
            is_usable = all(finding.level != "bad" for finding in findings)
    return found
