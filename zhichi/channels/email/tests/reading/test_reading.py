"""Every row of the tables reads as its sender meant it, with either line end, and says nothing it cannot store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zhichi.channels.email.parsing import InboundMail, parse
from zhichi.channels.email.tests.reading import boxes, chinese, defects, elsewhere, names, protected
from zhichi.channels.email.tests.test_parse_hostile import assert_is_safe

if TYPE_CHECKING:
    from zhichi.channels.email.tests.reading.building import Case

pytestmark = pytest.mark.one_database

CASES = [*boxes.CASES, *chinese.CASES, *elsewhere.CASES, *defects.CASES, *names.CASES, *protected.CASES]
CORPUS = Path(__file__).parents[1] / "corpus"


def shown(mail: InboundMail, field: str) -> Any:
    """What the table says about a field."""
    if field == "files":
        return [(each.filename, each.content_type) for each in mail.attachments]
    if field == "answers":
        return {(each.method, each.result) for each in mail.auth_results}
    return getattr(mail, field)


@pytest.mark.parametrize("each", CASES, ids=[each.name for each in CASES])
def test_reads(each: Case) -> None:
    mail = parse(each.raw)
    assert_is_safe(mail)
    expected = dict(each.expected)
    pieces, missing = expected.pop("html_has", ()), expected.pop("text_lacks", ())
    assert {field: shown(mail, field) for field in expected} == expected
    assert [piece for piece in pieces if piece not in mail.html] == []
    assert [piece for piece in missing if piece in mail.text] == []


@pytest.mark.parametrize("each", CASES, ids=[each.name for each in CASES])
def test_line_ends_make_no_difference(each: Case) -> None:
    crlf, lf = parse(each.raw), parse(each.raw.replace(b"\r\n", b"\n"))
    for field in ("subject", "from_name", "from_address", "to", "text", "problems", "signed", "encrypted"):
        assert getattr(crlf, field) == getattr(lf, field)


def test_the_corpus_is_large_and_names_nothing_twice() -> None:
    names = [each.name for each in CASES] + [path.stem for path in CORPUS.glob("*.eml")]
    assert len(set(names)) == len(names) >= 150
