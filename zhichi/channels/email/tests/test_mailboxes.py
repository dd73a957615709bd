"""Setting mailboxes up: what is refused, what is kept, and that passwords stay sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from zhichi.channels.email import connections, selectors, services
from zhichi.channels.email.connections import imap_config, smtp_config, try_reading, try_sending
from zhichi.channels.email.models import Folder, Mailbox
from zhichi.channels.email.tests.dovecot import free_port
from zhichi.channels.email.tests.kit import OURS, SETUP, add_mailbox, read_from
from zhichi.channels.email.transport import SignInFailure
from zhichi.core.clock import now
from zhichi.core.errors import DomainError, Refused
from zhichi.records import selectors as records

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.people import People
    from zhichi.channels.email.tests.dovecot import Dovecot
    from zhichi.channels.email.tests.kit import PostOffice

pytestmark = pytest.mark.django_db


def change(box: Mailbox, **given: Any) -> Mailbox:
    values = {"address": box.address, "name": box.name, "imap_host": box.imap_host, "smtp_host": box.smtp_host}
    data = services.MailboxData(**values | given)
    return services.change_mailbox(mailbox_id=box.pk, data=data, by=SETUP, at=now())


def test_stores_no_password_in_the_clear() -> None:
    box = add_mailbox(imap_password="opensesame", smtp_password="opensesame")
    stored = Mailbox.objects.values().get(pk=box.pk)
    assert "opensesame" not in str(stored)
    assert stored["imap_password"] != stored["smtp_password"]
    assert imap_config(box).password == smtp_config(box).password == "opensesame"
    assert "opensesame" not in repr(imap_config(box)) + repr(records.history(f"mailbox:{box.pk}"))


def test_asks_for_the_password_again_when_the_secret_key_changed(settings: Settings) -> None:
    box = add_mailbox()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10
    with pytest.raises(SignInFailure, match=r"again|重新"):
        imap_config(box)
    assert not try_reading(box).ok
    settings.SECRET_KEY_FALLBACKS = [old]
    assert imap_config(box).password == "secret"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("address", {"address": "no address"}),
        ("name", {"name": " \0"}),
        ("imap_host", {"imap_host": "", "smtp_host": ""}),
        ("imap_host", {"imap_host": "a b"}),
        ("imap_port", {"imap_port": 0}),
        ("smtp_port", {"smtp_port": 70000}),
        ("imap_password", {"imap_password": ""}),
    ],
)
def test_refuses_what_cannot_work(field: str, values: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refused:
        add_mailbox(**{"address": OURS, **values})
    assert list(refused.value.fields) == [field]


def test_refuses_the_same_address_twice() -> None:
    add_mailbox()
    with pytest.raises(DomainError) as refused:
        add_mailbox(OURS.upper())
    assert "address" in refused.value.fields


def test_refuses_those_who_may_not_configure(people: People) -> None:
    data = services.MailboxData(address=OURS, name="x", smtp_host="h")
    with pytest.raises(Refused):
        services.add_mailbox(data=data, by=people.actor("supervisor"), at=now())
    assert services.add_mailbox(data=data, by=people.actor("administrator"), at=now()).pk


def test_keeps_one_default_mailbox_that_sends() -> None:
    first, second = add_mailbox(), add_mailbox("sales@zhichi.example", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)
    change(second, smtp_host="", imap_password=None)
    assert [box.pk for box in selectors.senders()] == [first.pk]


def test_keeps_passwords_that_are_not_entered_and_tells_what_changed() -> None:
    box = add_mailbox()
    changed = change(box, name="新名称")
    assert imap_config(changed).password == "secret"
    event = records.history(f"mailbox:{box.pk}")[-1]
    assert (event.code, event.data["fields"]) == ("mail.mailbox_changed", ["name"])


def test_reads_another_server_from_its_beginning() -> None:
    box = add_mailbox()
    Mailbox.objects.filter(pk=box.pk).update(fetch_error="x", fetch_fails_since=now())
    Folder.objects.create(mailbox=box, name="INBOX", uid_validity=5, last_uid=77)
    change(box, name="新", folders="INBOX\n客户")
    assert Folder.objects.get().last_uid == 77, "another folder is no reason to begin this one again"
    moved = change(box, imap_host="other.zhichi.example")
    assert (Folder.objects.count(), moved.fetch_error) == (0, "")


def test_tries_both_sides_for_real(dovecot: Dovecot, post_office: PostOffice) -> None:
    box = add_mailbox(**read_from(dovecot.port, "tried"), **post_office.settings)
    assert (try_reading(box).ok, try_sending(box).ok) == (True, True)


def test_says_in_words_what_is_wrong(dovecot: Dovecot) -> None:
    wrong = add_mailbox(
        **read_from(dovecot.port, "tried") | {"imap_password": "no"}, smtp_host="127.0.0.1", smtp_port=free_port()
    )
    reading, sending = try_reading(wrong), try_sending(wrong)
    assert (reading.ok, sending.ok) == (False, False)
    assert "authorisation code" in reading.hint or "授权码" in reading.hint
    assert "port" in sending.hint or "端口" in sending.hint
    assert reading.answer


@pytest.mark.parametrize("said", ["[Errno -2] Name or service not known", "Unsafe Login. Please contact", "timed out"])
def test_gives_advice_for_what_servers_say(said: str) -> None:
    common = connections.advice(SignInFailure("anything"))
    assert connections.advice(SignInFailure(said)) != common
