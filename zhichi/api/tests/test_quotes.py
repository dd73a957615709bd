"""An answer by mail comes trimmed, with all of it beside (2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.api.tests.test_tickets import number_of
from zhichi.core import clock
from zhichi.core.actors import Actor
from zhichi.tickets import services as tickets
from zhichi.tickets.numbers import id_of

if TYPE_CHECKING:
    from zhichi.api.tests.conftest import Office


def test_gives_what_is_new_and_all_of_it(office: Office) -> None:
    program = office.program("senior")
    number = number_of(program)
    words = tickets.Incoming(
        text="好了\n> 请重启",
        trimmed_text="好了",
        html="<p>好了</p><blockquote>请重启</blockquote>",
        trimmed_html="<p>好了</p>",
    )
    tickets.customer_message(ticket_id=id_of(number) or 0, incoming=words, by=Actor.guest("何青"), at=clock.now())
    sent = program.get(f"/tickets/{number}/messages").json()["items"][-1]
    assert (sent["text"], sent["html"]) == ("好了", "<p>好了</p>")
    assert (sent["full_text"], sent["full_html"]) == (words.text, words.html)
