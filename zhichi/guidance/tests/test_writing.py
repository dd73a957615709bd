"""Articles begun from tickets: what goes where, what is left out, who may (6.2.2, 6.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from zhichi.core.errors import DomainError, Refused
from zhichi.guidance import drafting, selectors, services
from zhichi.knowledge.models import Article, Draft
from zhichi.records.selectors import history
from zhichi.tickets import services as tickets
from zhichi.tickets.choices import Channel

if TYPE_CHECKING:
    from django.test import Client

    from zhichi.tickets.models import Ticket
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db
SAID = "我是长谷示例制造的何青，电话 13800138000，邮箱 he.qing@client.example.com。导出的报表是乱码。密码：Abc12345"


def talk(desk: Desk, subject: str = "何青报告导出乱码") -> Ticket:
    words = tickets.Incoming(text=SAID, channel=Channel.MAIL, contact=desk.contact, mail_id="<w@client>")
    ticket = desk.ticket(subject=subject, message=words)
    by = desk.people.actor("senior")
    tickets.take(ticket_id=ticket.pk, by=by, at=desk.tick())
    changes = tickets.Changes(type="fault", product=desk.product, version="8.2")
    tickets.change(ticket_id=ticket.pk, changes=changes, by=by, at=desk.tick())
    tickets.reply(ticket_id=ticket.pk, answer=tickets.Reply(text="您好，正在查。"), by=by, at=desk.tick())
    tickets.confirm(ticket_id=ticket.pk, cause="何总的文件缺少 BOM", method="remote", by=by, at=desk.tick())
    proposal = tickets.Proposal(kind="upgrade", parts={"version": "8.2.1"}, explanation="何青您好，请升级到 8.2.1")
    tickets.propose(ticket_id=ticket.pk, proposal=proposal, by=by, at=desk.tick())
    ticket.refresh_from_db()
    return ticket


def test_fills_the_parts_of_a_fault_and_leaves_customers_out(desk: Desk) -> None:
    ticket = talk(desk)
    assert drafting.kind_for(ticket) == "fault"
    found = drafting.pieces(ticket, "fault")
    assert "导出的报表是乱码" in found["symptom"].text
    assert "缺少 BOM" in found["cause"].text
    assert "8.2.1" in found["fix"].text
    assert "8.2" in found["where"].text
    everything = " ".join(piece.text for piece in found.values())
    for secret in ("何青", "何总", "长谷", "13800138000", "client.example", "Abc12345"):
        assert secret not in everything, secret
    assert {what for _word, what in found["symptom"].left_out} >= {"何青", "长谷示例制造", "13800138000"}


@pytest.mark.parametrize(
    ("kind", "article"), [("fault", "fault"), ("inquiry", "faq"), ("enhancement", "how_to"), ("", "fault")]
)
def test_the_type_of_the_ticket_chooses_the_type_of_the_article(desk: Desk, kind: str, article: str) -> None:
    ticket = desk.ticket()
    ticket.type = kind
    assert drafting.kind_for(ticket) == article
    assert drafting.pieces(ticket, article)["title"].text == "导出乱码"


def test_begins_a_draft_for_staff_that_is_linked_both_ways(client: Client, desk: Desk) -> None:
    ticket = talk(desk)
    client.force_login(desk.people.senior)
    page = client.get(f"/desk/guidance/of/{ticket.number}/write/").content.decode()
    assert "<mark>何青</mark>" in page  # what was left out can be checked
    pieces = drafting.pieces(ticket, "fault")
    typed = {f"part_{code}": piece.text for code, piece in pieces.items() if code != "title"}
    answer = client.post(f"/desk/guidance/of/{ticket.number}/write/", {"kind": "fault", "title": "导出乱码", **typed})
    article = Article.objects.get()
    assert answer.status_code == 303
    assert (article.visibility, article.state, article.language) == ("staff", "draft", "zh-hans")
    assert article.applies.get().product_id == desk.product.pk
    draft = Draft.objects.get()
    assert "<mark>〔" in draft.parts["symptom"]  # marked in the editor too
    assert "何青" not in str(draft.parts)
    assert [row.pk for row in selectors.written_from(desk.people.senior, ticket)] == [article.pk]
    assert [row.pk for row in selectors.origins(desk.people.senior, article)] == [ticket.pk]
    assert "guidance.written" in [item.code for item in history(ticket.stream)]


def test_a_title_is_needed_and_what_was_typed_stays(client: Client, desk: Desk) -> None:
    ticket = talk(desk)
    client.force_login(desk.people.senior)
    answer = client.post(f"/desk/guidance/of/{ticket.number}/write/", {"title": " ", "part_fix": "我写的处理方法"})
    assert answer.status_code == 422
    assert "我写的处理方法" in answer.content.decode()
    assert not Article.objects.exists()


def test_html_that_is_typed_is_text(desk: Desk) -> None:
    ticket = talk(desk)
    by = desk.people.actor("senior")
    article = services.write_from_ticket(
        ticket_id=ticket.pk, kind="fault", title="导出", texts={"fix": "<script>x</script>\n<b>粗</b>"}, by=by,
        at=desk.tick(),
    )  # fmt: skip
    assert (
        Draft.objects.get(article=article).parts["fix"]
        == "<p>&lt;script&gt;x&lt;/script&gt;</p><p>&lt;b&gt;粗&lt;/b&gt;</p>"
    )


def test_only_who_may_write_and_sees_the_ticket(client: Client, desk: Desk) -> None:
    ticket = talk(desk)
    given = {"ticket_id": ticket.pk, "kind": "fault", "title": "导出", "texts": {}}
    with pytest.raises(Refused):
        services.write_from_ticket(**given, by=desk.people.actor("auditor"), at=desk.tick())  # type: ignore[arg-type]
    with pytest.raises(DomainError):
        services.write_from_ticket(
            ticket_id=0, kind="fault", title="导出", texts={}, by=desk.people.actor("senior"), at=desk.tick()
        )
    for who in ("auditor", None):
        client.logout()
        if who:
            client.force_login(getattr(desk.people, who))
        assert client.get(f"/desk/guidance/of/{ticket.number}/write/").status_code in {302, 403}
    assert not Article.objects.exists()
