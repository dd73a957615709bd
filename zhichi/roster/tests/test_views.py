"""The pages of the roster: who opens them, quick entry and its undo, what they keep when refused."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from tests.people import POSTS
from zhichi.roster import selectors, services
from zhichi.roster.choices import SwapState
from zhichi.roster.models import Shift, ShiftKind, Swap, Week
from zhichi.roster.tests.conftest import MONDAY, NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.people import People
    from zhichi.roster.tests.conftest import Plan

FRAGMENT = {"HX-Request": "true"}


def address(name: str, *args: Any) -> str:
    return reverse(f"roster:{name}", args=args)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def chief(client: Client, people: People, plan: Plan) -> Client:
    client.force_login(people.supervisor)
    return client


def week_address(people: People) -> str:
    return f"{address('week')}?team={people.team.pk}&week={MONDAY}"


def put(chief: Client, plan: Plan, who: str, shift: str | None, /, *, fragment: bool = True, **given: Any) -> Any:
    data = {
        "team": plan.people.team.pk,
        "person": plan.person(who).pk,
        "day": MONDAY.isoformat(),
        "kind": plan.kinds[shift].pk if shift else 0,
        **given,
    }
    return chief.post(address("put"), data, headers=FRAGMENT if fragment else {})


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("post", POSTS)
def test_staff_read_and_planners_write(client: Client, plan: Plan, people: People, post: str, language: str) -> None:
    user = getattr(people, post)
    type(user).objects.filter(pk=user.pk).update(language=language)
    plan.put("senior", "early")
    plan.publish()
    client.force_login(user)
    query = f"?team={people.team.pk}&week={MONDAY}"
    read = [address("week") + query, address("month") + f"?team={people.team.pk}&month=2026-11"]
    read += [address("mine"), address("swaps")]
    write = [address("fill") + query, address("kinds"), address("kind_new") + query]
    write += [address("kind_edit", plan.kinds["early"].pk), address("cell", people.senior.pk, MONDAY) + query]
    plans = 200 if post in {"manager", "supervisor", "administrator"} else 403
    assert {path: client.get(path).status_code for path in read} == dict.fromkeys(read, 200)
    assert {path: client.get(path).status_code for path in write} == dict.fromkeys(write, plans)
    assert "员工 senior" in text(client.get(read[0]))


def test_customers_and_strangers_see_nothing(client: Client, plan: Plan) -> None:
    assert client.get(address("week")).status_code == 302
    from zhichi.accounts import services as accounts
    from zhichi.roster.tests.conftest import SETUP

    user = accounts.create_customer_account(email="a@b.example.com", name="何青", language="en", by=SETUP, at=NOW)
    client.force_login(user)
    assert client.get(address("week")).status_code == 403
    assert client.get(address("mine")).status_code == 403


def test_a_draft_is_not_shown_to_the_people(client: Client, plan: Plan, people: People) -> None:
    plan.put("senior", "early")
    client.force_login(people.junior)
    answer = text(client.get(week_address(people)))
    assert "cell" not in re.findall(r'class="([^"]*)"', answer)
    assert "员工 senior" not in answer
    month = text(client.get(f"{address('month')}?team={people.team.pk}&month=2026-11"))
    assert "员工 senior" not in month


def test_quick_entry_plans_and_its_undo_gives_the_day_back(chief: Client, plan: Plan, people: People) -> None:
    answer = put(chief, plan, "junior", "early")
    assert answer.status_code == 200
    assert 'id="roster"' in text(answer)
    undo = re.search(r'"undo_url": "([^"]+)"', answer.headers["HX-Trigger"])
    assert undo
    assert Shift.objects.get().kind == plan.kinds["early"]
    put(chief, plan, "junior", "late")
    back = chief.post(undo[1])
    assert back.status_code == 303
    assert not Shift.objects.exists()


def test_undo_brings_back_the_shift_with_its_duty_role(chief: Client, plan: Plan, people: People) -> None:
    plan.put("junior", "early")
    answer = put(chief, plan, "junior", None)
    assert not Shift.objects.exists()
    undo = re.search(r'"undo_url": "([^"]+)"', answer.headers["HX-Trigger"])
    assert undo
    chief.post(undo[1])
    assert Shift.objects.get().duty_role == people.duty


def test_a_refusal_is_shown_in_the_grid_and_keeps_the_reason(chief: Client, plan: Plan) -> None:
    plan.put("junior", "late", -1)
    plan.put("senior", "late")
    plan.publish()
    answer = put(chief, plan, "junior", "early", reason="替班")
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert 'value="替班"' in text(answer)
    plain = put(chief, plan, "junior", "early", fragment=False, reason="替班")
    assert plain.status_code == 422
    assert not Shift.objects.filter(day=MONDAY, person=plan.people.junior).exists()


@pytest.mark.parametrize(
    "given", [{"day": "2026-02-30"}, {"person": "x"}, {"kind": "-1"}, {"role": "boss"}, {"kind": 999999}, {"person": 0}]
)
def test_bad_quick_entry_is_refused(chief: Client, plan: Plan, given: dict[str, Any]) -> None:
    assert put(chief, plan, "junior", "early", **given).status_code == 422
    assert not Shift.objects.exists()


@pytest.mark.parametrize("fragment", [True, False])
def test_a_refused_day_comes_back_as_it_was_typed(chief: Client, plan: Plan, people: People, *, fragment: bool) -> None:
    plan.put("junior", "late", -1)
    plan.put("senior", "late")
    plan.publish()
    answer = put(chief, plan, "junior", "early", fragment=fragment, source="cell", reason="替班", role="auto")
    assert answer.status_code == 422
    assert 'value="替班"' in text(answer)
    assert "11" in text(answer)  # the rest that is needed
    early = plan.kinds["early"].pk
    assert re.search(rf'value="{early}"[^>]*checked', text(answer))
    done = put(chief, plan, "junior", "night", fragment=fragment, source="cell", reason="替班", role="auto")
    assert done.status_code == (204 if fragment else 303)
    assert Shift.objects.get(day=MONDAY, person=people.junior).kind == plan.kinds["night"]


@pytest.mark.parametrize("query", ["?team=999999", "?team=x", "?week=2026-13-01", "?week=x", "?week=1066-10-14"])
def test_unknown_teams_and_weeks_are_not_found(chief: Client, query: str) -> None:
    assert chief.get(address("week") + query).status_code == 404


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-1", "1066-10"])
def test_unknown_months_are_not_found(chief: Client, month: str) -> None:
    assert chief.get(f"{address('month')}?month={month}").status_code == 404


def test_publishes_with_an_undo(chief: Client, plan: Plan, people: People) -> None:
    data = {"team": people.team.pk, "week": MONDAY.isoformat()}
    assert chief.post(address("publish"), data).status_code == 422  # nobody is planned
    plan.put("junior", "early")
    assert chief.post(address("publish"), data).status_code == 303
    assert Week.objects.get().published_by == people.supervisor
    chief.post(address("withdraw", Week.objects.get().pk))
    assert Week.objects.get().published_at is None


def test_copy_names_what_did_not_fit(chief: Client, plan: Plan, people: People) -> None:
    plan.put("junior", "early", -7)
    plan.put("junior", "late")  # planned already
    answer = chief.post(address("copy"), {"team": people.team.pk, "week": MONDAY.isoformat()}, follow=True)
    assert "员工 junior · 早班" in text(answer)


def test_a_bad_pattern_comes_back_with_what_was_typed(chief: Client, plan: Plan, people: People) -> None:
    path = f"{address('fill')}?team={people.team.pk}&week={MONDAY}"
    data = {"people": [people.junior.pk], "pattern": "EEQ", "start": MONDAY.isoformat(), "weeks": 1, "shift_by": 0}
    answer = chief.post(path, data)
    assert answer.status_code == 422
    assert 'value="EEQ"' in text(answer)
    assert chief.post(path, data | {"pattern": "EE-"}).status_code == 303
    assert Shift.objects.count() == 5


def test_creates_and_edits_a_shift(chief: Client, people: People) -> None:
    data = {
        "name": "中班", "key": "m", "start": "10:00", "end": "18:00", "time_zone": "Asia/Shanghai",
        "weekdays": ["0", "1"], "needed": 2, "duty_role": people.duty.pk, "tone": "call", "is_active": "on",
    }  # fmt: skip
    bad = chief.post(f"{address('kind_new')}?team={people.team.pk}", data | {"key": "E"})
    assert bad.status_code == 422
    assert "中班" in text(bad)
    assert chief.post(f"{address('kind_new')}?team={people.team.pk}", data).status_code == 303
    row = ShiftKind.objects.get(name="中班")
    assert (row.key, row.weekdays, row.duty_role) == ("M", [0, 1], people.duty)
    assert chief.post(address("kind_edit", row.pk), data | {"needed": 3}).status_code == 303
    assert chief.post(address("kind_edit", 999999), data).status_code == 404


def test_offers_accepts_and_approves_by_the_pages(client: Client, plan: Plan, people: People) -> None:
    shift = plan.put("junior", "early")
    late = plan.put("senior", "late", 1)
    plan.publish()
    client.force_login(people.senior)
    assert client.get(address("offer", shift.pk)).status_code == 404  # somebody else's
    client.force_login(people.junior)
    wrong = {"wanted": people.assistant.pk, "in_return": f"{people.senior.pk}-{late.pk}", "note": "有事"}
    refused = client.post(address("offer", shift.pk), wrong)
    assert refused.status_code == 422
    assert "有事" in text(refused)
    day = late.day
    assert f"周{'一二三四五六日'[day.weekday()]} {day.month} 月 {day.day} 日 · " in text(refused)
    assert f"{day.isoformat()} 周" not in text(refused)
    assert client.post(address("offer", shift.pk), wrong | {"wanted": people.senior.pk}).status_code == 303
    swap = Swap.objects.get()
    client.force_login(people.assistant)
    assert client.post(address("swap_step", swap.pk, "accept")).status_code == 404  # not concerned
    client.force_login(people.senior)
    assert "有事" in text(client.get(address("mine")))
    client.post(address("swap_step", swap.pk, "accept"), {"back": "mine"})
    assert client.post(address("swap_refuse", swap.pk), {"reason": "x"}).status_code == 403
    client.force_login(people.supervisor)
    assert client.post(address("swap_refuse", swap.pk), {"reason": ""}).status_code == 422
    assert "有事" in text(client.get(address("swaps")))
    client.post(address("swap_step", swap.pk, "approve"))
    assert Swap.objects.get().state == SwapState.DONE
    assert Shift.objects.get(pk=shift.pk).person == people.senior
    assert client.post(address("swap_step", swap.pk, "explode")).status_code == 404


def test_the_private_link_answers_without_sign_in_until_revoked(client: Client, plan: Plan, people: People) -> None:
    plan.put("junior", "early")
    plan.put("senior", "late")
    plan.publish()
    client.force_login(people.junior)
    page = text(client.post(address("feed_make")))
    link = re.search(r'value="(http[^"]+\.ics)"', page)
    assert link
    client.logout()
    answer = client.get(link[1])
    assert answer["Content-Type"].startswith("text/calendar")
    assert text(answer).count("BEGIN:VEVENT") == 1
    assert answer["Cache-Control"]
    client.force_login(people.junior)
    assert link[1] not in text(client.get(address("mine")))
    client.post(address("feed_revoke"))
    client.logout()
    assert client.get(link[1]).status_code == 404
    assert client.get(address("feed", "x" * 43)).status_code == 404


def test_pages_ask_the_same_number_of_questions_whatever_is_planned(
    chief: Client, plan: Plan, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        plan.put("junior", "early", number)
        plan.put("senior", "late", number)
    plan.publish()
    shift = plan.put("junior", "early")
    services.offer_swap(offer=services.Offer(shift_id=shift.pk), by=people.actor("junior"), at=NOW)
    for path in (week_address(people), address("month"), address("mine"), address("swaps"), address("kinds")):
        chief.get(path)
        with django_assert_max_num_queries(15):
            chief.get(path)


def test_shows_whose_shift_it_is_by_the_reader_s_own_clock(client: Client, plan: Plan, people: People) -> None:
    shift = plan.put("junior", "night")
    plan.publish()
    assert isinstance(shift.starts_at, datetime)
    assert selectors.next_shift(people.junior, NOW + timedelta(days=1)) == shift
    client.force_login(people.junior)
    assert "22:00" in text(client.get(address("mine")))


def test_a_swap_that_does_not_fit_is_told_on_the_page(client: Client, plan: Plan, people: People) -> None:
    """Bad input: the colleague has a shift on that day already."""
    shift = plan.put("junior", "early")
    plan.put("senior", "late")
    plan.publish()
    client.force_login(people.junior)
    assert client.post(address("offer", shift.pk), {"wanted": "", "in_return": "", "note": ""}).status_code == 303
    client.force_login(people.senior)
    answer = client.post(address("swap_step", Swap.objects.get().pk, "accept"), {"back": "mine"}, follow=True)
    assert answer.redirect_chain == [(address("mine"), 303)]
    day = f"{shift.day.month} 月 {shift.day.day} 日"
    assert re.search(f"{people.senior.display_name}已排 [^，]* {day}，(时间重叠|一人一天只排一班)", text(answer))
    assert Shift.objects.get(pk=shift.pk).person == people.junior
