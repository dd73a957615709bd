"""Files inside files: `winmail.dat` of Outlook in all its forms, and uuencoded ones."""

from __future__ import annotations

import binascii
import struct
from typing import TYPE_CHECKING

from zhichi.channels.email.tests.reading.building import case, file, mail, parts, text, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

STRING, UNICODE, BINARY, OBJECT, LONG = 0x1E, 0x1F, 0x0102, 0x0D, 0x03


def attribute(name: int, data: bytes, level: int = 2) -> bytes:
    """One attribute with its checksum."""
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) % 65536)


def prop(name: int, kind: int, value: bytes | int, *, named: bytes = b"") -> bytes:
    """One MAPI property; `named` is what a named one says of its name."""
    head = struct.pack("<HH", kind, name) + named
    if isinstance(value, int):
        return head + struct.pack("<I", value)
    return head + struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)


def props(*each: bytes) -> bytes:
    """The properties of an attribute."""
    return struct.pack("<I", len(each)) + b"".join(each)


def tnef(*attributes: bytes, page: int = 936) -> bytes:
    """A box, as `winmail.dat` holds it."""
    pages = attribute(0x00069007, struct.pack("<II", page, 0), level=1)
    return b"\x78\x9f\x3e\x22" + b"\x01\x00" + pages + b"".join(attributes)


def packed(short: bytes, content: bytes, *properties: bytes) -> tuple[bytes, ...]:
    """The attributes of one file."""
    found = [attribute(0x00069002, b"\x01\0" + b"\xff" * 4 + b"\0" * 8), attribute(0x00018010, short + b"\0")]
    if content:
        found.append(attribute(0x0006800F, content))
    return (*found, attribute(0x00069005, props(*properties))) if properties else tuple(found)


def wide(words: str) -> bytes:
    """A Unicode value."""
    return words.encode("utf-16-le") + b"\0\0"


def letter(words: str, *, html: str = "", subject: str = "") -> bytes:
    """The attribute with the properties of the letter."""
    said = [prop(0x1000, UNICODE, wide(words))] if words else []
    said += [prop(0x1013, BINARY, html.encode())] if html else []
    said += [prop(0x0037, UNICODE, wide(subject))] if subject else []
    return attribute(0x00069003, props(*said), level=1)


def winmail(data: bytes, kind: str = "application/ms-tnef", *, first: Sequence[bytes] = (text("见附件。"),)) -> bytes:
    """A mail with the box beside its text."""
    box = file("Content-Disposition: attachment; filename=winmail.dat", data, f"{kind}; name=winmail.dat")
    return whole(content=parts("mixed", *first, box))


def uuencoded(name: str, data: bytes, *, blank: str = "`") -> str:
    """A file as `uuencode` writes it."""
    lines = [
        binascii.b2a_uu(data[start : start + 45], backtick=blank == "`").decode() for start in range(0, len(data), 45)
    ]
    return f"begin 644 {name}\n{''.join(lines)}{blank}\nend\n"


NAMED = b"\0" * 16 + struct.pack("<II", 1, 6) + "ab\0".encode("utf-16-le") + b"\0\0"
NUMBERED = b"\0" * 16 + struct.pack("<II", 0, 7)
LONG_NAME = prop(0x3707, UNICODE, wide("季度报表（终稿）.xlsx"))
ONE = tnef(*packed(b"REPORT~1.XLS", b"PK\x03\x04data", LONG_NAME))
INNER = tnef(letter("里面的信", subject="转来的信"), *packed(b"in.txt", b"inner"))
ZEROS = b"\0" * 100 + b"x"

