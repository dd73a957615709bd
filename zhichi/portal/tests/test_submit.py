"""2.1: asking for help on the portal, as a guest and signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhichi.customers.models import Contact
from zhichi.files.models import Attachment
from zhichi.outbound.models import OutboundMail
from zhichi.tickets.choices import HOLDER
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.portal.tests.conftest import Town

NEW = "/requests/new/"


def send(client: Client, form: dict[str, Any], **changes: Any) -> Any:
    return client.post(NEW, form | changes)


def test_makes_a_ticket_and_shows_its_number(people: Any, guest: Client, form: dict[str, Any]) -> None:
    answer = guest.post(NEW, form, follow=True)
    ticket = Ticket.objects.get()
    assert answer.redirect_chain == [(reverse("portal:sent", args=[ticket.public_id]), 302)]
    assert f"</span>{ticket.number}</p>" in answer.text
    assert (ticket.channel, ticket.affected, ticket.version, ticket.language) == ("web", 12, "8.2.0", "zh-hans")


def test_keeps_what_the_form_says_beyond_the_columns_in_the_message(people: Any, guest: Client, form: Any) -> None:
    send(guest, form)
    text = Ticket.objects.get().messages.get(kind="customer").text
    assert "中文全是乱码" in text
    assert "长谷示例制造" in text
    assert "0755-2345 6789" in text


def test_acknowledges_in_the_language_of_the_page(people: Any, form: dict[str, Any]) -> None:
    from django.test import Client

    send(Client(headers={"accept-language": "en"}), form)
    mail = OutboundMail.objects.get()
    assert mail.to == ["he.qing@client.example.com"]
    assert "We received your request" in mail.text
    assert reverse("portal:guest", args=[Ticket.objects.get().public_id]) in mail.text


def test_sending_twice_makes_one_ticket(people: Any, guest: Client, form: dict[str, Any]) -> None:
    first, second = send(guest, form), send(guest, form)
    assert first.url == second.url
    assert Ticket.objects.count() == 1
    assert OutboundMail.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("address", "no-address"),
        ("address", ""),
        ("subject", "\u3000"),
        ("impact", "galaxy"),
        ("people", "-3"),
        ("people", "many"),
        ("product", "999"),
        ("occurred_at", "2199-01-01T00:00"),
        ("occurred_at", "yesterday"),
        ("text", "x" * 50_001),
        ("version", "x" * 121),
    ],
)
def test_keeps_the_typed_text_when_a_field_is_wrong(
    people: Any, guest: Client, form: dict[str, Any], field: str, value: str
) -> None:
    answer = send(guest, form, **{field: value})
    assert answer.status_code == 422
    assert not Ticket.objects.exists()
    kept = "导出的报表打开是乱码" if field != "subject" else "用表格软件打开"
    assert kept in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_keeps_good_files_when_another_is_too_large(
    people: Any, guest: Client, form: dict[str, Any], settings: Any
) -> None:
    settings.MAX_ATTACHMENT_BYTES = 1000
    good, bad = SimpleUploadedFile("a.txt", b"words"), SimpleUploadedFile("b.txt", b"x" * (26 * 1024 * 1024))
    answer = send(guest, form, attachments=[good, bad])
    assert answer.status_code == 422
    assert "b.txt" in answer.text
    kept = Attachment.objects.get()
    assert f'name="kept" value="{kept.public_id}" checked' in answer.text
    send(guest, form, kept=[kept.public_id])
    kept.refresh_from_db()
    assert (kept.holder_kind, kept.holder_id) == (HOLDER, Ticket.objects.get().messages.get(kind="customer").pk)


def test_attaches_files_sent_with_the_form(people: Any, guest: Client, form: dict[str, Any]) -> None:
    send(guest, form, attachments=[SimpleUploadedFile("乱码截图.txt", "图".encode())])
    assert Attachment.objects.get().filename == "乱码截图.txt"
    assert Attachment.objects.get().holder_id is not None


def test_attaches_no_file_of_another_form(people: Any, guest: Client, form: dict[str, Any]) -> None:
    from zhichi.files.selectors import new_upload_token

    send(guest, form, subject="", attachments=[SimpleUploadedFile("a.txt", b"words")])
    stolen = Attachment.objects.get()
    send(guest, form, form_token=new_upload_token(), kept=[stolen.public_id])
    stolen.refresh_from_db()
    assert stolen.holder_id is None


def upload(client: Client, token: str, content: bytes = b"words", name: str = "a.txt") -> Any:
    answer = client.post("/files/upload/", {"file": SimpleUploadedFile(name, content), "upload_token": token})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_claims_files_that_were_uploaded_while_it_was_written(people: Any, guest: Client, form: Any) -> None:
    ids = [upload(guest, form["form_token"], name=name) for name in ("一.txt", "二.txt")]
    assert send(guest, form, kept=ids).status_code == 302
    message = Ticket.objects.get().messages.get(kind="customer")
    held = Attachment.objects.filter(holder_kind=HOLDER, holder_id=message.pk)
    assert {row.filename for row in held} == {"一.txt", "二.txt"}
    assert not held.exclude(upload_token="").exists()


def test_says_which_upload_is_missing_and_keeps_text_and_other_files(people: Any, guest: Client, form: Any) -> None:
    """An id that was swept away, one that never was, and one of somebody else's form."""
    from zhichi.files.selectors import new_upload_token

    good, gone = upload(guest, form["form_token"]), upload(guest, form["form_token"])
    Attachment.objects.get(public_id=gone).delete()
    foreign = upload(guest, new_upload_token())
    for bad in (gone, "never-was", foreign):
        answer = send(guest, form, kept=[good, bad])
        assert answer.status_code == 422
        assert "1 个文件已不在这里" in answer.text
        assert "导出的报表打开是乱码" in answer.text
        assert f'name="kept" value="{good}" checked' in answer.text
        assert bad not in answer.text
    assert not Ticket.objects.exists()
    assert send(guest, form, kept=[good]).status_code == 302


