"""Every message of the corpus reads as its sender meant it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zhichi.channels.email.parsing import InboundMail, parse
from zhichi.channels.email.tests.expected import EXPECTED, USUAL

pytestmark = pytest.mark.one_database

CORPUS = Path(__file__).parent / "corpus"
NAMES = sorted(path.stem for path in CORPUS.glob("*.eml"))


def shown(mail: InboundMail, field: str) -> Any:
    if field == "attachments":
        return [(each.filename, each.content_type, each.size, each.content_id) for each in mail.attachments]
    return getattr(mail, field)


@pytest.mark.parametrize("name", NAMES)
def test_reads_message_of_corpus(name: str) -> None:
    mail = parse((CORPUS / f"{name}.eml").read_bytes())
    expected = USUAL | EXPECTED[name]
    wanted_html = expected.pop("html")
    assert {field: shown(mail, field) for field in expected} == expected
    assert bool(mail.html) == bool(wanted_html)
    assert all(piece in mail.html for piece in wanted_html)


def test_corpus_and_table_name_the_same_messages() -> None:
    assert set(NAMES) == set(EXPECTED)
    assert len(NAMES) >= 40


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"mbox_lf", "bare_cr"}))
def test_line_ends_make_no_difference(name: str) -> None:
    raw = (CORPUS / f"{name}.eml").read_bytes()
    crlf, lf = parse(raw), parse(raw.replace(b"\r\n", b"\n"))
    for field in ("subject", "from_address", "to", "text", "references", "is_bounce", "problems"):
        assert getattr(crlf, field) == getattr(lf, field)


def test_keeps_the_bytes_of_attachments() -> None:
    mail = parse((CORPUS / "outlook_cn_inline_picture.eml").read_bytes())
    assert mail.attachments[0].content.startswith(b"\x89PNG")
    assert parse((CORPUS / "nested_forward.eml").read_bytes()).attachments[0].content.startswith(b"From: customer@")


def test_attached_letter_reads_like_any_other() -> None:
    outer = parse((CORPUS / "nested_forward.eml").read_bytes())
    inner = parse(outer.attachments[0].content)
    assert (inner.subject, inner.from_address, inner.text) == ("原始/来信", "customer@client.example", "inner text")
