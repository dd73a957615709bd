"""Rich text of Outlook: unpacked, its HTML or text taken out, bounded, never an error whatever the bytes are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhichi.channels.email.mime.rtf import MAX_RTF_BYTES, decompress, read_compressed, read_rtf
from zhichi.channels.email.outlook import parse_msg
from zhichi.channels.email.tests.reading.compound import msg, wide
from zhichi.channels.email.tests.reading.rich import compressed, stored

pytestmark = pytest.mark.one_database


def coded(words: str, page: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in words.encode(page))


FONTS = r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset134 SimSun;}{\f2\fnil\fcharset204 Arial Cyr;}}"
HEAD = (
    r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0"
    + FONTS
    + "\r\n"
    + r"{\colortbl\red0\green0\blue0;}\uc1\pard\plain\deftab360 "
)
HTML = (
    HEAD
    + r"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
    + r"\f1 " + coded("打印机", "gb18030") + r"\f0  3 {\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0  4"
    + r"{\*\mhtmltag84 <a href=x>}{\*\htmltag84 <a href=\'22https://kb.example/\{1\}\'22>}"
    + r"{\f2 " + coded("Да", "cp1251") + r"}\u25171?\u21360?"
    + r"\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}"
)  # fmt: skip
TEXT = r"{\rtf1\ansi\ansicpg936\fromtext \fbidis \deff0{\fonttbl{\f0\fmodern Courier New;}}" + (
    r"\uc1\pard\plain " + coded("您好", "gb18030") + r"\par" + "\r\n" + r"C:\\temp\tab \{x\}\par }"
)


def test_takes_html_out_of_rich_text() -> None:
    said = read_rtf(HTML.encode())
    assert said.html == '<p>打印机 3 &lt; 4<a href="https://kb.example/{1}">Да扑印</p>'.replace("扑印", "\u6253\u5370")
    assert said.text == ""


def test_takes_plain_text_out_of_rich_text() -> None:
    assert read_rtf(TEXT.encode()) == ("您好\nC:\\temp\t{x}", "")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"{\rtf1\ansi{\info{\title secret}}{\*\unknown secret}shown}", "shown"),
        (r"{\rtf1\ansi\uc2 \u25171??!}", "\u6253!"),
        (r"{\rtf1\ansi \u-10179?\u-8704?}", "\U0001f600"),
        (r"{\rtf1\ansi {\uc0 \u65}\u66?}", "AB"),
        (r"{\rtf1\ansi a\~b\_c\bin3 xyzd\emdash e}", "a\xa0b\u2011cd\u2014e"),
        (r"{\rtf1\ansi\ansicpg932 \'83A}", "ア"),  # a second byte that is a letter
        (r"{\rtf1\ansi one\line two\page three", "one\ntwo\nthree"),  # never closed
        ("{\\rtf1\\ansi a\\\nb}}}}c", "a\nbc"),
        ("no rich text", ""),
        ("", ""),
    ],
)
def test_reads_rich_text(raw: str, text: str) -> None:
    assert read_rtf(raw.encode()).text == text


@pytest.mark.parametrize("raw", [HTML.encode(), TEXT.encode(), b"a" * 5000, b"ab" * 40, b"", bytes(range(256)) * 30])
def test_unpacks_what_was_packed(raw: bytes) -> None:
    packed = compressed(raw)
    assert decompress(packed) == raw
    assert decompress(stored(raw, len(raw))) == raw


def test_packing_is_real() -> None:
    assert len(compressed(b"the same words again, " * 100)) < 400


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_unpacks_any_bytes(raw: bytes) -> None:
    assert decompress(compressed(raw)) == raw


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_ends_without_an_error(data: st.DataObject) -> None:
    packed = bytearray(compressed(HTML.encode()))
    for _ in range(data.draw(st.integers(1, 6))):
        packed[data.draw(st.integers(8, len(packed) - 1))] = data.draw(st.integers(0, 255))
    read_compressed(bytes(packed[: data.draw(st.integers(0, len(packed)))]))
    read_rtf(b"{\\rtf" + data.draw(st.binary(max_size=200)))


@pytest.mark.parametrize(
    "raw",
    [
        b"{\\rtf1" + b"{" * 3_000_000,
        b"{\\rtf1" + b"{}" * 1_500_000,
        b"{\\rtf1" + b"\\f1\\plain" * 300_000,
        b"{\\rtf1" + b"\\'d6\\u1 " * 300_000,
        b"{\\rtf1\\bin999999999 " + b"x" * 100,
    ],
    ids=["deep", "groups", "fonts", "characters", "binary"],
)
def test_hostile_rich_text_ends_soon(raw: bytes) -> None:
    started = time.process_time()
    read_rtf(raw)
    assert time.process_time() - started < 8


def test_unpacks_to_a_bound() -> None:
    burst = b"\xff" + b"\x0c\xff" * 8  # says the last byte 17 times, eight times over
    started = time.process_time()
    assert len(decompress(stored(burst * 400_000, 0xFFFFFFFF, b"LZFu"))) <= MAX_RTF_BYTES
    assert time.process_time() - started < 8


def test_a_saved_letter_with_nothing_but_rich_text_is_read() -> None:
    mail = parse_msg(msg({**wide(p0037="打印"), "__substg1.0_10090102": compressed(HTML.encode())}))
    assert mail.html.startswith("<p>打印机 3")
    assert mail.text == "打印机 3 < 4Да打印 (https://kb.example/{1})" or "打印机 3 < 4" in mail.text
    assert mail.problems == ()
    plain = parse_msg(msg({"__substg1.0_10090102": compressed(TEXT.encode())}))
    assert (plain.text, plain.html) == ("您好\nC:\\temp\t{x}", "")


def test_words_of_the_letter_itself_count_before_its_rich_text() -> None:
    tree = {**wide(p1000="自己的"), "__substg1.0_10090102": compressed(TEXT.encode())}
    assert parse_msg(msg(tree)).text == "自己的"
    tree = {"__substg1.0_10130102": b"<p>own</p>", "__substg1.0_10090102": compressed(HTML.encode())}
    assert parse_msg(msg(tree)).html == "<p>own</p>"


def test_damaged_rich_text_leaves_a_letter_that_says_so() -> None:
    assert parse_msg(msg({"__substg1.0_10090102": b"LZFu" * 3})).problems == ("empty",)
