"""Work that keeps the system in order (6.4.2): parts add jobs in `AppConfig.ready()`; the upkeep pages run them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from zhichi.core.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Progress(Protocol):
    """How a job tells how far it is. Both methods raise `Cancelled` once somebody asked to stop."""

    def step(self, label: str) -> None:
        """A new step begins; `label` is an English msgid made with `gettext_noop`."""

    def show(self, done: int, total: int) -> None:
        """So much of the step is done; it may be called often."""


class Cancelled(Exception):
    """Somebody asked the job to stop; whatever it began is taken back by it."""


class NoProgress:
    """For callers that show nothing."""

    def step(self, label: str) -> None:
        """Nobody looks."""

    def show(self, done: int, total: int) -> None:
        """Nobody looks."""


@dataclass(frozen=True)
class Outcome:
    """What a job did: an English msgid with the values of its placeholders, and whether something needs a look."""

    words: str
    values: Mapping[str, Any] = field(default_factory=dict)
    is_doubtful: bool = False


@dataclass(frozen=True, kw_only=True)
class Job:
    """One job. `label` and `what` are lazy texts: its name, and what it does and when one would run it.

    `run(options, progress)` raises DomainError with words for people, or Cancelled. `every_key` names the policy value
    that says after how many hours it runs by itself; without one it runs by hand only. With `has_preview` the option
    "preview" lets it say what it would do, and change nothing.
    """

    name: str
    label: Any
    what: Any
    run: Callable[[Mapping[str, Any], Progress], Outcome]
    every_key: str = ""
    has_preview: bool = False
    icon: str = "wrench"


jobs: Registry[Job] = Registry("job")


def register_job(job: Job) -> Job:
    """Let the upkeep pages and the schedule run `job`; raises DuplicateName."""
    return jobs.add(job.name, job)
