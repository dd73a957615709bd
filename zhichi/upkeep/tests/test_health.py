"""The health of the system: since when, whom it tells, who sees it; statements that were slow."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import translation

from zhichi.core import checks, clock
from zhichi.core.checks import Check, Finding
from zhichi.core.registry import Registry
from zhichi.handbook.registry import providers
from zhichi.handbook.selectors import parse_period
from zhichi.notices.models import Notice
from zhichi.notices.wording import words
from zhichi.upkeep import definitions, looking, machine, selectors, services, slow, streams, tables
from zhichi.upkeep.models import SlowStatement
from zhichi.upkeep.services import watching
from zhichi.upkeep.tests.conftest import AT

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.people import People

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """One check whose findings each test decides on: `disk["finds"]`."""
    kept: dict[str, Any] = {"finds": [Finding("ok", "Plenty of room.")]}
    registry: Registry[Check] = Registry("check")
    for module in (checks, looking, watching, streams):
        monkeypatch.setattr(module, "checks", registry)
    registry.add("disk", Check("disk", lambda: kept["finds"], label="Disk"))
    registry.add("mail", Check("mail", lambda: [Finding("ok", "Mail goes out.")], label="Mail"))
    return kept


def told(people: People) -> list[str]:
    return [words(row) for row in Notice.objects.filter(person=people.administrator).order_by("pk")]


def test_tells_administrators_once_of_trouble_and_once_of_its_end(disk: dict[str, Any], people: People) -> None:
    people.administrator, people.manager  # noqa: B018 - they are made when first named
    with translation.override("en"):
        disk["finds"] = [Finding("bad", "Only 1 MB is free.", "Make room.")]
        for minute in range(5):
            services.watch(at=AT + minute * MINUTE)
        assert told(people) == ["Disk: Only 1 MB is free."]
        disk["finds"] = [Finding("warn", "2 GB are free.")]
        for minute in range(5, 9):
            services.watch(at=AT + minute * MINUTE)
        assert told(people)[1:] == ["Disk is well again; it was in trouble for 6 minutes."]
    assert not Notice.objects.filter(person=people.manager).exists()


def test_says_nothing_of_what_mends_itself(disk: dict[str, Any], people: People) -> None:
    people.administrator  # noqa: B018 - made when first named
    for finding in (Finding("ok", "?"), Finding("bad", "?"), Finding("ok", "?"), Finding("bad", "?")):
        disk["finds"] = [finding]
        services.watch(at=AT)
    assert told(people) == []


def test_remembers_since_when(disk: dict[str, Any]) -> None:
    services.watch(at=AT)
    disk["finds"] = [Finding("bad", "full")]
    services.watch(at=AT + MINUTE)
    services.watch(at=AT + 2 * MINUTE)
    cache.clear()
    found = looking.look()
    assert [(one.name, one.level, one.since) for one in found] == [
        ("disk", "bad", AT + MINUTE),
        ("mail", "ok", AT),
    ]
    assert [one.what for one in found[0].shown] == ["full"]


def test_a_check_that_breaks_is_itself_trouble(disk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> list[Finding]:
        raise OSError("no such device")

    checks.checks.add("broken", Check("broken", breaks))
    assert "no such device" in looking.look()[0].findings[0].what


def test_clause_follows_the_checks(disk: dict[str, Any], people: People) -> None:
    state = providers.get("6.4.2")
    assert state(parse_period("", zone=None)).state == "no_data"
    services.watch(at=AT)
    assert state(parse_period("", zone=None)).state == "kept"
    disk["finds"] = [Finding("bad", "full")]
    services.watch(at=AT)
    services.watch(at=AT)
    assert state(parse_period("", zone=None)).state == "broken"


@pytest.mark.parametrize(
    ("post", "status"),
    [("administrator", 200), ("manager", 200), ("auditor", 200), ("senior", 403), ("customer_service", 403)],
)
def test_keeps_the_page_to_those_with_the_right(client: Client, people: People, post: str, status: int) -> None:
    client.force_login(getattr(people, post))
    assert client.get(reverse("upkeep:health")).status_code == status


def test_shows_every_registered_check(client: Client, people: People) -> None:
    client.force_login(people.auditor)
    page = client.get(reverse("upkeep:health")).content.decode()
    assert page.count('class="chip chip-ok"') + page.count("chip-warn") + page.count("chip-bad") == len(checks.checks)


@pytest.mark.parametrize(("post", "leads_there"), [("administrator", True), ("auditor", False)])
def test_leads_only_to_pages_that_the_reader_may_open(
    client: Client, people: People, post: str, leads_there: bool
) -> None:
    client.force_login(getattr(people, post))
    assert ('href="/desk/mail/"' in client.get(reverse("upkeep:health")).text.partition("<main")[2]) == leads_there


def test_page_asks_few_questions(
    client: Client, people: People, disk: dict[str, Any], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(people.administrator)
    client.get(reverse("upkeep:health"))
    with django_assert_max_num_queries(14):
        client.get(reverse("upkeep:health"), HTTP_HX_REQUEST="true")


def test_answers_monitors(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert client.post("/healthz").status_code == 405


def test_counts_slow_statements_without_values(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = slow._Watch()
    watch.threshold = 0.0
    watch._writer = threading.current_thread()  # so that none is started
    monkeypatch.setattr(slow, "watch", watch)
    monkeypatch.setattr(slow, "LEAST", 0.0)
    with connection.execute_wrapper(slow.measured), connection.cursor() as cursor:
        for name in ("张三", "李四"):
            cursor.execute("SELECT 'secret ''quoted''', 4711 WHERE %s IN (%s, %s)", [name, name, "x"])
    taken = watch.take()
    slow.write(taken)
    slow.write(taken)
    (row,) = selectors.slow_statements(since=clock.now() - MINUTE)
    assert row.text == "SELECT ?, ? WHERE %s IN (…)"
    assert (row.count, watch.take()) == (4, {})
    assert row.longest_ms <= row.total_ms


def test_leaves_quick_statements_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = slow._Watch()
    watch.threshold = 3600.0
    monkeypatch.setattr(slow, "watch", watch)
    with connection.execute_wrapper(slow.measured), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert watch.take() == {}
    assert not SlowStatement.objects.exists()


def test_hears_of_a_lower_threshold_before_a_statement_is_slower_than_the_old_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[str] = []
    monkeypatch.setattr(threading.Thread, "start", lambda thread: started.append(thread.name))
    watch = slow._Watch()
    watch.note("SELECT 1", slow.LEAST)
    watch.note("SELECT 1", slow.LEAST)
    assert (started, watch.take()) == (["slow statements"], {})
    (lowest,) = {one.minimum for one in definitions.POLICIES if one.key == definitions.SLOW_MS}
    assert lowest == slow.LEAST * 1000


def test_measures_tables() -> None:
    assert tables.database_size() > 100_000
    found = tables.largest(3)
    assert len(found) == 3
    assert found[0].size >= found[1].size > 0


def test_knows_the_memory_of_the_machine() -> None:
    whole = machine.memory()
    assert whole is None or 0 < whole.available <= whole.total
