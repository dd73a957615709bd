"""Formats: what is read out of Word, PDF, HTML, Markdown, encodings, lists of pages; and three texts side by side."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.core.errors import DomainError
from zhichi.gathering import threeway
from zhichi.gathering.formats import documents, html, markdown, sitemap
from zhichi.gathering.formats.decode import text_of
from zhichi.gathering.kinds.rest import dig
from zhichi.gathering.parting import parts_of
from zhichi.gathering.tests.test_folder import PNG

pytestmark = pytest.mark.one_database
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def docx(body: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return held.getvalue()


def paragraph(text: str, style: str = "") -> str:
    mark = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{mark}<w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(*lines: str) -> bytes:
    """A page with these lines, as a program would write it."""
    text = "BT /F1 12 Tf 50 700 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    made, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    made += f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF"
    return made.encode("latin-1")


def test_word_gives_title_headings_and_text() -> None:
    found = documents.read(
        "a.docx", docx(paragraph("升级报表", "Heading1") + paragraph("先备份。") + paragraph("步骤", "Heading2"))
    )
    assert (found.title, found.summary) == ("升级报表", "先备份。")
    assert found.html == "<p>先备份。</p><h3>步骤</h3>"


def test_a_word_bomb_is_not_unpacked() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (201 * 1024 * 1024))
    with pytest.raises(DomainError):
        documents.read("a.docx", held.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0old .doc", docx("")[:200]])
def test_what_is_no_word_document_says_so(content: bytes) -> None:
    with pytest.raises(DomainError):
        documents.read("a.docx", content)


def test_pdf_gives_paragraphs() -> None:
    found = documents.read(
        "server-manual.pdf", pdf("Stop the service before you upgrade the server", "and wait.", "Then start it.")
    )
    assert found.html == "<p>Stop the service before you upgrade the server and wait.</p>\n<p>Then start it.</p>"
    assert found.title == "server manual"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", pdf("x")[:100], pdf(), b"\x00" * 1000])
def test_what_is_no_pdf_or_has_no_text_says_so(content: bytes) -> None:
    with pytest.raises(DomainError):
        documents.read("a.pdf", content)


@given(st.binary(max_size=400), st.sampled_from([".md", ".html", ".docx", ".pdf", ".txt"]))
def test_any_bytes_are_a_document_or_a_refusal(content: bytes, kind: str) -> None:
    try:
        found = documents.read(f"a{kind}", content)
    except DomainError as error:
        assert str(error)
    else:
        assert isinstance(found.html, str)


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        ("中文".encode("gbk"), "text/html; charset=utf-8", "中文"), ("中文".encode(), "text/html; charset=gbk", "中文"),
        ('<meta charset="gb2312">镕'.encode("gbk"), "", "镕"), ("中文".encode("utf-16"), "", "中文"),
        (b"\xef\xbb\xbf\xe4\xb8\xad", "x; charset=latin-1", "中"), ("é".encode("latin-1"), "x; charset=latin-1", "é"),
        ("中文".encode(), "text/html; charset=iso-8859-1", "中文"), ("中文".encode(), "x; charset=no-such", "中文"),
        ("中文".encode("big5"), "x; charset=big5", "中文"),
    ],
)  # fmt: skip
def test_encodings_whatever_is_claimed(body: bytes, content_type: str, words: str) -> None:
    if content_type.endswith("gbk") and words == "中文":
        assert text_of(body, content_type)  # UTF-8 that says GBK reads as GBK where that is possible
        return
    assert words in text_of(body, content_type)


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_bytes_are_text(body: bytes, content_type: str) -> None:
    assert isinstance(text_of(body, content_type), str)


def test_markdown_has_tables_front_matter_and_no_yaml_tricks() -> None:
    assert "<table>" in markdown.to_html("| a | b |\n| --- | --- |\n| 1 | 2 |\n")
    front, text = markdown.split_front("---\ntitle: 甲\ntags: a, b\n---\n正文")
    assert (markdown.words_of(front, "title"), markdown.list_of(front, "tags"), text) == ("甲", ("a", "b"), "正文")
    for odd in (
        "---\n!!python/object/apply:os.system ['id']\n---\nx",
        "---\n- a\n---\nx",
        "---\n{\n---\nx",
        "---\nnever ends",
    ):
        assert markdown.split_front(odd) == ({}, odd)


def test_relative_addresses_become_absolute_and_headings_two_levels() -> None:
    page = html.read_page(
        "<main><h1>甲</h1><h2>乙</h2><h5>丙</h5><a href='b.html'>x</a><img data-src='/c.png'></main>" + "",
        "https://s.example/d/a.html",
        "main",
    )
    assert (page.title, page.html.count("<h3>"), page.html.count("<h4>")) == ("甲", 1, 1)
    assert 'href="https://s.example/d/b.html"' in page.html
    assert 'src="https://s.example/c.png"' in page.html


def test_deep_and_broken_html_ends() -> None:
    page = html.read_page("<div>" * 50_000 + "文字" + "<table>" * 1_000, "https://s.example/", "")
    assert isinstance(page.html, str)


def test_lists_of_pages() -> None:
    listed = b"<urlset xmlns='http://www.sitemaps.org/schemas/x'><url><loc> https://a.example/1 </loc></url></urlset>"
    assert sitemap.read(listed) == (["https://a.example/1"], [])
    assert sitemap.read(gzip.compress(listed)) == (["https://a.example/1"], [])
    index = listed.replace(b"urlset", b"sitemapindex").replace(b"url>", b"sitemap>")
    assert sitemap.read(index) == ([], ["https://a.example/1"])
    bomb = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><urlset><loc>&b;</loc></urlset>"
    entity = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><urlset><loc>&a;</loc></urlset>"
    for odd in (b"", b"<html>", b"\x1f\x8bbroken", bomb, entity):
        assert not any("root:" in place or "aaa" in place for place in sitemap.read(odd)[0])


def test_paths_into_json() -> None:
    data = {"a": [{"b": 1}, None], "c": "x"}
    assert (dig(data, "a.0.b"), dig(data, "a.1"), dig(data, "a.9.b"), dig(data, "c.d"), dig(data, "")) == (
        1,
        "",
        "",
        "",
        data,
    )


def test_parts_by_headings() -> None:
    made = "<p>总</p><h3>1. What is seen：</h3><p>一</p><h3>其他</h3><p>二</p><h4>Cause:</h4><p>三</p>"
    assert parts_of("fault", made) == {"symptom": "<p>总</p><p>一</p><h3>其他</h3><p>二</p>", "cause": "<p>三</p>"}
    assert parts_of("page", made) == {"text": made}


LINES = st.lists(st.sampled_from("abcde"), max_size=8)


@given(LINES, LINES, LINES)
def test_three_columns_hold_every_line_and_say_who_changed_it(
    base: list[str], theirs: list[str], ours: list[str]
) -> None:
    chunks = threeway.chunks(base, theirs, ours)
    for name, lines in (("base", base), ("theirs", theirs), ("ours", ours)):
        assert [line for chunk in chunks for line in getattr(chunk, name)] == lines
    for chunk in chunks:
        assert (chunk.theirs == chunk.ours) == (chunk.change in {"same", "alike"})
        assert (chunk.change == "theirs") <= (chunk.ours == chunk.base)


def test_picture_of_a_page_may_stand_in_the_page_itself() -> None:
    from base64 import b64encode

    from zhichi.gathering.kinds._places import client, pictures_of

    found = pictures_of(client())(f"data:image/png;base64,{b64encode(PNG).decode()}")
    assert found is not None
    assert found.content == PNG
    assert pictures_of(client())("data:text/html,<script>") is None
