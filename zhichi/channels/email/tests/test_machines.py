"""5.2.1: machines are known by their headers and their words, people by neither; a report says who got nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhichi.channels.email import services
from zhichi.channels.email.parsing import parse
from zhichi.channels.email.tests.machines_corpus import CASES, OUR_ID, raw_of
from zhichi.core.clock import now
from zhichi.outbound.models import OutboundMail

if TYPE_CHECKING:
    from zhichi.channels.email.mime.signs import Signs
    from zhichi.channels.email.tests.machines_corpus import Case


def what(signs: Signs) -> str:
    """The corpus's word for what was found."""
    if signs.report is not None:
        return "passing" if signs.report.kind == "failed" and not signs.report.is_permanent else signs.report.kind
    if signs.is_answer:
        return "answer"
    return "automatic" if signs.automatic else "list" if signs.list else "person"


@pytest.mark.one_database
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_tells_machines_from_people(case: Case) -> None:
    mail = parse(raw_of(case))
    assert what(mail.signs) == case.what
    assert mail.is_auto_reply is (case.what not in {"list", "person"})
    if case.recipient:
        assert mail.signs.report is not None
        assert mail.signs.report.recipients[0] == case.recipient
        assert mail.is_bounce is (case.what in {"failed", "passing"})


@pytest.mark.one_database
def test_finds_our_message_id_in_what_came_back() -> None:
    report = parse(raw_of(CASES[0])).signs.report
    assert report is not None
    assert (report.quoted, report.status, report.answer) == ((OUR_ID,), "5.1.1", "550 5.1.1 unknown")


@pytest.mark.one_database
def test_the_corpus_is_large_and_names_each_message_once() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 70


SIGNS = (
    "Auto-Submitted: auto-generated",
    "Auto-Submitted: auto-replied (rejected)",
    "Precedence: bulk",
    "Return-Path: <>",
    "X-Autoreply: yes",
    "X-Auto-Response-Suppress: All",
)
OTHERS = st.lists(
    st.sampled_from(
        (
            "Auto-Submitted: no",
            "Precedence: first-class",
            "List-Id: <x.example>",
            "In-Reply-To: <a@b.example>",
            "Thread-Index: AQHa",
            "Reply-To: boss@client.example",
            "X-Autoreply: no",
            "Cc: support+t.aaaaaaaaaaaaaaaa1@zhichi.example",
            "Return-Path: <kate@client.example>",
        )
    ),
    unique=True,
)


@pytest.mark.django_db
@pytest.mark.usefixtures("people")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sign=st.sampled_from(SIGNS),
    others=OTHERS,
    place=st.integers(0, 9),
    subject=st.sampled_from(("导出乱码", "Fwd: x", "Re: [#10017]", "", "自动回复: x")),
    size=st.sampled_from((0, 99 * 1024 * 1024)),
)
def test_automatic_mail_never_queues_an_automatic_answer(
    sign: str, others: list[str], place: int, subject: str, size: int
) -> None:
    lines = [*others[:place], sign, *others[place:]]
    if sign.startswith(("Auto-Submitted", "Return-Path", "X-Autoreply")):  # the same field twice: the first one counts
        lines = [sign, *(line for line in others if line.partition(":")[0] != sign.partition(":")[0])]
    raw = ("\r\n".join(["From: kate@client.example", f"Subject: {subject}", *lines]) + "\r\n\r\nhello").encode()
    before = OutboundMail.objects.count()
    services.receive(raw=raw, at=now(), whole_size=size or None)
    assert OutboundMail.objects.count() == before
