"""What we write is read back the same, by our own reader and by the standard library's, and cannot be injected into."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhichi.channels.email.composing import (
    MAX_REFERENCES,
    Address,
    OutgoingAttachment,
    OutgoingMail,
    Unsendable,
    compose,
    new_message_id,
    text_to_html,
)
from zhichi.channels.email.parsing import parse

pytestmark = pytest.mark.one_database

AT = datetime(2026, 6, 2, 1, 12, 33, tzinfo=UTC)
# A leading U+FEFF is a byte order mark, which reading takes away.
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff"), max_size=120)
WORDS = st.text(alphabet=st.sampled_from("加的打印机连接 abcXYZ,;:@\"'\\()<>[]?=_-.&%#√é😀𠮷"), max_size=120)
ID = st.from_regex(r"<[A-Za-z0-9.+$_-]{1,150}@[a-z0-9.-]{1,60}>", fullmatch=True)


def outgoing(**changes: Any) -> OutgoingMail:
    values: dict[str, Any] = {
        "sender": Address("智持 技术支持", "support@zhichi.example"),
        "to": (Address("王小明", "wang@client.example"),),
        "subject": "打印机无法连接 [#20260602-0017]",
        "text": "您好，\n\n请重启后再试：https://kb.zhichi.example/a?x=1&y=2。\n",
        "message_id": "<t17.a9@zhichi.example>",
        "date": AT,
    }
    return OutgoingMail(**values | changes)


def by_library(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def is_wire_clean(raw: bytes) -> bool:
    lines = raw.split(b"\r\n")
    return raw.isascii() and not any(b"\n" in line or b"\r" in line or len(line) > 998 for line in lines)


def test_writes_what_a_reader_needs() -> None:
    raw = compose(outgoing(in_reply_to="<q1@client.example>", references=("<q0@client.example>",), language="zh-CN"))
    message = by_library(raw)
    assert is_wire_clean(raw)
    assert message["Message-ID"] == "<t17.a9@zhichi.example>"
    assert message["In-Reply-To"] == "<q1@client.example>"
    assert message["References"] == "<q0@client.example> <q1@client.example>"
    assert message["Subject"] == "打印机无法连接 [#20260602-0017]"
    assert message["From"].addresses[0].display_name == "智持 技术支持"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] is None
    assert message.get_content_type() == "multipart/alternative"
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "请重启后再试" in plain.get_content()


def test_composing_again_gives_the_same_bytes() -> None:
    assert compose(outgoing()) == compose(outgoing())


def test_acknowledgement_says_that_no_person_wrote_it() -> None:
    raw = compose(outgoing(automatic="auto-replied"))
    assert by_library(raw)["Auto-Submitted"] == "auto-replied"
    assert parse(raw).is_auto_reply
    assert not parse(compose(outgoing())).is_auto_reply


@settings(max_examples=150, deadline=None)
@given(st.one_of(LINE, WORDS), st.one_of(LINE, WORDS), st.one_of(LINE, WORDS))
def test_subject_and_names_come_back(subject: str, name: str, text: str) -> None:
    raw = compose(outgoing(subject=subject, sender=Address(name, "support@zhichi.example"), text=text))
    mail = parse(raw)
    assert is_wire_clean(raw)
    assert (mail.subject, mail.from_name) == (subject.strip(" "), name.strip(" "))
    assert (mail.from_address, mail.to) == ("support@zhichi.example", ("wang@client.example",))
    assert mail.text == (text if text.strip() else "")
    assert not mail.problems


@settings(max_examples=100, deadline=None)
@given(st.lists(ID, max_size=60, unique=True), ID)
def test_thread_comes_back_with_its_first_and_last_ids(references: list[str], parent: str) -> None:
    raw = compose(outgoing(references=tuple(references), in_reply_to=parent))
    chain = [each for each in references if each != parent] + [parent]
    mail = parse(raw)
    assert is_wire_clean(raw)
    assert mail.in_reply_to == parent == by_library(raw)["In-Reply-To"]
    assert mail.references[0] == chain[0]
    assert mail.references[-1] == parent
    assert len(mail.references) == min(len(chain), MAX_REFERENCES)
    assert by_library(raw)["References"].split() == list(mail.references)


def test_long_ids_are_never_encoded() -> None:
    long_id = f"<{'x' * 300}@{'y' * 100}.example>"
    raw = compose(outgoing(in_reply_to=long_id))
    assert f"In-Reply-To: {long_id}\r\n".encode() in raw


def test_leaves_out_ids_of_others_that_cannot_be_written() -> None:
    mail = parse(compose(outgoing(references=("<ok@x.example>", "<汉字@x.example>"), in_reply_to="no brackets")))
    assert (mail.references, mail.in_reply_to) == (("<ok@x.example>",), "")


@settings(max_examples=100, deadline=None)
@given(
    LINE.filter(lambda name: not set(name) & set('\\/<>:"|?*') and name and name == name.strip().strip(".")),
    st.binary(max_size=300),
)
def test_attachments_come_back(name: str, content: bytes) -> None:
    raw = compose(outgoing(attachments=(OutgoingAttachment(name, "application/pdf", content),)))
    found = parse(raw).attachments
    assert is_wire_clean(raw)
    assert [each.content for each in found] == [content]
    [part] = by_library(raw).iter_attachments()
    assert isinstance(part, EmailMessage)
    assert part.get_filename() == name
    assert part.get_content() == content


@pytest.mark.parametrize("name", ["报价单 六月.xls", "加" * 90 + ".docx", 'quo"te.txt', "plain.txt", "it's 100%.txt"])
def test_file_names_come_back(name: str) -> None:
    raw = compose(outgoing(attachments=(OutgoingAttachment(name, "text/plain", b"x"),)))
    [part] = by_library(raw).iter_attachments()
    assert part.get_filename() == name
    assert parse(raw).attachments[0].filename == name.replace('"', "_")


def test_pictures_and_files_stand_in_their_places() -> None:
    picture = OutgoingAttachment("shot.png", "image/png", b"png", content_id="p1@zhichi.example")
    letter = OutgoingAttachment("原信.eml", "message/rfc822", b"Subject: x\r\n\r\ny")
    raw = compose(outgoing(html='<img src="cid:p1@zhichi.example">', attachments=(letter, picture)))
    types = [part.get_content_type() for part in by_library(raw).walk()]
    assert types == [
        "multipart/mixed",
        "multipart/related",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
        "application/octet-stream",
    ]
    mail = parse(raw)
    assert [(each.filename, each.content_id) for each in mail.attachments] == [
        ("shot.png", "p1@zhichi.example"),
        ("原信.eml", ""),
    ]
    assert mail.html == '<img src="cid:p1@zhichi.example">'


def test_text_that_imitates_a_boundary_stays_text() -> None:
    boundary = by_library(compose(outgoing())).get_boundary()
    text = f"--{boundary}\nContent-Type: text/html\n\n<b>x</b>\n--{boundary}--"
    mail = parse(compose(outgoing(text=text, html="<p>y</p>")))
    assert (mail.text, mail.html, mail.attachments) == (text, "<p>y</p>", ())


INJECTIONS = ["x\r\nBcc: a@b.example", "x\nBcc: a@b.example", "x\rBcc: y", "x\0y", "x\u2028y", "x\x0by"]


@pytest.mark.parametrize("evil", INJECTIONS)
@pytest.mark.parametrize(
    "build",
    [
        lambda evil: {"subject": evil},
        lambda evil: {"sender": Address(evil, "a@b.example")},
        lambda evil: {"sender": Address("x", f"a@b.example{evil}")},
        lambda evil: {"to": (Address(evil, "a@b.example"),)},
        lambda evil: {"cc": (Address("", evil + "@b.example"),)},
        lambda evil: {"reply_to": (Address(evil, "a@b.example"),)},
        lambda evil: {"message_id": f"<{evil}@b.example>"},
        lambda evil: {"in_reply_to": f"<{evil}@b.example>"},
        lambda evil: {"references": (f"<{evil}@b.example>",)},
        lambda evil: {"language": evil},
        lambda evil: {"automatic": evil},
        lambda evil: {"attachments": (OutgoingAttachment(evil, "text/plain", b""),)},
        lambda evil: {"attachments": (OutgoingAttachment("x", f"text/plain{evil}", b""),)},
        lambda evil: {"attachments": (OutgoingAttachment("x", "image/png", b"", content_id=evil),)},
    ],
)
def test_refuses_header_injection(build: Any, evil: str) -> None:
    with pytest.raises(Unsendable):
        compose(outgoing(**build(evil)))


@pytest.mark.parametrize(
    "changes",
    [
        {"to": ()},
        {"to": (Address("", "no address"),)},
        {"to": (Address("", "用户@client.example"),)},
        {"to": (Address("", "a@b@c.example"),)},
        {"date": datetime(2026, 6, 2)},  # noqa: DTZ001
        {"message_id": ""},
        {"subject": "\ud800"},
    ],
)
def test_refuses_what_cannot_be_sent(changes: dict[str, Any]) -> None:
    with pytest.raises(Unsendable):
        compose(outgoing(**changes))


def test_international_domain_goes_out_in_ascii() -> None:
    mail = parse(compose(outgoing(to=(Address("", "info@例子.example"),))))
    assert mail.to == ("info@xn--fsqu00a.example",)


def test_new_ids_are_in_our_domain_and_differ() -> None:
    first, second = new_message_id("zhichi.example"), new_message_id("zhichi.example")
    assert first != second
    assert first.endswith("@zhichi.example>")
    assert new_message_id("zhichi.example", "t17.a9") == "<t17.a9@zhichi.example>"
    with pytest.raises(Unsendable):
        new_message_id("evil.example>\r\nBcc: x")


def test_html_version_escapes_everything() -> None:
    markup = text_to_html('<script>alert("x")</script>\nhttps://a.example/?q=<b>"x"&y=1。\n\n二', "zh-CN")
    assert "<script>" not in markup
    assert '<a href="https://a.example/?q=">https://a.example/?q=</a>&lt;b&gt;' in markup
    assert '<html lang="zh-CN">' in markup
    assert markup.count("<p ") == 2


INVITATION = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nSUMMARY:上门服务\r\nEND:VCALENDAR\r\n"


def test_keeps_an_invitation_as_the_calendar_part_and_as_a_file() -> None:
    raw = compose(outgoing(calendar=INVITATION))
    assert is_wire_clean(raw)
    parts = [part for part in by_library(raw).walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert parts[2].get_param("method") == "REQUEST"
    assert [part.get_payload(decode=True) for part in parts[2:]] == [INVITATION.encode()] * 2


@pytest.mark.parametrize("calendar", ["BEGIN:VCALENDAR", "METHOD:REPLY\r\n", "METHOD:REQUEST; evil\r\n"])
def test_refuses_an_invitation_without_a_method(calendar: str) -> None:
    with pytest.raises(Unsendable):
        compose(outgoing(calendar=calendar))
