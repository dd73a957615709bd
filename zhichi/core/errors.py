"""The one error that services raise for bad input; edges turn it into a page, a fragment or problem+json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")


class DomainError(Exception):
    """A rule refused what was asked.

    `code` is stable and machine readable, `message` says what happened, `hint` what to do about it (both
    translated, for people). `fields` maps a form field to its message. `status` is the HTTP status of the answer.
    """

    status = 422

    def __init__(self, code: str, message: Any, hint: Any = "", *, fields: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.hint = hint
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Refused(DomainError):
    """The person has no right to do this; the row itself may be seen."""

    status = 403


class Conflict(DomainError):
    """Somebody else changed the same thing first."""

    status = 409


class Gathering:
    """Refusals of one request, gathered so that people are told of all of them in one round."""

    def __init__(self) -> None:
        self.errors: list[DomainError] = []

    def take(self, check: Callable[[], T], default: T) -> T:
        """What the check answers; `default` when it refuses."""
        try:
            return check()
        except DomainError as error:
            self.errors.append(error)
            return default

    def refuse(self) -> None:
        """Raise the first refusal, with the fields of all; nothing when there is none."""
        if not self.errors:
            return
        first = self.errors[0]
        for error in self.errors[1:]:
            first.fields = {**error.fields, **first.fields}
        raise first
