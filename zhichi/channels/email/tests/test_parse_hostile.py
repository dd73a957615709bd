"""Any bytes are read, within bounds of time and memory, and the result is always safe to store."""

from __future__ import annotations

import base64
import os
import time
import tracemalloc
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhichi.channels.email.invitations import as_data
from zhichi.channels.email.mime.notes import MAX_PARTS, MAX_SUBJECT_CHARS
from zhichi.channels.email.parsing import InboundMail, Problem, parse
from zhichi.channels.email.tests.reading import boxes, chinese, defects, elsewhere, names, protected
from zhichi.channels.email.tests.reading.boxes import INNER, packed, prop, tnef
from zhichi.channels.email.tests.reading.protected import signed_data

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.one_database

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.eml"))
TABLES = [*boxes.CASES, *chinese.CASES, *elsewhere.CASES, *defects.CASES, *names.CASES, *protected.CASES]
MESSAGES = [path.read_bytes() for path in CORPUS] + [each.raw for each in TABLES]
FRAGMENTS = [
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
    b"Content-Type: text/html; charset=utf-7\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Type: message/rfc822\n\n",
    b"Subject: =?gb2312?B?=?=",
    b"=?utf-8?Q?=?=?x?b?",
    b"--b--\n",
    b'From: "<(:;,@\n',
    b"filename*0*=utf-8''%;filename*1=\"",
    b"\x00\xff\xfe\x81",
    b'&#99999999999;<!--<a "',
    b"\r\n\r\n",
    b"Content-Type: application/pkcs7-mime; smime-type=signed-data\n",
    signed_data(b"Content-Type: text/plain\r\n\r\nx"),
    b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n",
    b"\n-----BEGIN PGP SIGNED MESSAGE-----\n",
    b"\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----\n",
    b"Authentication-Results: x; ((spf=pass",
    b"Content-Type: application/ms-tnef\n\n",
    INNER,
    b"\nbegin 644 a.txt\n",
    b"#86)C\n`\nend\n",
    b"Content-Transfer-Encoding: x-uuencode\n",
]


def assert_is_safe(mail: InboundMail) -> None:
    strings = [mail.subject, mail.from_address, mail.from_name, mail.text, mail.html, mail.message_id, mail.in_reply_to]
    strings += [*mail.to, *mail.cc, *mail.reply_to, *mail.references, *mail.problems]
    for attachment in mail.attachments:
        strings += [attachment.filename, attachment.content_type, attachment.content_id]
        assert attachment.filename
        assert not set(attachment.filename) & set("/\\\r\n\0")
        assert attachment.size == len(attachment.content)
    for event in as_data(mail.calendar).get("events", []):
        strings += [event["title"], event["place"], event["about"], *(guest[1] for guest in event["guests"])]
    for value in strings:
        value.encode("utf-8")
        assert "\0" not in value
    assert not any("\n" in value for value in (mail.subject, mail.from_name, mail.from_address, *mail.to))
    assert mail.date is None or mail.date.tzinfo is UTC
    assert len(mail.subject) <= MAX_SUBJECT_CHARS
    assert Problem.PARSER_FAILED not in mail.problems


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_reads_any_bytes(raw: bytes) -> None:
    assert_is_safe(parse(raw))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=30)), max_size=40))
def test_reads_any_mixture_of_mail_fragments(pieces: list[bytes]) -> None:
    assert_is_safe(parse(b"".join(pieces)))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_reads_mutated_corpus(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(MESSAGES)))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.integers(0, 40)))
        raw[start:end] = data.draw(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=20)))
    assert_is_safe(parse(bytes(raw)))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(MESSAGES), st.integers(0, 5_000))
def test_reads_corpus_cut_anywhere(raw: bytes, length: int) -> None:
    assert_is_safe(parse(raw[:length]))


def nested(depth: int) -> bytes:
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return b"From: a@b.example\n" + opened + b"\ndeep\n"


def header(name: bytes, value: bytes) -> bytes:
    return b"From: a@b.example\n" + name + b": " + value + b"\n\nx\n"


def body(kind: bytes, content: bytes) -> bytes:
    return b"From: a@b.example\nContent-Type: " + kind + b"\n\n" + content


def nested_box(depth: int) -> bytes:
    data = INNER
    for _ in range(depth):
        data = tnef(*packed(b"", b"", prop(0x3701, 0x0D, b"\0" * 16 + data)))
    return data


