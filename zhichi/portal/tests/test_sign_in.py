"""Sign-in by a mailed link: for customers only, once, for a quarter of an hour, and never by opening it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from zhichi.accounts import services as accounts
from zhichi.accounts.models import User
from zhichi.core.clock import now
from zhichi.customers import services as customers
from zhichi.outbound.models import OutboundMail
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.portal.tests.conftest import Town

ASK, ME = "/sign-in/link/", "he.qing@client.example.com"


def link_in_mail() -> str:
    found = re.search(r"https?://[^/]+(/sign-in/link/\S+)", OutboundMail.objects.latest("pk").text)
    assert found
    return found[1]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_signs_in_a_customer_and_makes_the_account_the_first_time(town: Town, guest: Any) -> None:
    me = town.contact("何青", ME)
    guest.post(ASK, {"address": " He.Qing@Client.example.com "})
    answer = guest.post(link_in_mail())
    assert (answer.status_code, answer.url) == (302, "/requests/")
    me.refresh_from_db()
    assert me.user is not None
    assert (me.user.email, me.user.display_name, me.user.post) == (ME, "何青", "")
    assert is_signed_in(guest)
    codes = [event.code for event in records.history(f"user:{me.user.pk}")]
    assert codes == ["accounts.customer_created", "portal.signed_in_by_link"]


def test_opening_the_link_changes_nothing(town: Town, guest: Any) -> None:
    town.contact("何青", ME)
    guest.post(ASK, {"address": ME})
    for _ in range(2):
        page = guest.get(link_in_mail())
        assert 'method="post"' in page.text
        assert "no-store" in page.headers["Cache-Control"]
    assert not is_signed_in(guest)
    assert not User.objects.filter(email=ME).exists()


def test_works_once(town: Town, guest: Any) -> None:
    from django.test import Client

    town.contact("何青", ME)
    guest.post(ASK, {"address": ME})
    link, other = link_in_mail(), Client()
    guest.post(link)
    assert other.post(link).status_code == 422
    assert not is_signed_in(other)


def test_works_for_a_quarter_of_an_hour(town: Town, guest: Any) -> None:
    town.contact("何青", ME)
    guest.post(ASK, {"address": ME})
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert guest.post(link_in_mail()).status_code == 422
    assert not is_signed_in(guest)


def test_answers_the_same_whether_the_address_is_known_or_not(town: Town, guest: Any) -> None:
    town.contact("何青", ME)
    known, unknown = (_answer(guest, address) for address in (ME, "nobody@client.example.com"))
    assert known == unknown
    assert [mail.to for mail in OutboundMail.objects.all()] == [[ME]]


def _answer(guest: Any, address: str) -> tuple[int, str]:
    """The answer without what differs from page to page by nature."""
    page = guest.post(ASK, {"address": address})
    text = page.text.replace(address, "…").replace(address.replace("@", "%40"), "…")
    return page.status_code, re.sub(r"[A-Za-z0-9]{64}", "token", text)


def test_mails_no_link_to_staff_or_closed_accounts(town: Town, guest: Any) -> None:
    me = town.contact("何青", ME)
    town.signed_in(me)
    accounts.deactivate(person_id=me.user.pk, reason="left", by=town.people.actor("manager"), at=town.at)  # type: ignore[union-attr]
    guest.post(ASK, {"address": ME})
    guest.post(ASK, {"address": town.people.manager.email})
    assert not OutboundMail.objects.exists()


def test_signs_in_the_account_of_a_contact_by_any_of_its_addresses(town: Town, guest: Any) -> None:
    me = town.contact("何青", ME)
    town.signed_in(me)
    data = customers.ContactData(
        display_name="何青", addresses=[ME, "qing@home.example.org"], organisation_id=me.organisation_id
    )
    customers.update_contact(contact_id=me.pk, data=data, by=town.people.actor("manager"), at=town.at)
    guest.post(ASK, {"address": "qing@home.example.org"})
    guest.post(link_in_mail())
    assert guest.session["_auth_user_id"] == str(me.user.pk)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("wanted", "reached"), [("/profile/", "/profile/"), ("https://evil.example.com/", "/requests/")]
)
def test_goes_on_to_pages_of_ours_only(town: Town, guest: Any, wanted: str, reached: str) -> None:
    town.contact("何青", ME)
    guest.post(ASK, {"address": ME, "next": wanted})
    link = link_in_mail()
    path, _, query = link.partition("?")
    answer = guest.post(path, {"next": "/profile/" if "next" in query else ""})
    assert answer.url == reached


def test_slows_down_who_asks_for_many_links(town: Town, guest: Any) -> None:
    town.contact("何青", ME)
    answers = [guest.post(ASK, {"address": ME}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert OutboundMail.objects.count() == 5


def test_keeps_a_wrong_address_in_the_form(people: Any, guest: Any) -> None:
    answer = guest.post(ASK, {"address": "何青"})
    assert answer.status_code == 422
    assert "何青" in answer.text


def test_profile_changes_account_and_file(town: Town) -> None:
    me = town.contact("何青", ME)
    client = town.signed_in(me)
    form = {"display_name": "何小青", "language": "en", "time_zone": "Europe/Berlin", "phone": "0755-2345 6789 转 801"}
    assert client.post(reverse("portal:profile"), form).status_code == 303
    me.refresh_from_db()
    assert (me.display_name, me.user.display_name, me.user.language) == ("何小青", "何小青", "en")  # type: ignore[union-attr]
    phone = me.phones.get()
    assert (phone.number, phone.extension) == ("+8675523456789", "801")
    assert "My profile" in client.get(reverse("portal:profile")).text


@pytest.mark.parametrize(("field", "value"), [("display_name", " "), ("phone", "12"), ("time_zone", "Mars/Crater")])
def test_profile_keeps_the_typed_text(town: Town, field: str, value: str) -> None:
    client = town.signed_in(town.contact("何青", ME))
    form = {"display_name": "何小青", "language": "zh-hans", "time_zone": "Asia/Shanghai", "phone": ""} | {field: value}
    answer = client.post(reverse("portal:profile"), form)
    assert answer.status_code == 422
    assert "何小青" in answer.text or field == "display_name"
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("path", ["/", "/charter/", "/help/", "/requests/new/", "/sign-in/link/"])
@pytest.mark.parametrize(("language", "lang"), [("zh-CN", "zh-Hans"), ("en", "en")])
def test_public_pages_speak_both_languages(people: Any, path: str, language: str, lang: str) -> None:
    from django.test import Client

    page = Client(headers={"accept-language": language}).get(path)
    assert page.status_code == 200
    assert f'<html lang="{lang}"' in page.text


def test_still_asks_for_the_second_factor(town: Town, guest: Any) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    me = town.contact("何青", ME)
    town.signed_in(me)
    TOTP.activate(me.user, generate_totp_secret())
    guest.post(ASK, {"address": ME})
    answer = guest.post(link_in_mail())
    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(guest)


def test_leads_those_who_want_their_requests_to_the_link_and_back_again(town: Town, guest: Any) -> None:
    town.contact("何青", ME)
    asked = guest.get("/requests/?tab=ended")
    assert asked.url == f"{ASK}?next=/requests/%3Ftab%3Dended"
    guest.post(ASK, {"address": ME, "next": "/requests/?tab=ended"})
    assert guest.post(link_in_mail()).url == "/requests/?tab=ended"


def test_keeps_the_page_that_was_wanted_between_both_ways_of_signing_in(people: Any, guest: Any) -> None:
    by_password = guest.get("/account/login/?next=/requests/").text
    assert f'href="{ASK}?next=/requests/"' in by_password
