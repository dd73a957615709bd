"""What was found about everybody, in the form that is kept beside a request and read back for pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhichi.assigner.reasons import Filter, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhichi.assigner.scoring import Judged

MOST_KEPT = 30  # a page shows no more people than that


@dataclass(frozen=True)
class Points:
    """Points of one factor as a page shows them."""

    reason: Reason
    points: float
    most: int


@dataclass(frozen=True)
class Told:
    """One person's chances: what held them back, or their points."""

    person_id: int
    name: str
    failed: Sequence[Reason]
    parts: Sequence[Points]

    @property
    def fits(self) -> bool:
        """Whether nothing held this person back."""
        return not self.failed

    @property
    def total(self) -> float:
        """All points together, to one place."""
        return round(sum(part.points for part in self.parts), 1)


def told(judged: Iterable[Judged]) -> list[Told]:
    """The chances of everybody, in their order."""
    return [
        Told(
            item.candidate.id,
            item.candidate.name,
            item.failed,
            [Points(part.reason, round(float(part.points), 1), part.most) for part in item.parts],
        )
        for item in judged
    ]


def keep(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """The chances of everybody as plain data."""
    return [
        {
            "id": item.person_id,
            "name": item.name,
            "failed": [str(reason) for reason in item.failed],
            "parts": [[str(part.reason), part.points, part.most] for part in item.parts],
        }
        for item in told(judged[:MOST_KEPT])
    ]


def read(kept: Iterable[Mapping[str, Any]]) -> list[Told]:
    """The chances as they were kept."""
    return [
        Told(
            int(row["id"]),
            str(row["name"]),
            [Reason.parse(text) for text in row["failed"]],
            [Points(Reason.parse(text), float(points), int(most)) for text, points, most in row["parts"]],
        )
        for row in kept
    ]


def reasons_for(choice: Judged) -> list[str]:
    """What spoke for the person who was chosen, the most first: what a sentence tells."""
    parts = sorted((part for part in choice.parts if part.points), key=lambda part: -part.points)
    return [str(part.reason) for part in parts]


def reasons_against(judged: Iterable[Judged | Told]) -> list[str]:
    """What held how many people back, when nobody fits: the first thing that stands against each of them.

    People of other teams (the customer's engineer) are told only when there is nobody else.
    """
    everybody = list(judged)
    of_team = [item for item in everybody if Filter.OTHER_TEAM not in {reason.code for reason in item.failed}]
    counted = Counter(item.failed[0].code for item in of_team or everybody if item.failed)
    return [str(Reason(code, count)) for code, count in counted.most_common()] or ["nobody:0:"]
