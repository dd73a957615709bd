"""What `zhichi doctor` looks at: parts add their checks in `AppConfig.ready()`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

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
    """A check by name ("database"). `run` may query and look at files; what it raises becomes a finding."""

    name: str
    run: Callable[[], Sequence[Finding]]


checks: Registry[Check] = Registry("check")


def register_check(name: str, run: Callable[[], Sequence[Finding]]) -> Check:
    """Let `zhichi doctor` run `run`; raises DuplicateName when the name is taken."""
    return checks.add(name, Check(name, run))


def run_checks() -> list[tuple[str, Finding]]:
    """Run every check in order of registration; a check that raises is itself a finding."""
    found: list[tuple[str, Finding]] = []
    for name, check in checks.items():
        try:
            found += [(name, finding) for finding in check.run()]
        except Exception as error:  # noqa: BLE001 - a check that breaks is itself a finding
            found.append((name, Finding("bad", f"{type(error).__name__}: {error}")))
    return found
