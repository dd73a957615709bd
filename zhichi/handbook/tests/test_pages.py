"""The pages of the handbook: everybody on staff reads, the manager changes, what was typed stays."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from tests.people import POSTS, SETUP
from zhichi.accounts import services as accounts
from zhichi.accounts.selectors import acknowledged_version
from zhichi.handbook import selectors, services

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db
ROOT = "/desk/handbook/"
READ = ("", "print/", "clauses/2.4/", "clauses/8.4.3/", "versions/", "acknowledge/", "acknowledgements/")
READ_MORE = ("glossary/", "charter/", "?period=2026-Q4&state=broken", "?first=2026-11-01&last=2026-11-24")
VALUE = "clauses/2.4/values/2.4.reopen_days/"


@pytest.mark.parametrize("post", POSTS)
def test_keeps_the_handbook_open_to_all_staff(client: Client, people: People, post: str) -> None:
    client.force_login(getattr(people, post))
    assert [path for path in (*READ, *READ_MORE) if client.get(ROOT + path).status_code != 200] == []
    assert client.get(ROOT + VALUE).status_code == (200 if post == "manager" else 403)
    expected = 200 if post in {"manager", "administrator"} else 403
    assert client.get(ROOT + "charter/edit/").status_code == expected


@pytest.mark.parametrize("post", ["manager", "auditor", "knowledge_editor", "administrator"])
def test_links_no_page_that_would_refuse_the_reader(client: Client, people: People, post: str) -> None:
    client.force_login(getattr(people, post))
    links = {html.unescape(link) for link in re.findall(r'href="(/desk/[^"#]*)"', client.get(ROOT).content.decode())}
    assert ("/desk/board/" in links) == (post not in {"administrator", "knowledge_editor"})
    elsewhere = sorted(link for link in links if not link.startswith(ROOT))
    assert [link for link in elsewhere if client.get(link).status_code >= 400] == []


def test_refuses_customers_and_guests(client: Client, people: People) -> None:
    assert client.get(ROOT).status_code == 302
    customer = accounts.create_customer_account(
        email="he@client.example.com", name="何青", language="en", by=SETUP, at=people.at
    )
    client.force_login(customer)
    assert {client.get(ROOT + path).status_code for path in READ} == {403}


def test_refuses_clauses_and_values_that_do_not_exist(client: Client, people: People) -> None:
    client.force_login(people.manager)
    for path in ("clauses/2.9/", "clauses/2.4/values/2.1.register_minutes/", "clauses/x/values/y/"):
        assert client.get(ROOT + path).status_code == 404, path


def test_keeps_the_page_when_the_period_is_nonsense(client: Client, people: People) -> None:
    client.force_login(people.junior)
    response = client.get(f"{ROOT}?period=yesterday")
    assert response.status_code == 422
    assert "2026-Q4" in response.content.decode()


def test_keeps_days_that_were_picked_the_wrong_way_round(client: Client, people: People) -> None:
    client.force_login(people.junior)
    response = client.get(f"{ROOT}clauses/3.1.2/?first=2026-11-20&last=2026-11-10")
    assert response.status_code == 422
    page = response.content.decode()
    assert 'name="first" value="2026-11-20"' in page
    assert 'name="last" value="2026-11-10"' in page
    assert "第一天 2026-11-20 晚于最后一天 2026-11-10" in page


def test_names_a_value_out_of_bounds_beside_a_missing_reason(client: Client, people: People) -> None:
    """Bad input: 999 days, and no reason."""
    client.force_login(people.manager)
    refused = client.post(ROOT + VALUE, {"value": "999", "reason": ""})
    assert set(refused.context["form"].errors) == {"value", "reason"}


def test_keeps_a_new_value_from_form_to_rule(client: Client, people: People) -> None:
    client.force_login(people.manager)
    refused = client.post(ROOT + VALUE, {"value": "999", "reason": "客户要求更久"})
    assert refused.status_code == 422
    assert 'value="999"' in refused.content.decode()
    assert "客户要求更久" in refused.content.decode()
    accepted = client.post(ROOT + VALUE, {"value": "14", "reason": "客户要求更久"})
    assert accepted.headers["Location"] == "/desk/handbook/clauses/2.4/"
    page = client.get(ROOT + "clauses/2.4/").content.decode()
    assert "14 天" in page
    assert "客户要求更久" in page
    assert "手册第 2 版已生效，请阅读。" in page


def test_keeps_acknowledging_what_stood_on_the_page(client: Client, people: People) -> None:
    client.force_login(people.junior)
    assert "手册第 1 版已生效" in client.get("/desk/me/").content.decode()
    services.change_policy(key="2.4.reopen_days", value=9, reason="久一点", by=people.actor("manager"), at=people.at)
    stale = client.post(ROOT + "acknowledge/", {"version": "1"})
    assert stale.status_code == 409  # the version changed while the page was open
    assert acknowledged_version(people.junior.pk) == 0
    assert client.post(ROOT + "acknowledge/", {"version": "2"}).status_code == 303
    assert acknowledged_version(people.junior.pk) == 2
    assert "已生效，请阅读" not in client.get("/desk/me/").content.decode()


def test_keeps_the_printed_handbook_in_both_languages(client: Client, people: People) -> None:
    client.force_login(people.auditor)
    page = client.get(ROOT + "print/?period=2026-11").content.decode()
    assert f'href="{ROOT}?period=2026-11"' in page, "a way back"
    assert 'lang="zh-Hans"' in page
    assert "技术支持服务流程及规范手册" in page
    assert "Technical-support service process and standards handbook" in page
    assert "关闭后 7 天" in page
    assert "within 7 days of closing" in page
    english = client.get(ROOT + "print/?period=2026-11&language=en").content.decode()
    assert "关闭后 7 天" not in english


def test_keeps_the_charter_from_form_to_reader(client: Client, people: People) -> None:
    client.force_login(people.manager)
    half = client.post(ROOT + "charter/edit/", {"text_zh": "只有中文", "text_en": "", "reason": "改写"})
    assert half.status_code == 422
    assert "只有中文" in half.content.decode()
    full = {"text_zh": "我们承诺<b>", "text_en": "We promise <script>alert(1)</script>", "reason": "改写"}
    assert client.post(ROOT + "charter/edit/", full).status_code == 303
    page = client.get(ROOT + "charter/").content.decode()
    assert "<script>alert" not in page
    assert selectors.charter("en").number == 2
