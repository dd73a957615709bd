"""The hand-over page, the bar that asks for it, undo."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from zhichi.handover import services
from zhichi.handover.models import HandOver
from zhichi.handover.tests.conftest import LATER, NEARLY
from zhichi.tickets import services as tickets
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from zhichi.handover.tests.conftest import Evening


PAGE, BAR = "/desk/handover/", "/desk/handover/bar/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture(autouse=True)
def _nearly() -> Iterator[None]:
    with time_machine.travel(NEARLY, tick=False):
        yield


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_hands_over_by_the_page_and_undoes(client: Client, evening: Evening, language: str) -> None:
    people = evening.plan.people
    type(people.junior).objects.filter(pk=people.junior.pk).update(language=language)
    one, two = evening.held(), evening.held(subject="打印慢")
    client.force_login(people.junior)
    page = text(client.get(PAGE))
    assert f'value="user-{people.senior.pk}" selected' in page
    assert "打印慢" in page
    data = {"note": "客户在线", f"to_{one.pk}": f"user-{people.senior.pk}", f"to_{two.pk}": "keep"}
    answer = client.post(PAGE, data)
    assert answer.status_code == 303
    owners = dict(Ticket.objects.values_list("pk", "owner"))
    assert owners == {one.pk: people.senior.pk, two.pk: people.junior.pk}
    done = text(client.get(PAGE))
    undo = re.search(r"/desk/handover/(\d+)/undo/", done)
    assert undo
    client.post(undo[0])
    assert Ticket.objects.get(pk=one.pk).owner == people.junior


def test_nothing_chosen_and_unknown_people_are_refused_and_notes_stay(client: Client, evening: Evening) -> None:
    people = evening.plan.people
    one = evening.held()
    client.force_login(people.junior)
    for chosen in ("keep", "user-999999", "boss", f"user-{people.auditor.pk}"):
        answer = client.post(PAGE, {"note": "看日志", f"to_{one.pk}": chosen, f"note_{one.pk}": "第二页"})
        assert answer.status_code == 422
        assert "看日志" in text(answer)
        assert "第二页" in text(answer)
    assert not HandOver.objects.exists()


def test_only_one_s_own_hand_over_can_be_undone(client: Client, evening: Evening) -> None:
    people = evening.plan.people
    one = evening.held()
    client.force_login(people.junior)
    client.post(PAGE, {f"to_{one.pk}": "duty"})
    client.force_login(people.senior)
    assert client.post(reverse("handover:undo", args=[HandOver.objects.get().pk])).status_code == 404
    client.force_login(people.auditor)
    assert client.get(PAGE).status_code == 403
    assert client.get(BAR).status_code == 403


def test_the_bar_asks_near_the_end_only(client: Client, evening: Evening) -> None:
    people = evening.plan.people
    evening.held()
    client.force_login(people.junior)
    assert PAGE in text(client.get(BAR))
    client.force_login(people.senior)  # on shift until 23:00, holds nothing
    assert PAGE not in text(client.get(BAR))


def test_every_page_of_the_desk_fetches_the_bar_for_those_who_work_tickets(client: Client, evening: Evening) -> None:
    client.force_login(evening.plan.people.junior)
    assert f'hx-get="{BAR}"' in text(client.get("/desk/roster/"))
    client.force_login(evening.plan.people.auditor)
    assert BAR not in text(client.get("/desk/roster/"))


def test_the_page_stays_within_its_number_of_questions(
    client: Client, evening: Evening, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(evening.plan.people.junior)
    for _number in range(5):
        evening.held()
    client.get(PAGE)
    with django_assert_max_num_queries(16):
        client.get(PAGE)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_both_sides_see_what_went_by_itself_and_the_giver_takes_it_back(
    client: Client, evening: Evening, language: str
) -> None:
    people = evening.plan.people
    ticket = evening.held()
    type(people.junior).objects.update(language=language)
    services.end_shifts(at=LATER)
    row = HandOver.objects.get()
    undo = reverse("handover:undo", args=[row.pk])
    with time_machine.travel(LATER, tick=False):
        client.force_login(people.senior)
        page = text(client.get(PAGE))
        assert f'id="hand-over-{row.pk}"' in page
        assert undo not in page
        assert f"#{ticket.number}" in text(client.get("/desk/notices/"))
        client.force_login(people.junior)
        assert undo in text(client.get(PAGE))
    with time_machine.travel(LATER + timedelta(hours=8), tick=False):  # the late shift is over: too late
        client.force_login(people.junior)
        assert undo not in text(client.get(PAGE))
        assert client.post(undo).status_code in {409, 422}
    assert Ticket.objects.get().owner == people.senior
    with time_machine.travel(LATER, tick=False):
        client.force_login(people.junior)
        client.post(undo)
    assert Ticket.objects.get().owner == people.junior


def test_a_ticket_whose_clocks_stand_still_is_due_at_no_time(client: Client, evening: Evening) -> None:
    junior = evening.plan.people.actor("junior")
    ticket = evening.held()
    answer = tickets.Reply(text="请把日志发给我们。")
    tickets.reply(ticket_id=ticket.pk, answer=answer, by=junior, at=evening.desk.tick())
    tickets.step(ticket_id=ticket.pk, name="wait_customer", by=junior, at=evening.desk.tick())
    client.force_login(evening.plan.people.junior)
    page = text(client.get(PAGE))
    assert f"#{ticket.number}" in page
    assert "2100" not in page
    assert "时限都已暂停" in page