CASES = [
    case(
        "tnef_long_name", winmail(ONE), text="见附件。", files=[("季度报表（终稿）.xlsx", "application/octet-stream")]
    ),
    case(
        "tnef_of_octets",
        winmail(ONE, "application/octet-stream"),
        files=[("季度报表（终稿）.xlsx", "application/octet-stream")],
    ),
    case(
        "tnef_name_in_code_page",
        winmail(tnef(*packed("镕基.txt".encode("gb18030"), b"x"))),
        files=[("镕基.txt", "text/plain")],
    ),
    case(
        "tnef_name_in_western_page",
        winmail(tnef(*packed("Größe.pdf".encode("cp1252"), b"x"), page=1252)),
        files=[("Größe.pdf", "application/pdf")],
    ),
    case(
        "tnef_two_files_in_order",
        winmail(tnef(*packed(b"a.png", b"1", prop(0x370E, STRING, b"image/png\0")), *packed(b"b.pdf", b"2"))),
        files=[("a.png", "image/png"), ("b.pdf", "application/pdf")],
    ),
    case(
        "tnef_content_in_properties",
        winmail(
            tnef(
                *packed(
                    b"",
                    b"",
                    prop(0x3701, BINARY, b"data"),
                    prop(0x8001, LONG, 5, named=NAMED),
                    prop(0x8002, LONG, 5, named=NUMBERED),
                    LONG_NAME,
                )
            )
        ),
        files=[("季度报表（终稿）.xlsx", "application/octet-stream")],
    ),
    case(
        "tnef_inner_letter",
        winmail(tnef(*packed(b"", b"", prop(0x3701, OBJECT, b"\x07\x03\x02\0" + b"\0" * 12 + INNER)))),
        files=[("转来的信.txt", "text/plain"), ("in.txt", "text/plain")],
    ),
    case(
        "tnef_alone_with_text",
        whole(
            content=file(
                "Content-Disposition: attachment; filename=winmail.dat",
                tnef(letter("只在盒子里的话")),
                "application/ms-tnef",
            )
        ),
        text="只在盒子里的话",
        files=[],
    ),
    case(
        "tnef_alone_with_html",
        winmail(tnef(letter("", html="<p>盒子里的 HTML</p>")), first=()),
        text="盒子里的 HTML",
        html_has=("<p>",),
        files=[],
    ),
    case(
        "tnef_text_twice_is_said_once",
        winmail(tnef(letter("见附件。"), *packed(b"a.txt", b"x"))),
        text="见附件。",
        files=[("a.txt", "text/plain")],
    ),
    case(
        "tnef_cut_off",
        winmail(ONE + ONE[6:60]),
        files=[("季度报表（终稿）.xlsx", "application/octet-stream"), ("winmail.dat", "application/ms-tnef")],
    ),
    case(
        "tnef_damaged",
        winmail(b"\x78\x9f\x3e\x22\x01\x00\x07garbage-garbage"),
        files=[("winmail.dat", "application/ms-tnef")],
    ),
    case("tnef_in_name_only", winmail(b"no box at all"), files=[("winmail.dat", "application/ms-tnef")]),
    case("tnef_empty_box", winmail(tnef()), files=[("winmail.dat", "application/ms-tnef")]),
    case(
        "tnef_unsafe_name",
        winmail(tnef(*packed(b"..\\..\\x.exe", b"MZ"))),
        files=[("x.exe", "application/octet-stream")],
    ),
    case(
        "uu_in_text",
        mail(body=f"见附件：\n\n{uuencoded('报表 1.txt', '一二三'.encode())}\n谢谢"),
        text="见附件：\n\n\n谢谢",
        files=[("报表 1.txt", "text/plain")],
    ),
    case(
        "uu_two_files",
        mail(body=uuencoded("a.png", b"\x89PNG" * 50) + uuencoded("b.zip", ZEROS)),
        text="",
        files=[("a.png", "image/png"), ("b.zip", "application/zip")],
    ),
    case(
        "uu_blanks_lost",
        mail(body="\n".join(line.rstrip() for line in uuencoded("a.bin", b"ab\0", blank=" ").split("\n"))),
        files=[("a.bin", "application/octet-stream")],
    ),
    case(
        "uu_gbk_name",
        mail(
            "Content-Type: text/plain; charset=gb2312",
            "Content-Transfer-Encoding: 8bit",
            body=uuencoded("截图.png", b"\x89PNG"),
            charset="gb18030",
        ),
        files=[("截图.png", "image/png")],
    ),
    case(
        "uu_as_transfer_encoding",
        whole(
            content=parts(
                "mixed",
                text("看"),
                b"Content-Type: image/gif; name=a.gif\nContent-Transfer-Encoding: x-uuencode\n\n"
                + uuencoded("a.gif", b"GIF89a..").encode(),
            )
        ),
        text="看",
        files=[("a.gif", "image/gif")],
    ),
    case("uu_never_ends", mail(body="begin 644 a.txt\n#86)C\n还有"), text="begin 644 a.txt\n#86)C\n还有", files=[]),
    case(
        "uu_is_only_spoken_of",
        mail(body="begin 644 the work\nHello everybody\nend"),
        text="begin 644 the work\nHello everybody\nend",
        files=[],
    ),
    case(
        "uu_encoding_without_any",
        mail(
            "Content-Type: application/octet-stream; name=a.bin",
            "Content-Transfer-Encoding: x-uuencode",
            body="nothing",
        ),
        files=[("a.bin", "application/octet-stream")],
        problems=("encoding_unknown", "message_id_missing"),
    ),
]
