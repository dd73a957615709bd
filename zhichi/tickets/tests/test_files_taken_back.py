"""5.2.1: the files of a reply that was taken back stand in the composer again; no content is stored twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.files import selectors as files
from zhichi.files import services as file_services
from zhichi.files.models import Attachment, Blob, FileLink
from zhichi.outbound.models import OutboundMail
from zhichi.records import services as records
from zhichi.tickets import services
from zhichi.tickets.models import Draft, Message

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def upload(desk: Desk, name: str, who: str = "senior") -> Attachment:
    by = desk.people.actor(who)
    return file_services.store(content=name.encode(), filename=name, claimed_type="text/plain", by=by, at=desk.at)


def sent(desk: Desk, ticket: Ticket, *attachments: Attachment, text: str = "见附件") -> Message:
    answer = services.Reply(text=text, attachments=attachments)
    return services.reply(ticket_id=ticket.pk, answer=answer, by=desk.people.actor("senior"), at=desk.tick())


def take_back(desk: Desk, message: Message) -> Draft:
    services.withdraw(message_id=message.pk, by=desk.people.actor("senior"), at=desk.tick(seconds=2))
    return Draft.objects.get()


def test_the_files_are_uploads_again_and_go_out_with_the_next_reply(desk: Desk) -> None:
    ticket = desk.ticket()
    message = sent(desk, ticket, upload(desk, "日志.log"), upload(desk, "截图.txt"))
    draft = take_back(desk, message)
    fresh = files.uploads(draft.files, user=desk.people.senior)
    assert [item.filename for item in fresh] == ["日志.log", "截图.txt"]
    assert Blob.objects.count() == 2  # the contents are not stored again
    again = sent(desk, ticket, *fresh)
    assert [item.filename for item in files.of("message", [again.pk])[again.pk]] == ["日志.log", "截图.txt"]
    assert OutboundMail.objects.latest("pk").attachments == [item.pk for item in fresh]
    assert not Draft.objects.exists()


def test_the_record_still_proves_the_reply_that_was_taken_back(desk: Desk) -> None:
    message = sent(desk, desk.ticket(), upload(desk, "日志.log"))
    take_back(desk, message)
    assert len(files.of("message", [message.pk])[message.pk]) == 1
    assert not records.verify(by=desk.people.actor("auditor"), at=desk.at)[1]


def test_what_was_begun_since_keeps_its_own_files_behind_them(desk: Desk) -> None:
    ticket = desk.ticket()
    message = sent(desk, ticket, upload(desk, "一.log"))
    later = upload(desk, "二.log")
    by = desk.people.actor("senior")
    services.save_draft(ticket_id=ticket.pk, kind="reply", text="还有", files=[later.public_id], by=by, at=desk.at)
    draft = take_back(desk, message)
    assert [item.filename for item in files.uploads(draft.files, user=desk.people.senior)] == ["一.log", "二.log"]


def test_a_discarded_copy_leaves_the_content_with_the_message_that_has_it(desk: Desk) -> None:
    message = sent(desk, desk.ticket(), upload(desk, "日志.log"))
    [copy] = files.uploads(take_back(desk, message).files, user=desk.people.senior)
    assert file_services.discard(attachment=copy, by=desk.people.actor("senior"), at=desk.at)
    [kept] = files.of("message", [message.pk])[message.pk]
    with files.read(kept) as content:
        assert content.read() == "日志.log".encode()


def test_copies_that_nobody_sends_are_swept_like_other_uploads(desk: Desk) -> None:
    take_back(desk, sent(desk, desk.ticket(), upload(desk, "日志.log")))
    assert file_services.sweep(at=desk.at + timedelta(days=2)) == 1
    assert Attachment.objects.count() == Blob.objects.count() == 1


def test_links_of_a_letter_that_never_left_are_forgotten(desk: Desk) -> None:
    from tests.people import SETUP
    from zhichi.records.services import set_policy

    set_policy(key="5.2.1.mail_attachments_mb", value=1, by=SETUP, at=desk.at, reason="test")
    by = desk.people.actor("senior")
    large = file_services.store(content=bytes(1_100_000), filename="转储.bin", claimed_type="", by=by, at=desk.at)
    message = sent(desk, desk.ticket(), large)
    assert FileLink.objects.count() == 1
    [copy] = files.uploads(take_back(desk, message).files, user=desk.people.senior)
    assert not FileLink.objects.exists()
    sent(desk, message.ticket, copy)
    assert FileLink.objects.get().attachment == copy


def test_the_page_and_the_draft_show_them_to_their_author_alone(desk: Desk, client: Client) -> None:
    ticket = desk.ticket()
    message = sent(desk, ticket, upload(desk, "日志.log"))
    client.force_login(desk.people.senior)
    back = client.post(reverse("tickets:withdraw", args=[ticket.number, message.pk]))
    assert back.status_code == 303
    [public_id] = Draft.objects.get().files
    page = reverse("tickets:detail", args=[ticket.number])
    assert f'name="attachments" value="{public_id}"' in client.get(page).text
    kept = client.get(reverse("tickets:draft", args=[ticket.number]), {"kind": "reply"}).json()
    assert [(item["id"], item["name"]) for item in kept["files"]] == [(public_id, "日志.log")]
    client.force_login(desk.people.assistant)
    assert public_id not in client.get(page).text


def test_a_draft_keeps_uploads_of_its_author_and_no_others(desk: Desk, client: Client) -> None:
    ticket = desk.ticket()
    mine, others = upload(desk, "我的.log"), upload(desk, "别人的.log", "assistant")
    client.force_login(desk.people.senior)
    where = reverse("tickets:draft", args=[ticket.number])
    fields = {"kind": "reply", "text": "", "attachments": [mine.public_id, others.public_id, "x"]}
    assert client.post(where, fields).status_code == 204
    assert Draft.objects.get().files == [mine.public_id]
    assert client.post(where, {"kind": "reply", "text": ""}).status_code == 204
    assert not Draft.objects.exists()
