"""Every page that links lead to, in both languages: it opens, has one main heading, says nothing in the other one."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve

from tests.pages.pages_in_words import PageText, in_the_wrong_language
from zhichi.accounts.models import User
from zhichi.portal.tests.conftest import Town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import People

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NOT_PAGES = ("/account/logout/", "/api/", "/static/", "/files/")  # a deed; a reference in English; files
FEWEST = {"manager": 70, "auditor": 45, "senior": 35}  # pages that must be reached, or the walk proves nothing
# What people of the test, or a letter in the customer's language, say; it happens to stand in a catalogue too.
SAID = {"林晓", "何青", "周明远", "苏禾", "简体中文", "English", "导出的报表打开是乱码", "问题解决了吗？"}


@pytest.mark.parametrize(("who", "language"), [("manager", "en"), ("auditor", "zh-hans"), ("senior", "zh-hans")])
def test_every_page_opens_and_speaks_one_language(people: People, who: str, language: str) -> None:
    cache.clear()
    town = Town(people, people.at)
    contact = town.contact("何青", "he.qing@client.example.com")
    town.solved(contact)
    town.ticket(contact)
    town.product()
    person = getattr(people, who)
    User.objects.filter(pk=person.pk).update(language=language)
    client = Client(headers={"accept-language": "zh-CN" if language == "zh-hans" else "en"})
    client.force_login(person)
    client.raise_request_exception = False
    faults, reached = [], 0
    for address, response in _walk(client, "/desk/"):
        reached += 1
        page = PageText.read(response.content.decode())
        if response.status_code != 200:
            faults.append(f"{address}: answers {response.status_code}")
        elif page.headings != 1:
            faults.append(f"{address}: {page.headings} main headings")
        faults += [f"{address}: {text!r}" for text in in_the_wrong_language(page, language) if text not in SAID]
    assert not faults, "\n".join(dict.fromkeys(faults))
    assert reached >= FEWEST[who]


@pytest.mark.parametrize(
    ("language", "page", "found"),
    [
        ("en", '<html lang="en"><p>客户不可见</p>', ["客户不可见"]),
        ("en", '<html lang="en"><button title="客户不可见">x</button>', ["客户不可见"]),
        ("en", '<html lang="en"><p>本页 1 张，共 9 张</p>', ["本页 1 张，共 9 张"]),
        ("zh-hans", '<html lang="zh-Hans"><h1>the customer does not see it</h1>', ["the customer does not see it"]),
        ("en", '<html lang="en"><p lang="zh-Hans">客户不可见</p><p>客户写的话</p>', []),
        ("zh-hans", '<html lang="zh-Hans"><p>客户不可见</p><p>Words of a customer</p>', []),
    ],
)
def test_tells_the_products_words_from_those_of_people(language: str, page: str, found: list[str]) -> None:
    assert list(in_the_wrong_language(PageText.read(page), language)) == found


def _walk(client: Client, start: str) -> Iterator[tuple[str, Any]]:
    """Every page that links lead to from `start`, one of each kind: its address and the answer."""
    seen, waiting = set(), deque([start])
    while waiting:
        address = waiting.popleft()
        kind = _kind(address)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        response = client.get(address, follow=True)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        yield address, response
        base = response.redirect_chain[-1][0] if response.redirect_chain else address
        waiting.extend(urljoin(base, link) for link in PageText.read(response.content.decode()).links)


def _kind(address: str) -> tuple[str, tuple[str, ...]] | None:
    """Its route and the names of its parameters; None for what is no page."""
    parts = urlsplit(address)
    if parts.path.startswith(NOT_PAGES):
        return None
    try:
        route = resolve(parts.path).route
    except Resolver404:
        return (parts.path, ())  # a link to nowhere is a fault to be told of
    return route, tuple(sorted({name for name, _value in parse_qsl(parts.query)}))
