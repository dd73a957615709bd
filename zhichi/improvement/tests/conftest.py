"""Builders for ideas; all of them call services, so that test data has a true record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.improvement import services

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.improvement.models import Comment, Idea

WORDS = {
    "title": "夜班交接改用清单",
    "now": "夜班口头交接，每周约漏两张工单。",
    "better": "交接页带固定清单，逐项确认。",
    "effect": "漏交接的工单每周少于一张。",
    "direction": "management",
}
RESULT = services.Result(answer="better", text="从每周两张降到四周一张。")


@dataclass
class Box:
    """Raises and moves ideas in one line each; every step is a minute later."""

    people: People
    at: datetime

    def tick(self, minutes: int = 1) -> datetime:
        """The next moment."""
        self.at += timedelta(minutes=minutes)
        return self.at

    def put(self, who: str = "junior", **given: Any) -> Idea:
        """A new idea of somebody."""
        data = services.IdeaData(**{**WORDS, **given})
        return services.raise_idea(data=data, by=self.people.actor(who), at=self.tick())

    def vote(self, idea: Idea, who: str = "senior", *, is_for: bool = True) -> Idea:
        """Somebody votes, or takes it back."""
        return services.vote(idea_id=idea.pk, is_for=is_for, by=self.people.actor(who), at=self.tick())

    def say(self, idea: Idea, text: str, who: str = "senior") -> Comment:
        """Somebody comments."""
        return services.comment(idea_id=idea.pk, text=text, by=self.people.actor(who), at=self.tick())

    def move(self, idea: Idea, *steps: str, who: str = "manager", reason: str = "试试看") -> Idea:
        """Steps of the flow, adopting with a result."""
        for step in steps:
            idea = services.advance(
                idea_id=idea.pk,
                step=step,
                reason=reason,
                result=RESULT if step == "adopt" else None,
                by=self.people.actor(who),
                at=self.tick(),
            )
        return idea


@pytest.fixture
def box(people: People) -> Box:
    """An empty box."""
    return Box(people, people.at)
