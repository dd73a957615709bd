"""2.4: customers add information, confirm, reopen; by account and by link; once, and never by opening a page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhichi.files.models import Attachment
from zhichi.files.selectors import new_upload_token
from zhichi.portal import services
from zhichi.records.models import Link
from zhichi.tickets.choices import State
from zhichi.tickets.models import FollowUp, Message, Ticket

if TYPE_CHECKING:
    from zhichi.portal.tests.conftest import Town

ME = "he.qing@client.example.com"


def words(text: str = "网页预览正常", **more: Any) -> dict[str, Any]:
    return {"text": text, "form_token": new_upload_token(), "website": "", **more}


def follow_up_of(ticket: Ticket) -> FollowUp:
    return FollowUp.objects.get(ticket=ticket, done_at=None)


def close(town: Town) -> Ticket:
    ticket = town.solved(town.contact("何青", ME))
    by = town.people.actor("senior")
    services.say_outcome(
        follow_up=follow_up_of(ticket), is_solved=True, opinion="", method="phone", by=by, at=town.tick()
    )
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    return ticket


def test_adds_information_with_files(town: Town) -> None:
    me = town.contact("何青", ME)
    client, ticket = town.signed_in(me), town.ticket(me)
    sent = client.post(
        reverse("portal:answer", args=[ticket.number]), words(attachments=[SimpleUploadedFile("a.txt", b"log")])
    )
    assert sent.status_code == 303
    message = Message.objects.latest("pk")
    assert (message.text, message.contact, message.author, message.channel) == ("网页预览正常", me, me.user, "web")
    assert Attachment.objects.get().holder_id == message.pk


def test_adds_the_same_form_once(town: Town) -> None:
    me = town.contact("何青", ME)
    client, ticket, form = town.signed_in(me), town.ticket(me), words()
    for _ in range(2):
        assert client.post(reverse("portal:answer", args=[ticket.number]), form).status_code == 303
    assert ticket.messages.filter(kind="customer").count() == 2  # the request itself and this


def test_keeps_the_text_of_a_refused_answer(town: Town) -> None:
    me = town.contact("何青", ME)
    client, ticket = town.signed_in(me), town.ticket(me)
    empty = client.post(reverse("portal:answer", args=[ticket.number]), words(" "))
    assert empty.status_code == 422
    trapped = client.post(reverse("portal:answer", args=[ticket.number]), words("写了很久的话", website="x"))
    assert trapped.status_code == 422
    assert "写了很久的话" in trapped.text


def test_a_guest_follows_one_request_by_its_link(town: Town, guest: Any) -> None:
    me = town.contact("何青", ME)
    mine, other = town.solved(me), town.ticket(me, "另一个请求")
    page = guest.get(reverse("portal:guest", args=[mine.public_id]))
    assert page.status_code == 200
    assert "请升级到 8.2.1" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page.headers["Cache-Control"]
    for secret in ("内部：客户的服务器很旧", other.subject, other.number, town.people.senior.email, ME):
        assert secret not in page.text


def test_a_guest_answers_by_the_link(town: Town, guest: Any) -> None:
    ticket = town.ticket(town.contact("何青", ME))
    sent = guest.post(reverse("portal:guest-answer", args=[ticket.public_id]), words())
    assert sent.url == reverse("portal:guest", args=[ticket.public_id])
    message = Message.objects.latest("pk")
    assert (message.author, message.contact, message.author_label) == (None, ticket.contact, "何青")


@pytest.mark.parametrize("route", ["guest", "guest-answer", "guest-outcome", "sent"])
def test_answers_404_for_a_guessed_link(people: Any, guest: Any, route: str) -> None:
    address = reverse(f"portal:{route}", args=["AAAAAAAAAAAAAAAAAAAAAA"])
    assert (guest.post if "-" in route else guest.get)(address).status_code == 404


def test_stops_who_guesses_links(town: Town, guest: Any) -> None:
    ticket = town.ticket(town.contact("何青", ME))
    for number in range(30):
        guest.get(reverse("portal:guest", args=[f"guess-{number}"]))
    assert guest.get(reverse("portal:guest", args=[ticket.public_id])).status_code == 404


def test_slows_down_a_guest_who_writes_too_often_and_keeps_the_text(town: Town, guest: Any) -> None:
    ticket = town.ticket(town.contact("何青", ME))
    address = reverse("portal:guest-answer", args=[ticket.public_id])
    for _ in range(60):
        guest.post(address, words(""))
    answer = guest.post(address, words("第六十一条"))
    assert answer.status_code == 429
    assert "第六十一条" in answer.text


def test_staff_see_a_guests_page_but_do_not_answer_there(town: Town, guest: Any) -> None:
    ticket = town.ticket(town.contact("何青", ME))
    guest.force_login(town.people.senior, backend="zhichi.accounts.backends.MailAddressBackend")
    page = guest.get(reverse("portal:guest", args=[ticket.public_id]))
    assert 'id="answer"' not in page.text
    assert guest.post(reverse("portal:guest-answer", args=[ticket.public_id]), words()).status_code == 403


def test_the_owner_of_a_request_goes_from_its_link_to_their_page(town: Town) -> None:
    me = town.contact("何青", ME)
    client, ticket = town.signed_in(me), town.ticket(me)
    answer = client.get(reverse("portal:guest", args=[ticket.public_id]))
    assert answer.headers["Location"] == reverse("portal:request", args=[ticket.number])


@pytest.mark.parametrize(("answer", "state"), [("solved", State.CLOSED), ("unsolved", State.REOPENED)])
def test_confirms_on_the_portal(town: Town, answer: str, state: State) -> None:
    me = town.contact("何青", ME)
    client, ticket = town.signed_in(me), town.solved(me)
    client.post(reverse("portal:outcome", args=[ticket.number]), {"answer": answer, "opinion": "很快"})
    ticket.refresh_from_db()
    done = FollowUp.objects.get(ticket=ticket)
    assert ticket.state == state
    assert (done.outcome, done.method, done.opinion, done.by) == (answer, "portal", "很快", me.user)


def test_confirms_as_a_guest(town: Town, guest: Any) -> None:
    ticket = town.solved(town.contact("何青", ME))
    guest.post(reverse("portal:guest-outcome", args=[ticket.public_id]), {"answer": "solved"})
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


@pytest.mark.parametrize("answer", ["solved", "unsolved", "", "nonsense"])
def test_opening_a_link_of_the_solution_mail_changes_nothing(town: Town, guest: Any, answer: str) -> None:
    ticket = town.solved(town.contact("何青", ME))
    address = reverse("portal:follow-up", args=[follow_up_of(ticket).public_id])
    page = guest.get(address, {"answer": answer})
    assert guest.head(address).status_code == 200
    assert page.status_code == 200
    assert page.text.count(" checked") == 1 + (answer in {"solved", "unsolved"})  # one is the chosen appearance
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED
    assert follow_up_of(ticket).outcome == ""


def test_the_button_behind_the_link_records_the_outcome(town: Town, guest: Any) -> None:
    ticket = town.solved(town.contact("何青", ME))
    address = reverse("portal:follow-up", args=[follow_up_of(ticket).public_id])
    done = guest.post(address, {"answer": "solved", "opinion": "谢谢"}, follow=True)
    assert "谢谢您" in done.text
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert FollowUp.objects.get(ticket=ticket).method == "mail"
    again = guest.post(address, {"answer": "unsolved"}, follow=True)
    assert again.status_code == 200
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_asks_again_when_no_answer_was_chosen(town: Town, guest: Any) -> None:
    ticket = town.solved(town.contact("何青", ME))
    address = reverse("portal:follow-up", args=[follow_up_of(ticket).public_id])
    page = guest.post(address, {"answer": "", "opinion": "写了一半"})
    assert page.status_code == 422
    assert "写了一半" in page.text


def test_says_before_that_an_answer_reopens_a_closed_request(town: Town, guest: Any) -> None:
    ticket = close(town)
    page = guest.get(reverse("portal:guest", args=[ticket.public_id]))
    assert "重新打开" in page.text
    guest.post(reverse("portal:guest-answer", args=[ticket.public_id]), words("又坏了"))
    ticket.refresh_from_db()
    assert ticket.state == State.REOPENED


def test_starts_a_linked_request_when_the_old_one_is_closed_for_long(town: Town, guest: Any) -> None:
    ticket = close(town)
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=town.at - timedelta(days=400))
    page = guest.get(reverse("portal:guest", args=[ticket.public_id]))
    assert "新的请求" in page.text
    form = words("又坏了")
    first = guest.post(reverse("portal:guest-answer", args=[ticket.public_id]), form)
    second = guest.post(reverse("portal:guest-answer", args=[ticket.public_id]), form)
    fresh = Ticket.objects.exclude(pk=ticket.pk).get()
    assert first.url == second.url == reverse("portal:guest", args=[fresh.public_id])
    assert Link.objects.get().source == fresh.stream
