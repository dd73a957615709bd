"""Mail without a sender is called that in words, wherever people read who wrote it (2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils.translation import override

from zhichi.channels.email.tests.kit import raw, receive
from zhichi.core.actors import UNNAMED, spoken
from zhichi.records.selectors import history, sentence

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import People
    from zhichi.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(people: People) -> Ticket:
    assert people.duty.is_intake
    receipt = receive(raw(sender="", subject="谁写的", text="没有发件人，但有话说。"))
    assert receipt.ticket is not None
    assert receipt.message is not None
    assert receipt.message.author_label == UNNAMED  # as it is kept, whoever reads it
    return receipt.ticket


def test_in_the_history_in_the_readers_language(ticket: Ticket) -> None:
    first = history(ticket.stream)[0]
    with override("zh-hans"):
        assert sentence(first).startswith("未知发件人")
    with override("en"):
        assert sentence(first).startswith("unknown sender")


@pytest.mark.parametrize("name", ["tickets:detail", "tickets:print"])
def test_on_the_pages_of_the_ticket(ticket: Ticket, people: People, client: Client, name: str) -> None:
    client.force_login(people.senior)
    shown = client.get(reverse(name, args=[ticket.number])).content.decode()
    assert "未知发件人" in shown
    assert "<b>?</b>" not in shown


def test_in_the_lists_of_mail(ticket: Ticket, people: People, client: Client) -> None:
    client.force_login(people.manager)
    assert "未知发件人" in client.get(reverse("channels_email:log")).content.decode()


def test_a_name_stays_a_name() -> None:
    assert spoken("何青") == "何青"
