"""Letters that Outlook saved: read like mail, bounded, and never an error whatever the bytes are."""

from __future__ import annotations

import struct
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhichi.channels.email.mime.cfb import read_compound
from zhichi.channels.email.outlook import is_msg, parse_msg
from zhichi.channels.email.parsing import parse
from zhichi.channels.email.tests.reading.compound import attached, compound, fixed, msg, narrow, ticks, wide
from zhichi.channels.email.tests.test_parse_hostile import assert_is_safe

pytestmark = pytest.mark.one_database

SENT = datetime(2026, 6, 2, 1, 12, 33, tzinfo=UTC)
LARGE = bytes(range(256)) * 40
PEOPLE = {"p0c1a": "王伟", "p5d01": "wangwei@corp.example", "p0e04": "支持组; 何青", "p0e03": "李"}
LETTER = msg(
    {
        **wide(p0037="报表 导出", p1000="您好：\r\n见附件。", **PEOPLE),
        **attached(0, {**wide(p3707="季度报表.xlsx"), "__substg1.0_37010102": LARGE}),
        **attached(1, {**wide(p3707="图.png", p3712="<a@b>", p370e="image/png"), "__substg1.0_37010102": b"\x89PNG"}),
    },
    p0039=ticks(SENT),
)


def test_reads_what_the_letter_says() -> None:
    mail = parse_msg(LETTER)
    assert (mail.subject, mail.from_name, mail.from_address) == ("报表 导出", "王伟", "wangwei@corp.example")
    assert (mail.to, mail.cc, mail.date) == (("支持组", "何青"), ("李",), SENT)
    assert mail.text == "您好：\n见附件。"
    assert [(each.filename, each.content_type, each.content_id) for each in mail.attachments] == [
        ("季度报表.xlsx", "application/octet-stream", ""),
        ("图.png", "image/png", "a@b"),
    ]
    assert mail.attachments[0].content == LARGE
    assert mail.problems == ()


def test_reads_old_letters_in_their_code_page() -> None:
    mail = parse_msg(msg(narrow("gb18030", p0037="镕", p1000="喆", p0c1f="a@b.example"), p3ffd=936))
    assert (mail.subject, mail.text, mail.from_address) == ("镕", "喆", "a@b.example")
    assert parse_msg(msg(narrow("cp1252", p0037="Grüße"), p3ffd=1252)).subject == "Grüße"


def test_reads_html_and_makes_text_of_it() -> None:
    mail = parse_msg(msg({"__substg1.0_10130102": "<p>正文</p>".encode("gb18030")}, p3fde=936))
    assert (mail.html, mail.text) == ("<p>正文</p>", "正文")


def test_a_letter_in_the_letter_is_mail_to_look_into() -> None:
    inner = {"__properties_version1.0": fixed(24, p0039=ticks(SENT)), **wide(p0037="里面", p1000="内文", **PEOPLE)}
    [item] = parse_msg(msg({**wide(p0037="外面"), **attached(0, {"__substg1.0_3701000D": inner})})).attachments
    assert (item.filename, item.content_type) == ("里面.eml", "message/rfc822")
    mail = parse(item.content)
    assert (mail.subject, mail.text, mail.from_address, mail.date) == ("里面", "内文", "wangwei@corp.example", SENT)


def test_says_so_when_there_is_nothing_to_read() -> None:
    assert parse_msg(compound({"WordDocument": b"x"})).problems == ("empty",)
    assert parse_msg(LETTER[:600]).problems
    assert not is_msg(b"From: a@b.example")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_reads_any_damage(data: st.DataObject) -> None:
    raw = bytearray(LETTER)
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(8, len(raw) - 1))
        raw[start : start + 4] = data.draw(st.one_of(st.binary(min_size=4, max_size=4), st.just(b"\xff" * 4)))
    assert_is_safe(parse_msg(bytes(raw[: data.draw(st.integers(8, len(raw)))])))


def test_chains_that_run_in_circles_end() -> None:
    sectors = 40_000
    table = struct.pack("<I", 1) * (sectors * 128)  # every sector is followed by the second one
    head = bytearray(LETTER[:512])
    struct.pack_into("<IIIIII", head, 44, 109, 1, 0, 0, 1, 1)
    struct.pack_into("<109I", head, 76, *range(109))
    started = time.process_time()
    parse_msg(bytes(head) + table[: sectors * 512])
    assert time.process_time() - started < 2


def test_folders_that_hold_each_other_end() -> None:
    raw = bytearray(compound({"a": {"b": b"x"}}))
    place = raw.index("a\0".encode("utf-16-le"))
    struct.pack_into("<III", raw, place + 68, 1, 2, 0)
    assert read_compound(bytes(raw)) is not None
