"""Pictures of the internet on customers' pages: not loaded until asked for, then for one message and once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from zhichi.core.actors import Actor
from zhichi.tickets import services as tickets

if TYPE_CHECKING:
    from zhichi.portal.tests.conftest import Town
    from zhichi.tickets.models import Message, Ticket

PICTURE = "https://away.example/big.png"


def written(town: Town) -> tuple[Any, Ticket, Message]:
    """A customer with a request to which they wrote with a picture of the internet."""
    me = town.contact("何青", "he.qing@client.example.com")
    ticket = town.ticket(me, "打印错位")
    words = tickets.Incoming(text="看图", html=f'<p>看图<img src="{PICTURE}" alt="图"></p>', contact=me)
    said = tickets.customer_message(
        ticket_id=ticket.pk, incoming=words, by=Actor.guest("何青"), at=ticket.registered_at
    )
    return town.signed_in(me), ticket, said.message


@pytest.mark.parametrize("by_link", [False, True])
def test_pictures_wait_until_the_customer_asks(town: Town, guest: Any, by_link: bool) -> None:
    client, ticket, message = written(town)
    address = (
        reverse("portal:guest", args=[ticket.public_id]) if by_link else reverse("portal:request", args=[ticket.number])
    )
    visitor = guest if by_link else client
    before = visitor.get(address)
    assert PICTURE not in before.text and f"?pictures={message.pk}" in before.text
    asked = visitor.get(address, {"pictures": message.pk})
    assert PICTURE in asked.text and "https:" in asked.headers["Content-Security-Policy"]
    again = visitor.get(address)
    assert PICTURE not in again.text and "https:" not in again.headers["Content-Security-Policy"]


def test_another_customers_message_number_shows_nothing(town: Town) -> None:
    client, ticket, message = written(town)
    page = client.get(reverse("portal:request", args=[ticket.number]), {"pictures": message.pk + 1})
    assert page.status_code == 200 and PICTURE not in page.text
