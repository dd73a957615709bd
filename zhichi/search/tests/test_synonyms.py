"""Words of a group stand for each other; who may changes the groups, and the record tells."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from zhichi.core.errors import DomainError, Refused
from zhichi.records.selectors import histories
from zhichi.search import selectors, services, thesaurus
from zhichi.search.models import SynonymGroup
from zhichi.search.services.synonyms import SHIPPED
from zhichi.search.tests.conftest import KIND, STAFF, found, partly, thing
from zhichi.search.thesaurus import Thesaurus

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, tzinfo=UTC)
URL = "/desk/search/synonyms/"


def group(*words: str) -> SynonymGroup:
    row = services.save_synonyms(words=words, by=SHIPPED, at=AT)
    thesaurus.forget()
    return row


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("打印设备", [1]),
        ("印表機", [1]),
        ("Printers", [1]),
        ("打印设备离线", [1]),
        ("SSO", [2]),
        ("single  sign-on", [2]),
        ("Single Sign-On 登录", [2]),
        ("单点登录", [2]),
        ('"打印设备"', []),
        ("打印设备 -打印机", []),
        ("sso x", []),
    ],
)
def test_finds_by_synonyms(query: str, expected: list[int]) -> None:
    group("打印机", "打印设备", "印表机", "printer")
    group("单点登录", "SSO", "single sign-on")
    services.index_documents([thing(1, "打印机离线"), thing(2, "单点登录配置")])
    assert found(query) == expected
    if query not in ("单点登录", "Single Sign-On 登录"):
        assert found(query, synonyms=False) == []


def test_marks_synonyms_apart_from_words() -> None:
    group("打印机", "打印设备")
    services.index_documents([thing(1, "打印机和打印设备")])
    (hit,) = selectors.find("打印设备", for_user=STAFF, kinds=[KIND])
    assert hit.highlights == ((("打印机", 2), ("和", 0), ("打印设备", 1)),)
    assert selectors.also_looked_for("打印设备 离线") == ["打印机"]
    assert selectors.also_looked_for('"打印设备"') == []


def test_other_forms_count_beside_chinese_synonyms() -> None:
    group("安装", "install")
    services.index_documents([thing(1, "Silent installation"), thing(2, "安装说明"), thing(3, "别的")])
    assert sorted(found("installing")) == [1, 2]


def test_ranks_the_word_itself_first() -> None:
    group("密码", "口令")
    services.index_documents([thing(1, "密码一"), thing(2, "口令二", title="口令"), thing(3, "别的")])
    assert found("密码") == [1, 2]


def test_words_of_a_question_that_are_nowhere_are_replaced() -> None:
    group("找回", "恢复")
    services.index_documents([thing(1, "文件恢复的办法"), thing(2, "别的事情")])
    services.take_census(at=AT)
    assert partly("怎么才能找回我的文件") == [1]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["打印机"],
        ["打印机", " 打印機 "],
        ["a", "。"],
        ["x" * 61, "y"],
        [str(n) for n in range(13)],
        ["报表", "登入"],
    ],
)
def test_refuses_groups_that_say_nothing(words: list[str]) -> None:
    group("登录", "登入")
    with pytest.raises(DomainError) as refusal:
        services.save_synonyms(words=words, by=SHIPPED, at=AT)
    assert refusal.value.fields


def test_the_record_tells_every_change_once() -> None:
    row = group("登录", "登入")
    for words, is_active in (
        (["登录", "登入"], True),
        (["登录", "登陆"], True),
        (["登录", "登陆"], False),
        (["登录", "登陆"], True),
    ):
        services.save_synonyms(words=words, is_active=is_active, group_id=row.pk, by=SHIPPED, at=AT)
    codes = [event.code.partition("_")[2] for event in histories([f"synonyms:{row.pk}"])]
    assert codes == ["revived", "retired", "changed", "added"]


def test_what_ships_is_put_in_place_once() -> None:
    services.supply_synonyms(at=AT)
    row = SynonymGroup.objects.earliest("pk")
    services.save_synonyms(words=row.words, is_active=False, group_id=row.pk, by=SHIPPED, at=AT)
    count = SynonymGroup.objects.count()
    services.supply_synonyms(at=AT)
    assert SynonymGroup.objects.count() == count > 20
    assert not SynonymGroup.objects.get(pk=row.pk).is_active


def test_a_group_out_of_use_is_not_asked() -> None:
    assert not Thesaurus()
    row = group("登录", "登入")
    services.save_synonyms(words=row.words, is_active=False, group_id=row.pk, by=SHIPPED, at=AT)
    thesaurus.forget()
    services.index_documents([thing(1, "登入")])
    assert found("登录") == []


def test_who_may_changes_groups_by_the_page(client: Client, people: People) -> None:
    client.force_login(people.knowledge_editor)
    made = client.post(f"{URL}new/", {"words": "打印机\r\nprinter\r\n"})
    assert made.status_code == 303
    row = SynonymGroup.objects.get()
    assert row.words == ["打印机", "printer"]
    refused = client.post(f"{URL}new/", {"words": "打印机\nPRINTER"})
    assert refused.status_code == 422 and "PRINTER" in refused.content.decode()
    assert client.post(f"{URL}{row.pk}/", {"words": "打印机\nprinter\n印表机"}).status_code == 303
    row.refresh_from_db()
    assert (row.words, row.is_active) == (["打印机", "printer", "印表机"], False)
    assert "印表机" in client.get(URL, {"q": "印表機"}).content.decode()
    assert "印表机" not in client.get(URL, {"q": "别的"}).content.decode()
    assert "printer" in client.get(f"{URL}{row.pk}/").content.decode()
    assert client.get(f"{URL}{row.pk + 1}/").status_code == 404


@pytest.mark.parametrize("post", ["senior", "junior", "auditor"])
def test_others_may_not(client: Client, people: People, post: str) -> None:
    client.force_login(getattr(people, post))
    assert client.get(URL).status_code == client.post(f"{URL}new/", {"words": "a\nb"}).status_code == 403
    with pytest.raises(Refused):
        services.save_synonyms(words=["甲", "乙"], by=people.actor(post), at=AT)
