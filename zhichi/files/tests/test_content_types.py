"""A file is what its bytes say, whatever its name or sender claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.files.content_types import ACTIVE, BINARY, SAFE_PICTURES, detect, differs
from zhichi.files.names import MAX_BYTES, clean_name

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
DOCX = b"PK\x03\x04\x14\x00\x06\x00" + bytes(18) + b"[Content_Types].xml" + bytes(40) + b"word/document.xml"


@pytest.mark.parametrize(
    ("content", "name", "claimed", "expected"),
    [
        (PNG, "a.png", "image/png", "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "照片.jpg", "", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", "image/webp", "image/webp"),
        (b"%PDF-1.7\n%abc", "报告.pdf", "application/pdf", "application/pdf"),
        (DOCX, "a.docx", "", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"MZ\x90\x00" + bytes(60), "a.png", "image/png", "application/x-msdownload"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.png", "image/png", "image/svg+xml"),
        (b"<?xml version='1.0'?><svg></svg>", "a.xml", "text/xml", "image/svg+xml"),
        (b"\n <!DOCTYPE html><html>", "a.txt", "text/plain", "text/html"),
        ("日志：连接失败\n".encode(), "a.log", "", "text/plain"),
        ("日志：连接失败\n".encode("gb18030"), "a.txt", "text/plain", "text/plain"),
        (b"a,b\n1,2\n", "a.csv", "", "text/csv"),
        (b"From: a@example.com\r\n\r\nhi", "mail.eml", "message/rfc822", "message/rfc822"),
        (b"", "empty.bin", "application/octet-stream", "text/plain"),
        (bytes(range(256)), "data.bin", "image/png", BINARY),
    ],
)
def test_keeps_to_the_bytes(content: bytes, name: str, claimed: str, expected: str) -> None:
    assert detect(content, content, filename=name, claimed_type=claimed) == expected


@pytest.mark.parametrize(
    ("kind", "claimed", "name", "lies"),
    [
        ("image/png", "image/png", "a.png", False),
        ("image/png", "application/octet-stream", "a.png", False),
        ("image/jpeg", "image/pjpeg", "a.jpg", False),
        ("text/plain", "text/plain", "日志.log", False),
        ("application/x-ole-storage", "application/msword", "a.doc", False),
        ("application/zip", "application/x-zip-compressed", "a.zip", False),
        ("application/x-msdownload", "application/octet-stream", "setup.exe", False),
        ("application/x-msdownload", "image/png", "a.png", True),
        ("application/x-msdownload", "application/octet-stream", "发票.pdf", True),
        ("text/html", "image/jpeg", "a.jpg", True),
        ("text/html", "text/plain", "a.txt", True),
        ("image/svg+xml", "image/png", "a.png", True),
        (BINARY, "image/png", "a.png", True),
        ("application/zip", "application/pdf", "a.pdf", True),
    ],
)
def test_keeps_watch_for_lies(kind: str, claimed: str, name: str, lies: bool) -> None:
    assert differs(content_type=kind, claimed_type=claimed, filename=name) is lies


@given(st.binary(max_size=300), st.text(max_size=30), st.sampled_from(["", "image/png", "text/plain", "text/html"]))
def test_keeps_markup_and_programs_away_from_pictures(content: bytes, name: str, claimed: str) -> None:
    kind = detect(content, content[-20:], filename=name, claimed_type=claimed)
    differs(content_type=kind, claimed_type=claimed, filename=name)
    if content.lstrip().lower().startswith((b"<svg", b"<html", b"<script")):
        assert kind in ACTIVE
    if kind in SAFE_PICTURES:
        assert content[:3] in {b"\x89PN", b"\xff\xd8\xff", b"GIF", b"RIF"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\windows\\日志.txt", "日志.txt"),
        ("gpj.\u202eexe.txt", "gpj.exe.txt"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("  报表 2026.xlsx . ", "报表 2026.xlsx"),
        ("...", "file"),
        ("", "file"),
        ("a" * 300 + ".docx", "a" * 195 + ".docx"),
    ],
)
def test_keeps_names_harmless(typed: str, stored: str) -> None:
    assert clean_name(typed) == stored


@given(st.text(alphabet=st.characters(), max_size=400))
def test_keeps_names_short_and_printable(typed: str) -> None:
    name = clean_name(typed)
    assert name
    assert len(name.encode()) <= MAX_BYTES
    assert not {"/", "\\", "\x00", "\n", "\u202e"} & set(name)
    assert clean_name(name) == name
