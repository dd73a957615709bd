"""Builders for reviews; all of them call services, so that test data has a true record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.core.actors import Actor
from zhichi.reviews import services, spans
from zhichi.reviews.cards import of_json
from zhichi.tickets import services as ticket_services
from zhichi.tickets.choices import FollowUpOutcome
from zhichi.tickets.tests.browsing import visit
from zhichi.tickets.tests.conftest import Desk, desk

if TYPE_CHECKING:
    from datetime import datetime

    from tests.people import People
    from zhichi.reviews.models import Review
    from zhichi.tickets.models import Ticket

__all__ = ["desk", "visit"]  # fixtures of the ticket pages


@dataclass
class House:
    """Closed conversations, reviews and opinions as one-liners, on the clock of the ticket desk."""

    desk: Desk

    @property
    def people(self) -> People:
        """The people of the tests."""
        return self.desk.people

    def tick(self, **length: int) -> datetime:
        """Let time pass."""
        return self.desk.tick(**length)

    def talk(self, name: str = "junior", text: str = "您好，正在查。") -> Ticket:
        """A request that `name` answers once more, closed."""
        ticket = self.desk.solved()
        answer = ticket_services.Reply(text=text)
        ticket_services.reply(ticket_id=ticket.pk, answer=answer, by=self.people.actor(name), at=self.tick())
        self.desk.outcome(ticket, FollowUpOutcome.SOLVED)
        ticket.refresh_from_db()
        return ticket

    def review(self, ticket: Ticket | None = None, name: str = "junior") -> Review:
        """A review that the manager chose by hand."""
        ticket = ticket or self.talk(name)
        return services.choose_by_hand(
            ticket_id=ticket.pk, subject_id=getattr(self.people, name).pk, reason="新人第一周",
            by=self.people.actor("manager"), at=self.tick(),
        )  # fmt: skip

    def filled(self, review: Review, mark: int = 4, **given: Any) -> services.Filled:
        """A card filled in with one mark throughout; 0 gets a comment."""
        codes = [item.code for item in of_json(review.card.criteria)]
        comments = dict.fromkeys(codes, "说明") if mark == 0 else {}
        return services.Filled(**{"marks": dict.fromkeys(codes, mark), "comments": comments, **given})

    def give(self, review: Review, name: str, mark: int = 4) -> Review:
        """The opinion of somebody who may or may not give it."""
        by = self.people.actor(name)
        return services.submit(review_id=review.pk, filled=self.filled(review, mark), by=by, at=self.tick())

    def submitted(self, review: Review | None = None, mark: int = 4) -> Review:
        """A review whose first opinion is given and shown."""
        review = review or self.review()
        by = Actor.of(review.reviewer)
        done = services.submit(review_id=review.pk, filled=self.filled(review, mark), by=by, at=self.tick())
        self.tick(minutes=2)
        return done

    def objected(self, reason: str = "客户当时已挂断") -> Review:
        """A review to which the junior objected."""
        review = self.submitted(mark=2)
        return services.object_to(review_id=review.pk, reason=reason, by=self.people.actor("junior"), at=self.tick())

    def week_over(self) -> Any:
        """Let the week of now pass; gives it."""
        week = spans.week_of(spans.today(self.desk.at))
        self.desk.at = week.end + timedelta(hours=1)
        return week


@pytest.fixture
def house(desk: Desk) -> House:
    """The builder, with the lists that ship with the product and one person of each post that reviews."""
    services.supply(at=desk.at)
    for name in ("manager", "supervisor", "senior", "junior"):
        getattr(desk.people, name)
    return House(desk)
