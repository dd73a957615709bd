"""The people of the tests, made through the services so that they have a true record: `people.senior` …

A pytest plugin (see conftest.py). One team, one intake duty role; `rival` is a junior of another team, `stranger` a
customer of another company.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.actors import Actor
from zhichi.core.clock import now

if TYPE_CHECKING:
    from datetime import datetime

    from zhichi.accounts.models import DutyRole, Team, User

SETUP = Actor.system("tests")
PASSWORD = "correct horse battery"
POSTS = (
    "manager",
    "supervisor",
    "senior",
    "junior",
    "assistant",
    "customer_service",
    "knowledge_editor",
    "auditor",
    "administrator",
)


@dataclass
class People:
    """Makes each person when first asked for."""

    at: datetime
    made: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        if name.startswith("_") or name not in {*POSTS, "rival"}:
            raise AttributeError(name)
        if name not in self.made:
            self.made[name] = self._make(name)
        person: User = self.made[name]
        return person

    def _make(self, name: str) -> User:
        from zhichi.accounts import services

        post = "junior" if name == "rival" else name
        person = services.create_person(
            email=f"{name}@staff.example.com",
            display_name=f"员工 {name}",
            post=post,
            password=PASSWORD,
            by=SETUP,
            at=self.at,
        )
        team = self.other_team if name == "rival" else self.team
        services.set_teams(person_id=person.pk, team_ids=[team.pk], by=SETUP, at=self.at)
        return person

    def found(self) -> None:
        """Make the team of everybody but the rival; its duty role takes new requests."""
        if "team" in self.made:
            return
        from zhichi.accounts import services

        team = services.create_team(name="测试一组", by=SETUP, at=self.at)
        self.made["team"] = team
        self.made["duty"] = services.create_duty_role(
            name="值班台", team=team, is_intake=True, code="tests-intake", by=SETUP, at=self.at
        )

    @property
    def team(self) -> Team:
        """The team of everybody but the rival."""
        self.found()
        made: Team = self.made["team"]
        return made

    @property
    def duty(self) -> DutyRole:
        """The intake duty role."""
        self.found()
        role: DutyRole = self.made["duty"]
        return role

    @property
    def other_team(self) -> Team:
        """A team of its own for the rival."""
        if "other_team" not in self.made:
            from zhichi.accounts import services

            self.found()
            self.made["other_team"] = services.create_team(name="测试二组", by=SETUP, at=self.at)
        team: Team = self.made["other_team"]
        return team

    def actor(self, name: str) -> Actor:
        """The actor for one of the people."""
        return Actor.of(getattr(self, name))


@pytest.fixture
def people(db: None) -> People:
    """Staff of every post, made on demand."""
    found = People(at=now())
    found.found()  # requests need somebody accountable from the first moment
    return found
