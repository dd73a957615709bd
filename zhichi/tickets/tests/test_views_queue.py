"""The queue: what it lists, narrows, counts, announces, and the views that people keep."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.tickets import services
from zhichi.tickets.models import SavedView
from zhichi.tickets.numbers import number_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.tests.conftest import Desk

FRAGMENT = {"HX-Request": "true"}
QUEUE = "/desk/tickets/"


def listed(client: Client, **given: Any) -> str:
    html: str = client.get(QUEUE, given, headers=FRAGMENT).content.decode()
    return html


@pytest.fixture
def senior(client: Client, people: People) -> Client:
    client.force_login(people.senior)
    return client


def test_lists_my_open_tickets_first(senior: Client, desk: Desk) -> None:
    mine, other = desk.worked(), desk.ticket(subject="没人管的")
    html = senior.get(QUEUE).content.decode()
    assert f"#{mine.number}" in html and f"#{other.number}" not in html
    assert f"#{other.number}" in listed(senior, view="unassigned")


def test_lists_nothing_of_other_teams(client: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    client.force_login(people.rival)
    for view in ("mine", "open", "unassigned", "closed", "urgent"):
        assert ticket.number not in listed(client, view=view)


def test_unknown_views_and_wrong_filters_do_no_harm(senior: Client, desk: Desk) -> None:
    mine = desk.worked()
    for given in (
        {"view": "no-such"},
        {"view": "saved-999"},
        {"cursor": "%%%"},
        {"f": "1", "owner": "me'", "team": "x"},
    ):
        assert senior.get(QUEUE, given).status_code == 200
    assert mine.number in listed(senior, view="no-such")


@pytest.mark.parametrize(
    ("given", "is_there"),
    [
        ({"states": "in_progress"}, True),
        ({"states": "wait_customer"}, False),
        ({"type": "fault", "urgency": "normal", "channel": "mail"}, True),
        ({"type": "inquiry"}, False),
        ({"owner": "none"}, False),
        ({"tag": "报表"}, True),
        ({"tag": "别的"}, False),
        ({"needs_reply": "on"}, False),
        ({"idle_days": "2"}, False),
        ({"closed": "on"}, False),
    ],
)
def test_filters_narrow_the_list(
    senior: Client, desk: Desk, people: People, given: dict[str, str], is_there: bool
) -> None:
    ticket = desk.worked()
    services.set_tags(ticket_id=ticket.pk, names=["报表"], by=people.actor("senior"), at=desk.tick())
    assert (ticket.number in listed(senior, view="open", f="1", **given)) is is_there


def test_filters_by_product_team_and_person(senior: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    for name, key in (("product", desk.product.pk), ("team", people.team.pk), ("owner", people.senior.pk)):
        assert ticket.number in listed(senior, view="open", f="1", **{name: key})
        assert ticket.number not in listed(senior, view="open", f="1", **{name: key + 1000})


def test_filter_form_shows_what_narrows_now(senior: Client, desk: Desk) -> None:
    desk.worked()
    html = senior.get("/desk/tickets/filters/", {"view": "open", "f": "1", "urgency": "urgent"}).content.decode()
    assert 'value="urgent" selected' in html and desk.product.name in html


def test_pages_hold_every_ticket_once(senior: Client, desk: Desk) -> None:
    wanted = {desk.ticket(subject=f"第 {n} 张").number for n in range(30)}
    first = senior.get(QUEUE, {"view": "unassigned"})
    second = senior.get(first.context["desk"].next_url())
    shown = [number_of(row.id) for answer in (first, second) for row in answer.context["desk"].page.rows]
    assert len(shown) == 30 and set(shown) == wanted


def test_counts_are_kept_and_counted(client: Client, desk: Desk, people: People) -> None:
    desk.worked()
    desk.ticket()
    client.force_login(people.manager)
    html = client.get("/desk/tickets/counts/").content.decode()
    for name, count in (("open", 2), ("unassigned", 1), ("needs-reply", 1), ("mine", 0)):
        assert f'id="count-{name}" hx-swap-oob="true">{count}<' in html


def test_news_tells_of_changes_and_redraws_shown_rows(senior: Client, desk: Desk) -> None:
    mine = desk.worked()
    given = {"view": "mine", "since": mine.updated_at.isoformat(), "shown": str(mine.pk)}
    assert "news" not in senior.get("/desk/tickets/news/", given).content.decode()
    desk.says(mine)
    html = senior.get("/desk/tickets/news/", given).content.decode()
    assert 'class="news"' in html and f'id="row-{mine.pk}"' in html and "hx-swap-oob=true" in html


def test_an_empty_list_loads_its_news_by_itself(senior: Client, desk: Desk) -> None:
    mine = desk.worked()
    desk.says(mine)
    given = {"view": "mine", "since": (mine.updated_at - timedelta(hours=1)).isoformat()}
    by_itself = 'hx-trigger="load, click"'
    assert by_itself in senior.get("/desk/tickets/news/", {**given, "shown": ""}).content.decode()
    assert by_itself not in senior.get("/desk/tickets/news/", {**given, "shown": str(mine.pk)}).content.decode()


@pytest.mark.parametrize("given", [{"since": "never"}, {"since": "2020-01-01"}, {"shown": "1,x,-3," + "9" * 40}])
def test_news_bears_any_address(senior: Client, desk: Desk, given: dict[str, str]) -> None:
    desk.worked()
    assert senior.get("/desk/tickets/news/", {"view": "mine", **given}).status_code == 200


def test_saves_a_view_and_brings_it_back(senior: Client, desk: Desk, people: People) -> None:
    ticket = desk.worked()
    senior.post("/desk/tickets/views/save/?view=open&f=1&type=fault", {"name": "我的故障"})
    view = SavedView.objects.get()
    assert view.filters == {"type": "fault"}
    assert ticket.number in listed(senior, view=f"saved-{view.pk}")
    senior.post(reverse("tickets:remove_view", args=[view.pk]))
    assert f"count-saved-{view.pk}" not in senior.get(QUEUE).content.decode()
    senior.post(reverse("tickets:restore_view", args=[view.pk]))
    assert f"count-saved-{view.pk}" in senior.get(QUEUE).content.decode()


def test_only_leaders_share_views_and_only_owners_remove_them(client: Client, desk: Desk, people: People) -> None:
    for person, name in ((people.senior, "自己的"), (people.supervisor, "大家的")):
        client.force_login(person)
        client.post("/desk/tickets/views/save/?view=urgent", {"name": name, "team": people.team.pk})
    shared = SavedView.objects.get(name="大家的")
    assert SavedView.objects.get(name="自己的").team is None and shared.team == people.team
    client.force_login(people.junior)
    assert "大家的" in client.get(QUEUE).content.decode()
    client.post(reverse("tickets:remove_view", args=[shared.pk]))
    shared.refresh_from_db()
    assert not shared.is_removed


def test_a_view_needs_a_name(senior: Client, desk: Desk) -> None:
    assert senior.post("/desk/tickets/views/save/?view=open", {"name": " "}, headers=FRAGMENT).status_code == 422


def test_full_page_and_fragment_show_the_same_rows(senior: Client, desk: Desk) -> None:
    desk.worked()
    full = senior.get(QUEUE).content.decode()
    fragment = listed(senior)
    row = fragment[fragment.index('<a class="row') : fragment.index("</a>", fragment.index('<a class="row'))]
    assert row in full


def test_neighbours_follow_the_list(senior: Client, desk: Desk) -> None:
    old, new = desk.worked(), desk.worked()
    html = senior.get(reverse("tickets:detail", args=[new.number]), {"view": "mine"}).content.decode()
    assert f"/desk/tickets/{old.number}/?view=mine" in html and "2 / 2" in html  # promised later, so it stands below


def test_old_tickets_are_found_by_idle_days(senior: Client, desk: Desk, people: People) -> None:
    desk.at -= timedelta(days=9)
    ticket = desk.worked()
    assert ticket.number in listed(senior, view="open", f="1", idle_days="7")