HOSTILE: dict[str, Callable[[], bytes]] = {
    "ten_thousand_parts": lambda: body(b"multipart/mixed; boundary=b", b"--b\n\nx\n" * 10_000),
    "depth_of_a_thousand": lambda: nested(1_000),
    "quotes_in_from": lambda: b"From: " + b'"' * 50_001 + b" <a@b.example>\n\nx\n",
    "escaped_quotes_in_to": lambda: header(b"To", b'"' + b'\\"' * 60_000),
    "open_brackets_in_to": lambda: header(b"To", b"<" * 120_000),
    "commas_in_to": lambda: header(b"To", b"a," * 60_000),
    "addresses_in_cc": lambda: header(b"Cc", b"a@b.c," * 20_000),
    "long_word_before_at": lambda: header(b"To", b"a" * 120_000 + b" @"),
    "spaces_in_to": lambda: header(b"To", b"a" + b" " * 120_000 + b"b"),
    "many_to_fields": lambda: b"To: " + b"\nTo: ".join([b"x" * 500 + b" @ <"] * 1_000) + b"\n\nx\n",
    "encoded_words": lambda: header(b"Subject", b"=?utf-8?B?5L2g?= " * 60_000),
    "encoded_words_unending": lambda: header(b"Subject", b"=?utf-8?B?" * 12_000),
    "encoded_words_of_one_letter": lambda: header(b"Subject", b"=?utf-8?B?5?= " * 9_000),
    "semicolons_in_type": lambda: header(b"Content-Type", b"text/plain" + b";" * 120_000),
    "equals_in_type": lambda: header(b"Content-Type", b"text/plain;" + b"a=" * 60_000),
    "parameters": lambda: header(b"Content-Type", b"text/plain" + b";a*1*=x" * 18_000),
    "references": lambda: header(b"References", b"<a@b> " * 20_000),
    "many_headers": lambda: b"X-A: 1\n" * 100_000 + b"\nx\n",
    "one_endless_header": lambda: b"Subject: " + b"a\n " * 1_000_000,
    "no_header_at_all": lambda: b"hello there\n" * 200_000,
    "stray_lines_in_header": lambda: b"stray\n" * 50_000 + b"Subject: x\n\nx\n",
    "false_boundaries": lambda: body(b"multipart/mixed; boundary=b", b"\n--b\n\nx" + b"\n--bx" * 1_000_000),
    "open_comments": lambda: body(b"text/html", b"<!--" * 300_000 + b"-->"),
    "open_tags": lambda: body(b"text/html", b"<a " * 400_000),
    "open_quotes_in_tags": lambda: body(b"text/html", b'<a b="' + b"<a>" * 400_000),
    "declarations": lambda: body(b"text/html", b"<!" * 500_000),
    "unclosed_styles": lambda: body(b"text/html", b"<style>" * 150_000),
    "deep_quotes": lambda: body(b"text/html", b"<blockquote>x" * 80_000),
    "huge_number": lambda: body(b"text/html", b"&#" + b"9" * 500_000 + b";"),
    "base64_streams": lambda: body(b"text/plain\nContent-Transfer-Encoding: base64", b"YQ==" * 250_000),
    "undeclared_noise": lambda: body(b"text/plain", bytes(range(128, 256)) * 10_000),
    "armour": lambda: body(b"text/plain", b"-----BEGIN PGP SIGNED MESSAGE-----\n" * 100_000),
    "armour_headers": lambda: body(
        b"text/plain",
        b"-----BEGIN PGP SIGNED MESSAGE-----\n" + b"A: b\n" * 200_000 + b"-----BEGIN PGP SIGNATURE-----\n",
    ),
    "guests": lambda: body(
        b"text/calendar", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"ATTENDEE;CN=a;CN=b:x\n" * 40_000 + b"END:VEVENT\n"
    ),
    "calendar_parameters": lambda: body(
        b"text/calendar", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART" + b";A=b" * 200_000 + b":x\nEND:VEVENT\n"
    ),
    "verdicts": lambda: b"Authentication-Results: (((((\n" * 900 + header(b"Authentication-Results", b"a=b;" * 20_000),
    "envelopes": lambda: body(
        b"multipart/mixed; boundary=b", b"--b\nContent-Type: application/pkcs7-mime\n\n\x30\x80\n" * 1_000
    ),
    "uu_beginnings": lambda: body(b"text/plain", b"begin 644 a\n#86)C\n" * 100_000 + b"end\n"),
    "uu_files": lambda: body(b"text/plain", b"begin 644 a\n#86)C\n`\nend\n" * 50_000 + b"\x00"),
    "uu_one_long": lambda: body(b"text/plain", b"begin 644 a\n" + (b"M" + b"A" * 60 + b"\n") * 30_000 + b"!\nend\n"),
    "boxes": lambda: body(
        b"multipart/mixed; boundary=b", b"--b\nContent-Type: application/ms-tnef\n\n" + INNER + b"\n" * 1_000
    ),
    "box_of_many_files": lambda: body(b"application/ms-tnef", tnef(*packed(b"a", b"x") * 20_000)),
    "box_of_many_properties": lambda: body(
        b"application/ms-tnef", tnef(*packed(b"a", b"x", *[prop(0x3707, 3, 1)] * 100_000) * 2)
    ),
    "box_in_box": lambda: body(b"application/ms-tnef", nested_box(40)),
    "many_text_parts": lambda: body(b"multipart/mixed; boundary=b", b"--b\n\n\xe9\xe8 abc\xe9\xe0\xe7\n" * 900),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_reads_hostile_message_within_two_seconds(name: str) -> None:
    raw = HOSTILE[name]()
    started = time.process_time()
    mail = parse(raw)
    assert time.process_time() - started < 2
    assert_is_safe(mail)
    assert mail.problems or len(mail.attachments) > 0


def test_cuts_at_the_bounds_and_says_so() -> None:
    parts = parse(HOSTILE["ten_thousand_parts"]())
    assert Problem.PARTS_CUT in parts.problems
    assert len(parts.attachments) <= MAX_PARTS
    assert Problem.DEPTH_CUT in parse(nested(1_000)).problems
    assert Problem.HEADER_CUT in parse(HOSTILE["encoded_words"]()).problems
    assert Problem.ADDRESSES_CUT in parse(HOSTILE["addresses_in_cc"]()).problems


def test_reads_large_attachment_in_less_than_three_times_its_size() -> None:
    content = os.urandom(12_000_000)
    raw = body(b"application/zip; name=a.zip\nContent-Transfer-Encoding: base64", base64.encodebytes(content))
    tracemalloc.start()
    mail = parse(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert mail.attachments[0].content == content
    assert peak + len(raw) < 3 * len(raw)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(MESSAGES), st.sampled_from(MESSAGES), st.integers(0, 3_000), st.integers(0, 3_000))
def test_reads_two_messages_spliced(one: bytes, other: bytes, end: int, start: int) -> None:
    assert_is_safe(parse(one[:end] + other[start:]))


def test_empty_input_is_named() -> None:
    assert parse(b"").problems == parse(b" \r\n\r\n").problems == (Problem.EMPTY,)
