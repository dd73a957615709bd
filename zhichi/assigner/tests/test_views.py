"""The pages of routing: who opens them, what they ask of the database, what they keep when refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.people import POSTS
from zhichi.assigner import selectors, services
from zhichi.assigner.choices import Mode
from zhichi.assigner.models import CustomersEngineer, Decision, RoutingRule
from zhichi.core import clock
from zhichi.records.selectors import history
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.assigner.tests.conftest import Desk

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}
MOST_QUERIES = 17
MADE_UP = {
    "subject": "导出乱码", "organisation": "", "product": "", "channel": "mail", "type": "fault",
    "urgency": "normal", "language": "zh-hans", "team": "", "at": "", "ticket": "",
}  # fmt: skip


def address(name: str, *args: Any) -> str:
    return reverse(f"assigner:{name}", args=args)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def chief(client: Client, people: People) -> Client:
    client.force_login(people.supervisor)
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("post", POSTS)
def test_staff_read_and_leaders_write(client: Client, desk: Desk, post: str, language: str) -> None:
    user = getattr(desk.people, post)
    type(user).objects.filter(pk=user.pk).update(language=language)
    client.force_login(user)
    rule = desk.rule(name="网关给二线", words=["网关"], mode=Mode.OFFER)
    ticket = desk.ticket()
    read = ["overview", "dry_run", "escalations"]
    write = [address("queue"), address("rule_new"), address("rule", rule.pk)]
    leads = post in {"manager", "supervisor"}
    assert [client.get(address(name)).status_code for name in read] == [200] * 3
    assert [client.get(url).status_code for url in write] == [200 if leads else 403] * 3
    assert client.get(address("panel", ticket.number), headers=FRAGMENT).status_code == 200
    switched = client.post(address("team_switch", desk.people.team.pk), {"is_on": "1"})
    assert switched.status_code == (303 if leads else 403)


def test_customers_see_nothing_of_it(client: Client, desk: Desk) -> None:
    assert client.get(address("overview")).status_code == 302
    assert client.get(address("panel", desk.ticket().number)).status_code == 302


def test_a_ticket_out_of_sight_is_not_there(client: Client, desk: Desk) -> None:
    client.force_login(desk.people.rival)
    number = desk.ticket().number
    assert client.get(address("panel", number)).status_code == 404
    assert client.get(address("escalate", number)).status_code == 404
    answer = client.get(address("dry_run"), {**MADE_UP, "ticket": number})
    assert answer.status_code == 422


def test_each_page_asks_few_questions(chief: Client, desk: Desk) -> None:
    for number in range(5):
        desk.person(f"senior{number}")
        desk.rule(name=f"规则{number}", words=[f"词{number}"])
    desk.switch()
    given = desk.ticket()
    desk.work_off()
    desk.switch(is_on=False)
    waiting = desk.ticket()
    pages = {
        "overview": address("overview"),
        "queue": address("queue"),
        "made up": f"{address('dry_run')}?urgency=normal&language=zh-hans&channel=mail",
        "given": address("panel", given.number),
        "waiting": address("panel", waiting.number),
        "engineer": address("engineer", "organisation", desk.organisation.pk),
    }
    for name, url in pages.items():
        chief.get(url, headers=FRAGMENT)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert chief.get(url, headers=FRAGMENT).status_code == 200
        assert len(asked) <= MOST_QUERIES, (name, len(asked), [item["sql"][:90] for item in asked])


def test_a_rule_is_written_moved_switched_and_removed(chief: Client, desk: Desk) -> None:
    first = desk.rule(name="先")
    typed = {"name": "银行紧急", "words": "银行，对账", "urgency": "urgent", "mode": "assign", "posts": ["senior"]}
    assert chief.post(address("rule_new"), typed).status_code == 303
    row = RoutingRule.objects.get(name="银行紧急")
    assert row.words == ["银行", "对账"]
    chief.post(address("rule_move", row.pk), {"to": "up"})
    assert [rule.pk for rule in selectors.rules()] == [row.pk, first.pk]
    chief.post(address("rule_switch", row.pk), {"is_on": "0"})
    chief.post(address("rule", row.pk), {**typed, "name": "银行"})
    row.refresh_from_db()
    assert (row.name, row.is_on, row.version) == ("银行", False, 2)
    chief.post(address("rule_remove", row.pk))
    assert [rule.pk for rule in selectors.rules()] == [first.pk]
    assert len(history(row.stream)) == 5
    assert chief.get(address("rule", row.pk)).status_code == 404


def test_a_rule_that_is_refused_keeps_what_was_typed(chief: Client, desk: Desk) -> None:
    typed = {"name": "", "words": "银行", "organisation": "没有这家", "mode": "assign"}
    answer = chief.post(address("rule_new"), typed)
    assert answer.status_code == 422
    assert "银行" in text(answer)
    assert "没有这家" in text(answer)
    many = ",".join(f"词{number}" for number in range(31))
    assert chief.post(address("rule_new"), {"name": "多", "words": many, "mode": "assign"}).status_code == 422
    assert chief.post(address("rule_new"), {"name": "错", "mode": "explode"}).status_code == 422


def test_the_dry_run_explains_and_writes_nothing(chief: Client, desk: Desk) -> None:
    ticket = desk.ticket()
    before = len(history(ticket.stream))
    answer = chief.get(address("dry_run"), {**MADE_UP, "ticket": ticket.number, "at": "2026-11-25T10:00"})
    assert answer.status_code == 200
    assert desk.people.senior.display_name in text(answer)
    assert desk.people.supervisor.display_name in text(answer)  # ruled out, and said why
    assert "没有登记工作时间" in text(answer)
    assert len(history(ticket.stream)) == before
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"ticket": "12345"},
        {"organisation": "没有这家"},
        {"at": "昨天"},
        {"at": "0001-01-01T00:00"},
        {"at": "2100-01-01T00:00"},
        {"product": "999"},
        {"urgency": "horrible"},
    ],
)
def test_the_dry_run_refuses_what_it_cannot_read(chief: Client, desk: Desk, typed: dict[str, str]) -> None:
    assert chief.get(address("dry_run"), {**MADE_UP, **typed}).status_code == 422


def test_the_panel_says_why_me(client: Client, desk: Desk) -> None:
    desk.rule(name="只给高级", posts=["senior"])
    desk.switch()
    ticket = desk.ticket()
    desk.work_off()
    client.force_login(desk.people.senior)
    told = text(client.get(address("panel", ticket.number), headers=FRAGMENT))
    assert "为何分派给我" in told
    assert "只给高级" in told


def test_the_panel_says_why_nobody(client: Client, desk: Desk) -> None:
    desk.rule(name="没有人", posts=["customer_service"])
    desk.switch()
    ticket = desk.ticket()
    desk.work_off()
    client.force_login(desk.people.senior)
    told = text(client.get(address("panel", ticket.number), headers=FRAGMENT))
    assert "岗位不符" in told
    assert desk.people.duty.name in told


def test_an_offer_is_answered_on_the_panel(client: Client, desk: Desk) -> None:
    desk.rule(name="问", mode=Mode.OFFER, posts=["senior"])
    desk.switch()
    ticket = desk.ticket()
    desk.at = clock.now()  # the page shows offers that have not passed
    desk.work_off()
    client.force_login(desk.people.junior)
    refused = client.post(address("offer", ticket.number), {"do": "accept"}, headers=FRAGMENT)
    assert desk.owner(ticket) is None
    assert "bad" in refused.headers["HX-Trigger"]
    client.force_login(desk.people.senior)
    assert ticket.number in text(client.get(address("overview")))
    client.post(address("offer", ticket.number), {"do": "accept"}, headers=FRAGMENT)
    assert desk.owner(ticket) == desk.people.senior


def test_escalating_without_words_keeps_the_dialog_and_what_was_typed(client: Client, desk: Desk) -> None:
    ticket = desk.ticket()
    tickets.take(ticket_id=ticket.pk, by=desk.people.actor("junior"), at=desk.tick())
    client.force_login(desk.people.junior)
    typed = {"reason": "", "tried": "重启过"}
    answer = client.post(address("escalate", ticket.number), typed, headers=FRAGMENT)
    assert answer.status_code == 422
    assert "重启过" in text(answer)
    assert desk.owner(ticket) == desk.people.junior


@pytest.mark.parametrize("kind", ["organisation", "contact"])
def test_the_engineer_is_named_on_the_customers_file(chief: Client, desk: Desk, kind: str) -> None:
    key = getattr(desk, kind).pk
    url = address("engineer", kind, key)
    assert url in text(chief.get(reverse(f"customers:{kind}", args=[key])))
    named = chief.post(url, {"user": desk.people.senior.pk}, headers=FRAGMENT)
    assert desk.people.senior.display_name in text(named)
    assert [event.code for event in history(f"{kind}:{key}")][-1] == "assigner.engineer_set"
    assert chief.post(url, {"user": desk.people.auditor.pk}, headers=FRAGMENT).status_code == 422
    chief.post(url, {"user": ""}, headers=FRAGMENT)
    assert not CustomersEngineer.objects.exists()


def test_juniors_do_not_name_engineers(client: Client, desk: Desk) -> None:
    client.force_login(desk.people.junior)
    answer = client.post(address("engineer", "contact", desk.contact.pk), {"user": desk.people.junior.pk})
    assert answer.status_code == 403
    assert client.get(address("engineer", "supplier", 1)).status_code == 404


def test_an_alert_stands_on_the_ticket_and_on_the_overview(chief: Client, desk: Desk) -> None:
    ticket = desk.ticket()
    for name, giver in (("senior", "assistant"), ("junior", "senior"), ("senior", "junior")):
        target = tickets.Target(owner=getattr(desk.people, name))
        by = desk.people.actor(giver)
        tickets.assign(ticket_id=ticket.pk, target=target, by=by, at=desk.tick(minutes=5), reason="不归我")
    assert "→" in text(chief.get(address("panel", ticket.number), headers=FRAGMENT))
    assert ticket.number in text(chief.get(address("overview")))
    assert address("asks") in text(chief.get("/desk/"))
    assert ticket.number in text(chief.get(address("asks"), headers=FRAGMENT))
    chief.force_login(desk.people.junior)
    assert ticket.number not in text(chief.get(address("asks"), headers=FRAGMENT))


def test_evidence_counts_escalations_and_alerts(desk: Desk) -> None:
    from zhichi.assigner import clauses
    from zhichi.handbook.periods import this_month

    ticket = desk.ticket()
    tickets.take(ticket_id=ticket.pk, by=desk.people.actor("junior"), at=desk.tick())
    services.escalate(ticket_id=ticket.pk, reason="难", tried="试过", by=desk.people.actor("junior"), at=desk.tick())
    period = this_month(at=desk.at)
    assert [figure.value for figure in clauses.duties(period).figures] == [1, 0]
    assert clauses.no_shirking(period).state == "no_data"
