"""The rules of reading, one by one: charsets, addresses, parameters, HTML, automatic mail."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.channels.email.mime import charsets
from zhichi.channels.email.mime.addresses import Address, parse_addresses
from zhichi.channels.email.mime.html_text import html_to_text
from zhichi.channels.email.mime.notes import MAX_NAME_CHARS, Notes
from zhichi.channels.email.mime.params import parse_parameters
from zhichi.channels.email.mime.words import header_text
from zhichi.channels.email.parsing import Problem, parse

pytestmark = pytest.mark.one_database

# Common, rare and supplementary characters, and those whose last UTF-8 byte looks like a no-break space (加).
CJK = st.text(
    alphabet=st.sampled_from("加的一是不了在人有我他镕喆𠮷龘啊座齄，。！（）ＶＰＮ—€0aZ "), min_size=1, max_size=60
)


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("GB2312", "gb18030"),
        ("x-gbk", "gb18030"),
        ("CP936", "gb18030"),
        ("GB18030*zh-CN", "gb18030"),
        ("utf8", "utf-8"),
        ('"UTF-8"', "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("big5", "big5hkscs"),
        ("unicode_escape", ""),
        ("idna", ""),
        ("zlib", ""),
        ("rot13", ""),
        ("", ""),
        ("x" * 1_000, ""),
        ("a\0b", ""),
    ],
)
def test_trusts_only_names_of_real_charsets(declared: str, codec: str) -> None:
    assert charsets.codec_for(declared) == codec


@given(CJK)
def test_reads_declared_chinese_back_whole(text: str) -> None:
    for declared, codec in (("gb2312", "gb18030"), ("utf-8", "utf-8")):
        assert charsets.decode(text.encode(codec), declared, Notes()) == text


@given(CJK.filter(lambda text: any("\u4e00" <= character <= "\u9fff" for character in text)))
def test_sees_utf8_through_a_gbk_label(text: str) -> None:
    assert charsets.decode(text.encode(), "gbk", Notes()) == text


@pytest.mark.parametrize("text", ["张三", "模型", "联通", "您好，请问打印机怎么装？", "A座3层", "王五：测试"])
def test_guesses_short_undeclared_gbk(text: str) -> None:
    assert charsets.decode(text.encode("gbk"), "", Notes()) == text


@pytest.mark.parametrize("text", ["café", "naïve", "Müller", "Привет", "Ελλάδα", "你好"])
def test_keeps_short_undeclared_utf8(text: str) -> None:
    assert charsets.decode(text.encode(), "", Notes()) == text


@given(CJK.map(str.strip).filter(bool), st.integers(1, 40))
def test_joins_words_split_at_any_byte(text: str, size: int) -> None:
    data = text.encode("gb18030")
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    value = b" ".join(b"=?gb2312?B?" + base64.b64encode(piece) + b"?=" for piece in pieces)
    assert header_text(value, Notes()) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"a@b.example", [Address("", "a@b.example")]),
        (b"Ann <a@b.example>", [Address("Ann", "a@b.example")]),
        (
            b'"Doe, Jane" <j@b.example>, <k@b.example>',
            [Address("Doe, Jane", "j@b.example"), Address("", "k@b.example")],
        ),
        (b'"a@b.example" <c@d.example>', [Address("a@b.example", "c@d.example")]),
        (b"c@d.example (Carl (the) Great)", [Address("Carl the Great", "c@d.example")]),
        (b'"open quote <e@f.example>, g@h.example', [Address("open quote", "e@f.example"), Address("", "g@h.example")]),
        (b"=?gbk?B?1cXI/Q==?=<z@q.example>", [Address("张三", "z@q.example")]),
        (b"undisclosed-recipients:;", []),
        (b"x\0@b.example", [Address("x @b.example", "")]),
        (b"evil@a.example <real@b.example>", [Address("evil@a.example", "real@b.example")]),
    ],
)
def test_reads_addresses(value: bytes, expected: list[Address]) -> None:
    assert parse_addresses([value], Notes()) == expected


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        (b'a; filename="x; y.txt"', "filename", "x; y.txt"),
        (b'a; filename="a\\"b\\\\c"', "filename", 'a"b\\c'),
        (b"a; filename=two words.txt; size=3", "filename", "two words.txt"),
        (b'a; filename="open', "filename", "open"),
        (b"a; FileName*=utf-8'zh'%E5%8A%A0.txt; filename=x", "filename", "加.txt"),
        (b"a; filename*1=B;filename*0=A;filename*2=C", "filename", "ABC"),
        (b"a; filename*0*=gbk''%D5%C5;filename*1=.txt", "filename", "张.txt"),
        (b"a; filename*=100%", "filename", "100%"),
    ],
)
def test_reads_parameters(value: bytes, name: str, expected: str) -> None:
    assert parse_parameters(value, Notes())[1][name] == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div><div>b</div></div>", "a\nb"),
        ("one <b>two</b> three", "one two three"),
        ("<style>x{}</style>y<SCRIPT>z</SCRIPT >w", "yw"),
        ("<style>never closed", "never closed"),
        ("a <!-- hidden > --> b", "a b"),
        ('<img alt="a>b" src=x> c', "[a>b] c"),
        ("1 < 2 &amp; 3 > 2", "1 < 2 & 3 > 2"),
        ("&#x4e2d;&#20013;&nbsp;&copy", "中中 ©"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"),
        ("段落一\n<p>　　缩进保留</p>", "段落一\n\n　　缩进保留"),
        ('<a data-href="http://no.example" href="http://x.example">site</a>', "site (http://x.example)"),
        ('<a href="javascript:alert(1)">site</a>', "site"),
        ("text <b", "text <b"),
    ],
)
def test_turns_html_into_text(markup: str, expected: str) -> None:
    assert html_to_text(markup) == expected


def test_keeps_the_extension_of_an_endless_file_name() -> None:
    raw = b'Content-Type: application/pdf; name="' + b"a" * 5_000 + b'.pdf"\n\nx'
    [attachment] = parse(raw).attachments
    assert attachment.filename.endswith("aaa.pdf")
    assert len(attachment.filename) == MAX_NAME_CHARS


def test_html_may_declare_its_charset_itself() -> None:
    markup = '<meta charset="big5"><p>印表機</p>'
    assert parse(b"Content-Type: text/html\n\n" + markup.encode("big5")).text == "印表機"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Tue, 02 Jun 2026 09:12:33 +0800 (CST)", datetime(2026, 6, 2, 1, 12, 33, tzinfo=UTC)),
        ("2 Jun 26 09:12 +0800", datetime(2026, 6, 2, 1, 12, tzinfo=UTC)),
        ("2026-06-02T09:12:33+08:00", datetime(2026, 6, 2, 1, 12, 33, tzinfo=UTC)),
        ("Tue, 2 Jun 2026 09:12:60 -0000", datetime(2026, 6, 2, 9, 12, 59, tzinfo=UTC)),
        ("0001-01-01T00:00:00+08:00", None),
        ("Tue, 99 Jun 2026 09:12:33 +0800", None),
        ("Tue, 2 Jun 2026 09:12:33 +99999999999999", None),
        ("昨天", None),
    ],
)
def test_reads_dates(value: str, expected: datetime | None) -> None:
    assert parse(f"Date: {value}\n\nx".encode()).date == expected


def test_cuts_a_long_chain_in_the_middle() -> None:
    ids = [f"<{number}@x.example>" for number in range(150)]
    references = parse(f"References: {' '.join(ids)}\n\nx".encode()).references
    assert references == (ids[0], *ids[51:])


def test_a_quoted_paragraph_ends_where_its_depth_changes() -> None:
    raw = b"Content-Type: text/plain; format=flowed\n\n> one \n>> two \nthree \n"
    assert parse(raw).text == "> one \n>> two \nthree "


class Treacherous(bytes):
    """Bytes that fail while they are read, as a defect of ours would."""

    def __contains__(self, item: object) -> bool:
        raise RuntimeError


def test_a_defect_of_ours_loses_no_mail() -> None:
    mail = parse(Treacherous(b"Subject: x\n\ny\x00"))
    assert mail.problems == (Problem.PARSER_FAILED,)
    assert mail.text == "Subject: x\n\ny"


def mail(subject: str = "x", sender: str = "kate@client.example", extra: str = "", body: str = "x") -> bytes:
    return f"From: {sender}\nSubject: {subject}\n{extra}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode()


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复",
        "自动回复：您好",
        "【自动回复】我在休假",
        "自動回覆: 外出",
        "外出自动回复: 项目",
        "Automatic reply: x",
        "AutoReply: x",
        "Out of Office",
        "Out of the office reply: x",
        "Automatische Antwort: x",
        "自動応答: x",
    ],
)
def test_knows_automatic_subjects(subject: str) -> None:
    assert parse(mail(subject)).is_auto_reply


@pytest.mark.parametrize(
    "subject",
    [
        "Re: 自动回复: 谢谢",
        "自动回复怎么关闭",
        "回复：自动回复",
        "Out of office hours question",
        "Automatic reply stopped",
    ],
)
def test_keeps_people_apart_from_machines(subject: str) -> None:
    assert not parse(mail(subject)).is_auto_reply


@pytest.mark.parametrize(
    ("extra", "is_automatic"),
    [
        ("Auto-Submitted: auto-generated; owner-email=x\n", True),
        ("Auto-Submitted: NO\n", False),
        ("Precedence: auto_reply\n", True),
        ("Precedence: list\n", False),
        ("X-Autoreply: yes\n", True),
        ("X-Auto-Response-Suppress: All\n", True),
        ("X-Auto-Response-Suppress: DR\n", False),
        ("Return-Path: <>\n", True),
        ("Return-Path: <kate@client.example>\n", False),
    ],
)
def test_knows_automatic_headers(extra: str, is_automatic: bool) -> None:
    assert parse(mail(extra=extra)).is_auto_reply is is_automatic


@pytest.mark.parametrize(
    ("subject", "sender", "extra", "is_bounce"),
    [
        ("anything", "MAILER-DAEMON@x.example", "", True),
        ("Undeliverable: ticket", "postmaster@corp.example", "", True),
        ("退信通知", "mail@corp.example", "Return-Path: <>\n", True),
        ("邮件投递失败", "postmaster@corp.example", "", True),
        ("来自qq.com的退信", "PostMaster@qq.com", "", True),
        ("x", "a@corp.example", "X-Failed-Recipients: b@c.example\n", True),
        ("Delivery Status Notification (Delay)", "kate@client.example", "", False),
        ("邮件发送失败，怎么办？", "kate@client.example", "", False),
        ("Invoice", "postmaster@corp.example", "", False),
    ],
)
def test_knows_bounces(subject: str, sender: str, extra: str, is_bounce: bool) -> None:
    found = parse(mail(subject, sender, extra))
    assert found.is_bounce is is_bounce
    assert found.is_auto_reply or not is_bounce
