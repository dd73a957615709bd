"""Names of files as they really arrive."""

from __future__ import annotations

from zhichi.channels.email.tests.reading.building import case, file, parts, text, whole, word


def named(line: str | bytes, kind: str = "application/octet-stream") -> bytes:
    """A message with one file whose name stands in `line`."""
    return whole(content=parts("mixed", text("x"), file(line, kind=kind)))


def name(words: str, kind: str = "application/octet-stream") -> dict[str, list[tuple[str, str]]]:
    """The one file that is expected."""
    return {"files": [(words, kind)]}


CASES = (
    case(
        "name_raw_gbk",
        named(b'Content-Disposition: attachment; filename="' + "报表.xls".encode("gbk") + b'"'),
        **name("报表.xls"),
    ),
    case("name_raw_utf8", named('Content-Disposition: attachment; filename="报表.xls"'), **name("报表.xls")),
    case("name_raw_utf8_bare", named("Content-Disposition: attachment; filename=报表 一.xls"), **name("报表 一.xls")),
    case("name_2231", named("Content-Disposition: attachment; filename*=gb2312''%B1%A8%B1%ED.xls"), **name("报表.xls")),
    case(
        "name_2231_without_charset",
        named("Content-Disposition: attachment; filename*=''%B1%A8%B1%ED.xls"),
        **name("报表.xls"),
    ),
    case(
        "name_2231_no_quotes_at_all",
        named("Content-Disposition: attachment; filename*=%E6%8A%A5%E8%A1%A8.xls"),
        **name("报表.xls"),
    ),
    case(
        "name_2231_split_in_a_character",
        named(
            "Content-Disposition: attachment;\n filename*0*=utf-8''%E6%8A%A5%E8;\n"
            " filename*1*=%A1%A8;\n filename*2=.xls"
        ),
        **name("报表.xls"),
    ),
    case(
        "name_2231_out_of_order",
        named('Content-Disposition: attachment; filename*1="b.txt"; filename*0="a"'),
        **name("ab.txt"),
    ),
    case(
        "name_2231_eleven_pieces",
        named("Content-Disposition: attachment;" + ";".join(f' filename*{n}="{n}-"' for n in range(11))),
        **name("0-1-2-3-4-5-6-7-8-9-10-"),
    ),
    case(
        "name_word_in_quotes",
        named(f'Content-Disposition: attachment; filename="{word("报表.xls", "gb2312")}"'),
        **name("报表.xls"),
    ),
    case(
        "name_words_split_in_a_character",
        named('Content-Disposition: attachment; filename="=?gb2312?B?sai=?= =?gb2312?B?se0=?=.xls"'),
        **name("报表.xls"),
    ),
    case(
        "name_only_in_the_type",
        named("X-Nothing: 1", 'application/pdf; name="报表.pdf"'),
        **name("报表.pdf", "application/pdf"),
    ),
    case("name_with_a_path", named('Content-Disposition: attachment; filename="C:\\\\data\\\\a.txt"'), **name("a.txt")),
    case("name_climbs", named('Content-Disposition: attachment; filename="../../etc/passwd"'), **name("passwd")),
    case("name_of_dots", named('Content-Disposition: attachment; filename=".."'), **name("attachment-1.bin")),
    case(
        "name_turned_around",
        named("Content-Disposition: attachment; filename*=utf-8''%E2%80%AEfdp.exe"),
        **name("fdp.exe"),
    ),
    case(
        "name_with_a_line_feed",
        named('Content-Disposition: attachment; filename="a=?utf-8?Q?=0A?=b.txt"'),
        **name("a b.txt"),
    ),
    case("name_unclosed_quote", named('Content-Disposition: attachment; filename="a.txt'), **name("a.txt")),
    case("name_semicolon_inside", named('Content-Disposition: attachment; filename="a;b.txt"'), **name("a;b.txt")),
    case(
        "name_of_a_picture_without_one", named("Content-ID: <p@1>", "image/jpeg"), **name("image-1.jpg", "image/jpeg")
    ),
)