def test_refuses_too_many_uploads_and_keeps_the_text(people: Any, guest: Client, form: Any) -> None:
    ids = [upload(guest, form["form_token"], f"{number}".encode()) for number in range(11)]
    answer = send(guest, form, kept=ids)
    assert answer.status_code == 422
    assert "一次最多 10 个文件" in answer.text
    assert "导出的报表打开是乱码" in answer.text
    assert send(guest, form, kept=ids[:10]).status_code == 302


def test_refuses_a_program_sent_without_script_and_keeps_text_and_good_files(
    people: Any, guest: Client, form: Any
) -> None:
    files = [SimpleUploadedFile("截图.png", b"MZ" + bytes(99)), SimpleUploadedFile("日志.txt", b"words")]
    answer = send(guest, form, attachments=files)
    assert answer.status_code == 422
    assert "截图.png" in answer.text
    assert "导出的报表打开是乱码" in answer.text
    assert f'name="kept" value="{Attachment.objects.get(filename="日志.txt").public_id}" checked' in answer.text


def test_sending_twice_with_uploads_makes_one_ticket(people: Any, guest: Client, form: Any) -> None:
    ids = [upload(guest, form["form_token"])]
    first, second = send(guest, form, kept=ids), send(guest, form, kept=ids)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Ticket.objects.count() == 1


def test_refuses_a_form_that_a_program_filled_in_and_keeps_its_text(people: Any, guest: Client, form: Any) -> None:
    answer = send(guest, form, website="https://spam.example.com")
    assert answer.status_code == 422
    assert not Ticket.objects.exists()
    assert "spam.example.com" not in answer.text
    assert "导出的报表打开是乱码" in answer.text


def test_gives_an_expired_form_a_fresh_token_and_keeps_its_text(people: Any, guest: Client, form: Any) -> None:
    answer = send(guest, form, form_token="forged")
    assert answer.status_code == 422
    assert "导出的报表打开是乱码" in answer.text
    token = answer.context["token"]
    assert send(guest, form, form_token=token).status_code == 302


def test_slows_down_who_sends_too_often_and_keeps_the_text(people: Any, guest: Client, form: Any) -> None:
    from zhichi.files.selectors import new_upload_token

    answers = [send(guest, form, form_token=new_upload_token()).status_code for _ in range(12)]
    assert answers.count(302) == 10  # per mail address and hour
    assert send(guest, form, form_token=new_upload_token()).text.count("导出的报表打开是乱码") >= 1


def test_knows_a_guest_by_address_and_changes_no_file(town: Town, guest: Client, form: dict[str, Any]) -> None:
    known = town.contact("何青", "he.qing@client.example.com")
    send(guest, form, name="Somebody else", company="Evil Inc.")
    ticket = Ticket.objects.get()
    known.refresh_from_db()
    assert ticket.contact == known
    assert known.display_name == "何青"
    assert Contact.objects.count() == 1
    assert not known.phones.exists()


def test_asks_the_signed_in_nothing_they_have_said_before(town: Town, form: dict[str, Any]) -> None:
    contact = town.contact("何青", "he.qing@client.example.com")
    client = town.signed_in(contact)
    town.ticket(contact, product=town.product(), version="8.1.4")
    page = client.get(NEW)
    assert 'name="address"' not in page.text
    assert 'value="8.1.4"' in page.text
    answer = client.post(
        NEW, {name: form[name] for name in form if name not in {"name", "address", "company", "phone"}}
    )
    assert answer.status_code == 302
    newest = Ticket.objects.order_by("-pk")[0]
    assert (newest.contact, newest.organisation) == (contact, contact.organisation)
    assert newest.messages.get(kind="customer").author == contact.user


def test_maps_the_impact_to_urgency(people: Any, guest: Client, form: dict[str, Any]) -> None:
    send(guest, form, impact="all", people="")
    assert (Ticket.objects.get().urgency, Ticket.objects.get().affected) == ("urgent", None)


def test_names_products_in_the_readers_language(town: Town) -> None:
    from django.test import Client

    town.product()
    assert "Inkstone Reports" in Client(headers={"accept-language": "en"}).get(NEW).text
    assert "砚台报表" in Client(headers={"accept-language": "zh-CN"}).get(NEW).text


def test_limits_are_those_of_the_settings() -> None:
    from zhichi.portal.forms import UploadForm

    assert UploadForm.base_fields["attachments"].max_bytes == settings.MAX_ATTACHMENT_BYTES  # type: ignore[attr-defined]


@pytest.mark.parametrize("phone", ["abc", "none", "12", "—"])
def test_a_phone_number_that_nobody_can_call_is_refused_and_kept(
    people: Any, guest: Client, form: dict[str, Any], phone: str
) -> None:
    answer = send(guest, form, phone=phone)
    assert answer.status_code == 422
    assert f'value="{phone}"' in answer.text
    assert "电话号码" in answer.text
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("phone", ["95588", "+49 (30) 555-0110", "０７５５－２３４５６７８９转801", ""])
def test_a_phone_number_is_taken_in_any_way_of_writing_it(
    people: Any, guest: Client, form: dict[str, Any], phone: str
) -> None:
    assert send(guest, form, phone=phone).status_code == 302
