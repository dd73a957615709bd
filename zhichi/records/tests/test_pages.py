"""The record page: who sees it, who may ask for checks and settle, what the worker does about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from zhichi.core import clock
from zhichi.records import registry, selectors, services, tasks
from zhichi.records.models import Parked, Verification
from zhichi.records.tests.conftest import AT, BY, append

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.accounts.models import User

pytestmark = pytest.mark.django_db
Person = Callable[[str], "User"]


@pytest.mark.parametrize(
    ("post", "status"),
    [("auditor", 200), ("manager", 200), ("supervisor", 200), ("administrator", 200), ("junior", 403)],
)
def test_keeps_the_page_to_those_with_the_right(client: Client, person: Person, post: str, status: int) -> None:
    client.force_login(person(post))
    assert client.get(reverse("records:overview")).status_code == status


def test_refuses_guests(client: Client) -> None:
    assert client.get(reverse("records:overview")).status_code == 302


def test_keeps_everything_visible_on_one_page(client: Client, person: Person) -> None:
    (event,) = append()
    Parked.objects.create(subscriber="mail", event_id=event.id, error="no such host", attempts=5, parked_at=AT)
    services.note_start(name="record.verify", at=AT)
    services.note_end(name="record.verify", at=AT, error="disk full")
    services.verify(by=BY, at=AT)
    client.force_login(person("manager"))
    page = client.get(reverse("records:overview")).content.decode()
    assert all(text in page for text in ("no such host", "disk full", "thing:1", "record.verify"))


def test_keeps_a_check_asked_for_until_a_worker_does_it(client: Client, person: Person) -> None:
    client.force_login(person("auditor"))
    for _ in range(2):  # a double click asks once
        assert client.post(reverse("records:verify")).status_code == 303
    assert selectors.open_verification() is not None
    assert services.work_off_verifications(at=clock.now())
    assert not services.work_off_verifications(at=clock.now())
    assert (Verification.objects.get().by, selectors.open_verification()) == ("auditor", None)


def test_keeps_a_check_from_being_lost_with_its_worker() -> None:
    request = services.ask_for_verification(by=BY, at=AT)
    request.taken_at = AT  # by a worker that was killed
    request.save()
    assert not services.work_off_verifications(at=AT + timedelta(minutes=5))
    assert services.work_off_verifications(at=AT + timedelta(minutes=11))


def test_keeps_settling_to_those_with_the_right(client: Client, person: Person) -> None:
    (event,) = append()
    row = Parked.objects.create(subscriber="gone", event_id=event.id, error="x", attempts=5, parked_at=AT)
    url = reverse("records:settle", args=[row.pk])
    client.force_login(person("auditor"))
    assert client.post(url, {"how": "dropped"}).status_code == 403
    client.force_login(person("administrator"))
    assert client.post(url, {"how": "retried"}).status_code == 303  # its subscriber is gone: it stays
    assert selectors.parked().exists()
    client.post(url, {"how": "dropped"})
    assert not selectors.parked().exists()
    assert client.post(url, {"how": "dropped"}).status_code == 404


def test_keeps_the_schedule_of_checks_a_policy_value() -> None:
    cadence = registry.cadences.get("record.verify")
    assert cadence.seconds() == 24 * 3600
    services.set_policy(key="3.4.2.verify_hours", value=1, reason="audit", by=BY, at=AT)
    assert cadence.seconds() == 3600
    cadence.run()
    assert Verification.objects.get().by == "schedule"
    assert tasks.ASKED_SECONDS <= 2


def test_keeps_workers_and_their_signs_of_life() -> None:
    services.beat(holder="a:1", started_at=AT, at=AT)
    services.beat(holder="a:1", started_at=AT, at=AT + timedelta(seconds=30))
    assert [one.holder for one in selectors.workers(at=AT + timedelta(seconds=80))] == ["a:1"]
    assert selectors.workers(at=AT + timedelta(seconds=91)) == []
    services.fall_silent(holder="a:1")
    assert selectors.workers(at=AT) == []


def test_names_what_runs_in_words_and_leaves_the_rest_as_it_is(
    client: Client, person: Person, own_registries: None
) -> None:
    registry.tail("index.things", lambda _events: None, label=gettext_lazy("Result"))
    registry.tail("bare.tail", lambda _events: None)
    registry.cadence("sweep.things", lambda: None, 60, label=gettext_lazy("Reason"))
    registry.cadence("bare.work", lambda: None, 60)
    assert [row["label"] for row in selectors.tail_health()] == [gettext("Result"), "bare.tail"]
    assert [row["label"] for row in selectors.cadence_health()] == [gettext("Reason"), "bare.work"]
    (event,) = append()
    Parked.objects.create(subscriber="gone.tail", event_id=event.id, error="x", attempts=5, parked_at=AT)
    Parked.objects.create(subscriber="index.things", event_id=event.id, error="y", attempts=5, parked_at=AT)
    client.force_login(person("manager"))
    answer = client.get(reverse("records:overview"))
    page = answer.content.decode()
    assert page.count(">index.things<") == 2 and page.count(">bare.tail<") == 1 and page.count(">sweep.things<") == 1
    assert [item["subscriber"] for item in answer.context["parked"]] == ["gone.tail", gettext("Result")]
