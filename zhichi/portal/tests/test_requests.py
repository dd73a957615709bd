"""My requests: lists, one request, colleagues, strangers; nothing internal ever shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.tickets import services as tickets
from zhichi.tickets.choices import State

if TYPE_CHECKING:
    from zhichi.portal.tests.conftest import Town

ME, COLLEAGUE, STRANGER = "he.qing@client.example.com", "bai.lu@client.example.com", "fang.zhou@other.example.com"


def test_asks_guests_to_sign_in(guest: Any, people: Any) -> None:
    answer = guest.get("/requests/")
    assert answer.status_code == 302
    assert answer.url == "/sign-in/link/?next=/requests/"


def test_refuses_staff_who_have_no_requests(people: Any, guest: Any) -> None:
    guest.force_login(people.manager, backend="zhichi.accounts.backends.MailAddressBackend")
    assert guest.get("/requests/").status_code == 403


def test_lists_own_requests_by_tab_with_counts(town: Town) -> None:
    me = town.contact("何青", ME)
    client = town.signed_in(me)
    town.ticket(me, "打印错位")
    town.ticket(town.contact("方舟", STRANGER, "远航示例物流"), "别人的事")
    page = client.get("/requests/")
    assert "打印错位" in page.text
    assert "别人的事" not in page.text
    assert [(tab.name, tab.count) for tab in page.context["listing"].tabs] == [("open", 1), ("ended", 0)]


@pytest.mark.parametrize(("query", "found"), [("错位", True), ("位", True), ("#{number}", True), ("无此事", False)])
def test_finds_by_title_and_number(town: Town, query: str, found: bool) -> None:
    me = town.contact("何青", ME)
    client = town.signed_in(me)
    ticket = town.ticket(me, "打印错位")
    page = client.get("/requests/", {"q": query.format(number=ticket.number)})
    assert bool(page.context["listing"].page.rows) is found


def test_shows_colleagues_requests_only_where_the_company_shares_them(town: Town) -> None:
    me, colleague = town.contact("何青", ME, shares=True), town.contact("白露", COLLEAGUE)
    client = town.signed_in(me)
    theirs = town.ticket(colleague, "白露的请求")
    page = client.get("/requests/", {"tab": "colleagues"})
    assert "白露的请求" in page.text
    assert client.get(reverse("portal:request", args=[theirs.number])).status_code == 200


def test_hides_colleagues_requests_otherwise(town: Town) -> None:
    me, colleague = town.contact("何青", ME), town.contact("白露", COLLEAGUE)
    client = town.signed_in(me)
    theirs = town.ticket(colleague, "白露的请求")
    assert "白露的请求" not in client.get("/requests/", {"tab": "colleagues"}).text
    for name in ("request", "answer", "outcome"):
        address = reverse(f"portal:{name}", args=[theirs.number])
        assert (client.get if name == "request" else client.post)(address).status_code == 404


def test_a_colleague_adds_information_but_does_not_confirm(town: Town) -> None:
    me, colleague = town.contact("何青", ME, shares=True), town.contact("白露", COLLEAGUE)
    client = town.signed_in(me)
    ticket = town.solved(colleague)
    page = client.get(reverse("portal:request", args=[ticket.number]))
    assert 'name="answer"' not in page.text
    assert client.post(reverse("portal:outcome", args=[ticket.number]), {"answer": "solved"}).status_code == 403
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED


@pytest.mark.parametrize("number", ["99999", "abc", "１０００９", "0", "-1", "10009999999999"])
def test_answers_404_for_numbers_that_lead_nowhere(town: Town, number: str) -> None:
    client = town.signed_in(town.contact("何青", ME))
    assert client.get(f"/requests/{number}/").status_code == 404


def test_shows_the_conversation_and_nothing_internal(town: Town) -> None:
    me = town.contact("何青", ME)
    client = town.signed_in(me)
    ticket = town.solved(me)
    call = tickets.Call(direction="out", answered=True, seconds=60, number="1", text="电话里说的话")
    tickets.log_call(ticket_id=ticket.pk, call=call, by=town.people.actor("senior"), at=town.tick())
    page = client.get(reverse("portal:request", args=[ticket.number])).text
    assert "请升级到 8.2.1" in page
    assert town.people.senior.display_name in page
    for secret in ("内部：客户的服务器很旧", "电话里说的话", town.people.senior.email, "缺少编码标记"):
        assert secret not in page


def test_tells_the_five_steps(town: Town) -> None:
    me = town.contact("何青", ME)
    client = town.signed_in(me)
    page = client.get(reverse("portal:request", args=[town.solved(me).number]))
    assert [item.mark for item in page.context["stages"]] == ["done", "done", "done", "now", ""]
    assert page.text.count('<li class="done"><span class="step">') >= 3


def test_htmx_gets_the_changing_part_alone(town: Town) -> None:
    me = town.contact("何青", ME)
    client = town.signed_in(me)
    ticket = town.ticket(me)
    fragment = client.get(reverse("portal:request", args=[ticket.number]), headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div id="live"')
    assert "<html" not in fragment
    assert f"live:ticket:{ticket.pk} from:body" in fragment


def test_page_costs_a_fixed_number_of_queries(town: Town, django_assert_max_num_queries: Any) -> None:
    me = town.contact("何青", ME)
    client = town.signed_in(me)
    ticket = town.solved(me)
    for number in range(5):
        town.ticket(me, f"请求 {number}")
    with django_assert_max_num_queries(20):
        client.get(reverse("portal:request", args=[ticket.number]))
    with django_assert_max_num_queries(12):
        client.get("/requests/")


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "我的请求"), ("en", "My requests")])
def test_speaks_the_language_of_the_account(town: Town, language: str, words: str) -> None:
    client = town.signed_in(town.contact("何青", ME), language)
    assert words in client.get("/requests/").text


def test_the_charter_is_a_list_and_markup_in_it_stays_text() -> None:
    from zhichi.portal.templatetags.portal import plain_prose

    shown = plain_prose("我们承诺：\n- 一\n- <script>x</script>\n\n完\n<b>")
    assert "<ul><li>一</li><li>&lt;script&gt;x&lt;/script&gt;</li></ul>" in shown
    assert "<p>我们承诺：</p>" in shown
    assert "<b>" not in shown
    assert plain_prose("") == ""
