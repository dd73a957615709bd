"""The home page shows each post what it needs first, and every number leads to what it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from zhichi.desk.charts import bars_of
from zhichi.knowledge.models import Article
from zhichi.knowledge.tests.conftest import library
from zhichi.tickets.models import FollowUp
from zhichi.tickets.selectors import Day

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.knowledge.tests.conftest import Library
    from zhichi.tickets.tests.conftest import Desk

__all__ = ["library"]
HOME = "/desk/"
CARDS = ("flow", "load", "goals", "states")


def tiles(client: Client) -> dict[str, tuple[str, str]]:
    found = client.get(HOME).context["home"].tiles
    return {tile.url: (tile.value, tile.tone) for tile in found}


@pytest.mark.parametrize(
    "post",
    ["manager", "supervisor", "senior", "junior", "assistant", "customer_service", "knowledge_editor", "auditor"],
)
def test_every_post_has_a_home_whose_tiles_lead_somewhere(
    client: Client, desk: Desk, people: People, post: str
) -> None:
    desk.worked()
    client.force_login(getattr(people, post))
    shown = tiles(client)
    assert shown
    assert all(client.get(url).status_code == 200 for url in shown if not url.startswith("/desk/record"))


def test_administrators_see_mail_and_record(client: Client, people: People) -> None:
    client.force_login(people.administrator)
    assert client.get(HOME).status_code == 200


def test_knowledge_editors_see_what_articles_wait_for(client: Client, library: Library) -> None:
    """Their home told of tickets alone."""
    library.submit(library.write())
    due = library.published(title="到期的")
    Article.objects.filter(pk=due.pk).update(review_due_at=library.at - timedelta(days=400))
    client.force_login(library.people.knowledge_editor)
    shown = tiles(client)
    assert shown["/desk/knowledge/review/"] == shown["/desk/knowledge/?due=1"] == ("1", "warn")
    assert shown["/desk/guidance/gaps/"] == ("0", "")


def test_engineers_see_who_waits_for_them(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    desk.says(ticket)
    client.force_login(people.senior)
    html = client.get(HOME).content.decode()
    assert ticket.subject in html
    assert ("1", "warn") in tiles(client).values()


def test_overdue_follow_ups_stand_out(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.solved()
    FollowUp.objects.filter(ticket=ticket).update(due_at=desk.at - timedelta(days=2))
    client.force_login(people.senior)
    assert ("1", "bad") in tiles(client).values()


def test_assistants_see_what_lacks_intake(client: Client, desk: Desk, people: People) -> None:
    desk.ticket(subject="缺产品的")
    client.force_login(people.assistant)
    assert "缺产品的" in client.get(HOME).content.decode()


@pytest.mark.parametrize("card", CARDS)
def test_cards_load_alone(client: Client, desk: Desk, people: People, card: str) -> None:
    desk.closed()
    client.force_login(people.manager)
    assert client.get(f"/desk/home/{card}/").status_code == 200


def test_goals_are_the_numbers_of_the_process_each_with_its_clause(client: Client, desk: Desk, people: People) -> None:
    desk.closed()
    client.force_login(people.manager)
    answer = client.get("/desk/home/goals/")
    goals = answer.context["goals"]
    assert [goal.clause for goal in goals] == ["3.1.1", "3.1.2", "3.1.3", "2.4", "2.4", "3.4.1"]
    assert [goal.value for goal in goals] == ["100%"] * 4 + ["0%", "100%"]
    assert {goal.state for goal in goals} == {"kept"}
    for goal in goals:
        assert f'href="/desk/handbook/clauses/{goal.clause}/"' in answer.content.decode()
        assert client.get(f"/desk/handbook/clauses/{goal.clause}/").status_code == 200


def test_flow_counts_what_came_and_went(client: Client, desk: Desk, people: People) -> None:
    desk.closed()
    desk.worked()
    client.force_login(people.manager)
    shown = client.get("/desk/home/flow/").context
    assert (shown["came"], shown["went"], len(shown["days"])) == (2, 1, 14)


def test_flow_counts_only_what_one_sees(client: Client, desk: Desk, people: People) -> None:
    desk.closed()
    client.force_login(people.rival)
    assert client.get("/desk/home/flow/").context["came"] == 0


def test_load_names_owners_and_teams(client: Client, desk: Desk, people: People) -> None:
    desk.worked()
    desk.ticket()
    client.force_login(people.manager)
    shown = client.get("/desk/home/load/").context
    assert shown["owners"] == [(people.senior, 1, 0)] and shown["teams"] == [(people.team.name, 2, 1)]


@pytest.mark.parametrize("top", [0, 1, 3, 9, 11, 99, 1234])
def test_bars_stay_inside_the_drawing(top: int, desk: Desk) -> None:
    chart = bars_of([Day(desk.at.date(), top, 0)] * 14)
    bars = [bar for pair in chart.pairs for bar in (pair.came, pair.went)]
    assert all(0 <= bar.y <= chart.height and 0 <= bar.height <= chart.height - bar.y for bar in bars)
    assert all(pair.x >= 0 and pair.x + pair.width <= 100.1 for pair in chart.pairs)
    assert chart.rules[-1].value >= top
    assert len({rule.value for rule in chart.rules}) == len(chart.rules)


def test_customers_have_no_desk(client: Client) -> None:
    assert client.get(HOME).status_code == 302
