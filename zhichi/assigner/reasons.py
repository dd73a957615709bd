"""Why somebody fits or does not: small codes that are stored and put into words where they are read. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Filter(StrEnum):
    """What keeps a person from getting a request at all."""

    INACTIVE = "inactive"
    NOT_A_WORKER = "not_a_worker"
    OTHER_TEAM = "other_team"
    EXCLUDED = "excluded"  # gives it up, or declined it
    POST = "post"
    ABSENT = "absent"
    NO_HOURS = "no_hours"
    OFF_SHIFT = "off_shift"
    SKILL = "skill"
    FULL = "full"


class Factor(StrEnum):
    """What makes one person fit better than another."""

    ENGINEER = "engineer"
    PRODUCT = "product"
    SKILLS = "skills"
    LOAD = "load"
    LANGUAGE = "language"
    FAIRNESS = "fairness"


@dataclass(frozen=True)
class Reason:
    """One reason with at most a number and a text: "skill" needs 2 of 数据库, "load" is 3 of "10"."""

    code: str
    number: int = 0
    text: str = ""

    def __str__(self) -> str:
        return f"{self.code}:{self.number}:{self.text}"

    @classmethod
    def parse(cls, stored: str) -> Reason:
        """The reason behind its stored form; what cannot be read keeps its text."""
        code, _, rest = stored.partition(":")
        number, _, text = rest.partition(":")
        try:
            return cls(code, int(number), text)
        except ValueError:
            return cls("", 0, stored)
