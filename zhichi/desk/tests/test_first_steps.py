"""The first steps on the home of those who set the product up."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from zhichi.accounts.models import User
from zhichi.calendars import services as calendars
from zhichi.calendars.choices import DayKind
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.customers.models import Product
from zhichi.desk.first_steps import STEPS, steps_for

if TYPE_CHECKING:
    import pytest
    from django.test import Client

    from tests.people import People

CARD, HIDE, HOME = "/desk/home/first-steps/", "/desk/home/first-steps/hide/", "/desk/"


def open_steps(person: User) -> set[str]:
    return {step.url for step in steps_for(person, at=clock.now()) if not step.is_done}


def test_a_new_manager_is_led_through_what_is_missing(client: Client, people: People) -> None:
    User.objects.exclude(pk=people.manager.pk).update(is_active=False)
    client.force_login(people.manager)
    assert f'hx-get="{CARD}"' in client.get(HOME).content.decode()
    html = client.get(CARD).content.decode()
    assert "/desk/staff/new/" in html
    assert "/desk/mail/mailboxes/new/" in html
    assert len(open_steps(people.manager)) == len(STEPS)


def test_a_step_is_done_when_what_it_asks_for_is_there(people: People) -> None:
    at = clock.now()
    before = open_steps(people.manager)
    Product.objects.create(name="云报表")
    office = calendars.CalendarData(name="公司日历", time_zone="Asia/Shanghai")
    week = [((time(9), time(18)),) if day < 5 else () for day in range(7)]
    calendar = calendars.create_calendar(data=office, weekly=week, by=Actor.system("test"), at=at)
    day = calendars.DateData(day=at.date(), kind=DayKind.HOLIDAY, name="休息", hours=())
    calendars.set_date(calendar_id=calendar.pk, data=day, by=Actor.system("test"), at=at)
    assert before - open_steps(people.manager) == {"/desk/customers/products/new/", "/desk/calendars/"}
    later = at + timedelta(days=400)
    assert "/desk/calendars/" in {step.url for step in steps_for(people.manager, at=later) if not step.is_done}


def test_nobody_else_is_asked(client: Client, people: People) -> None:
    for person in (people.senior, people.supervisor, people.auditor):
        client.force_login(person)
        assert CARD not in client.get(HOME).content.decode()
        assert client.get(CARD).content.decode().strip() == ""


def test_the_card_goes_when_all_is_done(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    done = tuple(step.__class__(step.title, step.hint, step.url_name, lambda _person, _at: True) for step in STEPS)
    monkeypatch.setattr("zhichi.desk.first_steps.STEPS", done)
    assert steps_for(people.manager, at=clock.now()) == []


def test_it_can_be_hidden(client: Client, people: People) -> None:
    client.force_login(people.manager)
    assert client.post(HIDE).status_code == 302
    assert client.get(CARD).content.decode().strip() == ""
