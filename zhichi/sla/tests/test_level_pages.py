"""Pages of service levels: the draft, publishing, versions, and the test bench."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhichi.accounts import selectors as accounts
from zhichi.calendars import services as calendars
from zhichi.core.actors import Actor
from zhichi.customers import contract_reads
from zhichi.customers import services as customers
from zhichi.records.selectors import forget_policies
from zhichi.sla import in_force, level_reads, office, services
from zhichi.sla.forms import LengthField, length_words
from zhichi.sla.levels import ANY_CONTRACT

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

BY = Actor.system("tests")
AT = datetime(2026, 6, 1, 2, tzinfo=UTC)  # a Monday, ten o'clock in Shanghai
ROOT = "/desk/calendars/levels/"
FRAGMENT = {"HX-Request": "true"}


def edition() -> int:
    draft = level_reads.draft()
    return draft.edition if draft else services.NO_DRAFT


def rule(name: str, **given: Any) -> Any:
    return services.save_rule(data=services.RuleData(name=name, **given), edition=edition(), by=BY, at=AT)


def publish() -> None:
    services.publish(reason="测试", with_open=False, edition=edition(), by=BY, at=AT)


@pytest.fixture
def lead(client: Client, people: People) -> Client:
    client.force_login(people.supervisor)
    return client


@pytest.fixture
def company(db: None) -> Any:
    data = customers.OrganisationData(name="长谷示例制造")
    return customers.create_organisation(data=data, by=BY, at=AT)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("30m", 30), ("4h", 240), ("1h 30m", 90), ("４ 小时", 240), ("90分钟", 90), ("2小时15分", 135), ("", None)],
)
def test_lengths_are_read_as_people_write_them(text: str, minutes: int | None) -> None:
    assert LengthField().clean(text) == minutes
    assert LengthField().clean(length_words(minutes)) == minutes


def test_a_rule_is_written_on_the_page_and_published(lead: Client, company: Any) -> None:
    typed = {"name": "金牌", "edition": "0", "is_urgency": ["urgent"], "target_response": "15m", "do": "add"}
    found = lead.post(f"{ROOT}draft/new/", {**typed, "organisation": company.name})
    assert found.status_code == 200
    assert re.search(rf'name="is_organisation" value="{company.pk}"[^>]*checked', found.content.decode())
    assert level_reads.draft() is None, "adding to the form saves nothing"
    saved = {**typed, "do": "", "is_organisation": [str(company.pk)]}
    assert lead.post(f"{ROOT}draft/new/", saved).status_code == 303
    page = lead.get(f"{ROOT}draft/").content.decode()
    assert "金牌" in page
    assert company.name in page
    assert lead.post(f"{ROOT}draft/publish/", {"reason": "", "edition": edition()}).status_code == 422
    assert lead.post(f"{ROOT}draft/publish/", {"reason": "新合同", "edition": edition()}).status_code == 303
    assert "新合同" in lead.get(ROOT).content.decode()
    assert [item.targets for item in level_reads.rules_of(level_reads.version(1))] == [{"response": 15}]


def test_every_reader_sees_the_name_in_their_language(lead: Client, people: People) -> None:
    """On the table, the draft and the bench; the form holds both."""
    typed = {"name": "金牌", "name_en": "Gold", "edition": "0", "target_response": "15m"}
    assert lead.post(f"{ROOT}draft/new/", typed).status_code == 303
    assert lead.post(f"{ROOT}draft/publish/", {"reason": "新合同", "edition": edition()}).status_code == 303
    in_force.forget()  # what a commit does
    asked = {"team": str(people.team.pk), "received_at": "2026-11-23T09:00", "table": "1"}
    for language, name, other in (("zh-hans", "金牌", "Gold"), ("en", "Gold", "金牌")):
        type(people.supervisor).objects.update(language=language)
        for page in (ROOT, f"{ROOT}bench/"):
            found = lead.get(page, asked if page != ROOT else None).content.decode()
            assert name in found, (language, page)
            assert other not in found, (language, page)
    key = level_reads.rules_of(level_reads.version(1))[0].key
    form = lead.get(f"{ROOT}draft/{key}/").content.decode()
    assert 'value="金牌"' in form
    assert 'value="Gold"' in form


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"target_solution": "soon"}, "target_solution"),
        ({"target_solution": "9999999m"}, "target_solution"),
        ({"target_solution": "0m"}, "target_solution"),
        ({"organisation": "没有这家"}, "organisation"),
        ({"contract": "HT-404"}, "contract"),
        ({"is_urgency": ["later"]}, "is_urgency"),
        ({"calendar": "4711"}, "calendar"),
    ],
)
def test_a_bad_field_is_named_and_nothing_typed_is_lost(lead: Client, given: dict[str, Any], field: str) -> None:
    typed = {"name": "金牌", "edition": "0", "target_response": "25m", **given}
    for do in ("", "add") if field in {"organisation", "contract"} else ("",):
        answer = lead.post(f"{ROOT}draft/new/", {**typed, "do": do})
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert 'value="25m"' in answer.content.decode()
    assert level_reads.draft() is None


def test_every_bad_target_is_named(lead: Client) -> None:
    none_and_too_long = {"name": "金牌", "edition": edition(), "target_response": "0m", "target_solution": "99999h"}
    answer = lead.post(f"{ROOT}draft/new/", none_and_too_long)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"target_response", "target_solution"}


def test_targets_out_of_range_are_named_beside_one_that_is_no_length(lead: Client) -> None:
    """Bad input: "soon" and 99999h, and an organisation that nobody knows."""
    typed = {"name": "金牌", "edition": edition(), "target_response": "soon", "target_solution": "99999h"}
    answer = lead.post(f"{ROOT}draft/new/", {**typed, "organisation": "没有这家"})
    assert set(answer.context["form"].errors) == {"target_response", "target_solution", "organisation"}


def test_publishing_says_which_rule_is_never_reached(lead: Client) -> None:
    rule("全部")
    rule("夜班", conditions={"type": ["fault"]})
    page = lead.get(f"{ROOT}draft/publish/").content.decode()
    assert "<b>夜班</b>" in page and "“全部”" in page


def test_products_are_named_in_the_language_of_the_reader(lead: Client, people: People) -> None:
    data = customers.ProductData(code="R", name="砚台报表", name_en="Inkstone Reports")
    customers.create_product(data=data, by=BY, at=AT)
    type(people.supervisor).objects.update(language="en")
    page = lead.get(f"{ROOT}draft/new/").content.decode()
    assert "Inkstone Reports" in page and "砚台报表" not in page


def test_a_refused_question_to_the_bench_leads_to_the_form(lead: Client) -> None:
    """On a phone the answer stands below and the address scrolls to it; refused, it has to be the form."""
    page = bench(lead, organisation="没有这家").content.decode()
    assert re.search(r'<form class="card form side-first" id="answer"', page) and page.count('id="answer"') == 1


def test_somebody_who_was_slower_is_told_and_keeps_what_was_typed(lead: Client) -> None:
    first = rule("甲")
    answer = lead.post(f"{ROOT}draft/new/", {"name": "乙", "edition": "0"})
    assert answer.status_code == 422
    assert 'value="乙"' in answer.content.decode()
    moved = lead.post(f"{ROOT}draft/{first.key}/move/", {"to": "up", "edition": "x"}, headers=FRAGMENT)
    assert '"kind": "bad"' in moved.headers["HX-Trigger"]


def test_rules_move_and_go_by_buttons(lead: Client) -> None:
    one, two = rule("一"), rule("二")
    answer = lead.post(f"{ROOT}draft/{two.key}/move/", {"to": "up", "edition": edition()}, headers=FRAGMENT)
    text = answer.content.decode()
    assert text.index(two.key) < text.index(one.key)
    assert lead.post(f"{ROOT}draft/{one.key}/remove/", {"edition": edition()}).status_code == 303
    assert [item.name for item in level_reads.rules_of(level_reads.draft())] == ["二"]
    assert lead.post(f"{ROOT}draft/discard/", {"edition": edition()}).status_code == 303
    assert lead.get(f"{ROOT}draft/{one.key}/").status_code == 404


def test_an_earlier_version_is_looked_at_and_taken_up_again(lead: Client) -> None:
    rule("一")
    publish()
    rule("二")
    publish()
    page = lead.get(f"{ROOT}versions/2/").content.decode()
    assert "二" in page
    assert lead.get(f"{ROOT}versions/3/").status_code == 404
    assert lead.post(f"{ROOT}versions/1/take-up/", {"edition": "5"}).status_code == 303
    assert level_reads.draft() is None, "somebody else's draft would have been lost"
    assert lead.post(f"{ROOT}versions/1/take-up/", {"edition": "0"}).status_code == 303
    assert [item.name for item in level_reads.rules_of(level_reads.draft())] == ["一"]


def test_others_read_and_do_not_write(client: Client, people: People) -> None:
    one = rule("一")
    publish()
    rule("二")
    for name in ("auditor", "senior"):
        client.force_login(getattr(people, name))
        for path in ("", "draft/", "versions/", "versions/1/", "bench/", "progress/"):
            assert client.get(f"{ROOT}{path}").status_code == 200, (name, path)
        assert client.get(f"{ROOT}draft/new/").status_code == 403
        for path in (f"draft/{one.key}/move/", "draft/publish/", "draft/discard/", "versions/1/take-up/"):
            assert client.post(f"{ROOT}{path}").status_code == 403, (name, path)


def mornings() -> Any:
    week = [((time(9), time(12)),)] * 5 + [()] * 2
    data = calendars.CalendarData(name="上午", time_zone="Asia/Shanghai")
    row = calendars.create_calendar(data=data, weekly=week, by=BY, at=AT)
    office.forget()
    return row


def bench(client: Client, **given: Any) -> Any:
    team = accounts.teams()[0]
    usual = {"team": team.pk, "received_at": "2026-06-01T10:00", "urgency": "urgent", "table": "draft"}
    return client.get(f"{ROOT}bench/", {**usual, **given})


def test_the_bench_says_which_rule_fits_why_others_do_not_and_when_it_is_due(lead: Client, company: Any) -> None:
    calendar = mornings()
    contract = customers.ContractData(number="HT-1", name="上午合同", starts_on=AT.date(), calendar_id=calendar.pk)
    customers.create_contract(organisation_id=company.pk, data=contract, by=BY, at=AT)
    contract_reads.forget_contracts()
    rule("平时", conditions={"urgency": ["normal"]})
    rule("合同", conditions={"contract": [ANY_CONTRACT]}, targets={"solution": 180})
    rule("其余")
    answer = bench(lead, organisation=company.name).context["answer"]
    assert answer.name == "合同"
    assert [item.outcome for item in answer.tried] == ["misses", "fits", "not asked"]
    assert len(answer.tried[0].reasons) == 1
    assert answer.contracts == ["HT-1 上午合同"]
    due = {item.label: item.due_at for item in answer.promised if item.is_own}
    assert list(due.values()) == [datetime(2026, 6, 2, 2, tzinfo=UTC)], "two hours on Monday, one on Tuesday"
    assert len(answer.warnings) == 1, "the handbook's targets for the other two"


def test_the_bench_warns_where_nothing_was_decided(lead: Client) -> None:
    rule("平时", conditions={"urgency": ["normal"]})
    answer = bench(lead).context["answer"]
    assert answer.name == ""
    assert len(answer.warnings) == 2, "no rule fits, and there is no calendar"
    assert all(item.due_at and not item.is_own for item in answer.promised)


@pytest.mark.parametrize(
    "given",
    [
        {"received_at": "1969-12-31T10:00"},
        {"received_at": "2150-01-01T10:00"},
        {"received_at": "soon"},
        {"organisation": "没有这家"},
        {"team": "4711"},
        {"table": "9"},
        {"urgency": "later"},
    ],
)
def test_the_bench_names_what_it_cannot_try(lead: Client, given: dict[str, Any]) -> None:
    rule("一")
    answer = bench(lead, **given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(given)


def test_pages_ask_a_fixed_number_of_questions(lead: Client, company: Any) -> None:
    def count() -> dict[str, int]:
        found = {}
        for path in ("", "draft/", "versions/", "bench/?table=draft"):
            forget_policies()  # what a process remembers for seconds is asked again
            office.forget()
            with CaptureQueriesContext(connection) as asked:
                lead.get(f"{ROOT}{path}")
            found[path] = len(asked)
        return found

    rule("一", conditions={"organisation": [str(company.pk)], "urgency": ["urgent"]})
    publish()
    rule("二", conditions={"organisation": [str(company.pk)]})
    count()  # the first visit of a process asks more: policy values, the handbook's version
    few = count()
    for number in range(12):
        rule(f"第 {number}", conditions={"organisation": [str(company.pk)]})
    assert count() == few
    assert max(few.values()) <= 15, few
