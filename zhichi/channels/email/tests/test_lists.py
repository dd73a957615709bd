"""5.2.1: what an entry of the block list and the allow list fits, and what it never fits. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.channels.email.lists import Looked, comparable, compiled, has_words, words_of
from zhichi.channels.email.mime.headers import read_headers
from zhichi.channels.email.mime.notes import Notes
from zhichi.channels.email.mime.spam import number_in, spam_sign
from zhichi.channels.email.models import ListEntry
from zhichi.channels.email.parsing import parse

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOP = "Received: from mx.spam.example (mx.spam.example [203.0.113.9]) by mx.ours.example"


def fits(kind: str, value: str, *fields: str, header: str = "", **given: Any) -> bool:
    row = ListEntry(pk=1, verdict="block", kind=kind, value=value, header=header, **given)
    raw = "\r\n".join((*fields, "", "words")).encode()
    mail = parse(raw)
    return compiled([row]).block.find(Looked(mail, mail.from_address.lower(), raw, AT)) is not None


@pytest.mark.parametrize(
    ("kind", "value", "field", "expected"),
    [
        ("address", "a@spam.example", "From: A <A@Spam.example>", True),
        ("address", "a@spam.example", "From: b@spam.example", False),
        ("domain", "spam.example", "From: a@spam.example", True),
        ("domain", "spam.example", "From: a@mail.eu.spam.example", True),
        ("domain", "spam.example", "From: a@notspam.example", False),
        ("domain", "spam.example", "From: a@spam.example.org", False),
        ("subject", "发票 代开", "Subject: 代开各类发票", True),
        ("subject", "发票 代开", "Subject: 发票开错了", False),
        ("subject", "發票", "Subject: 发票", True),
        ("subject", "WIN", "Subject: You win", True),
        ("subject", "win", "Subject: The window does not open", False),
        ("subject", "ＷＩＮ", "Subject: win!", True),
        ("subject", ".*", "Subject: anything", False),  # no pattern is compiled
        ("network", "203.0.113.0/24", HOP, True),
        ("network", "203.0.113.9/32", HOP, True),
        ("network", "198.51.100.0/24", HOP, False),
        ("network", "2001:db8::/32", "Received: from x (x [IPv6:2001:db8::1]) by y", True),
    ],
)
def test_fits(kind: str, value: str, field: str, expected: bool) -> None:
    assert fits(kind, value, field) is expected


def test_looks_at_words_and_numbers_in_a_named_field() -> None:
    assert fits("header", "bulk offers", "List-Id: Offers <bulk.shop.example>", header="List-Id")
    assert not fits("header", "bulk offers", "X-Other: bulk offers", header="List-Id")
    assert fits("score", "6", "X-Spam-Score: 7.25", header="x-spam-score")
    assert fits("score", "6", "X-Spam-Status: No, score=6.0 required=9.0", header="X-Spam-Status")
    assert not fits("score", "6", "X-Spam-Score: 5.9", header="X-Spam-Score")
    assert not fits("score", "6", "X-Spam-Score: high", header="X-Spam-Score")


def test_looks_past_the_hops_inside_a_house() -> None:
    inside = "Received: from gate.ours.example (gate [10.0.0.5]) by mx.ours.example"
    assert fits("network", "203.0.113.0/24", inside, HOP)
    below = "Received: from evil.example ([198.51.100.7]) by mx.spam.example"
    assert not fits("network", "198.51.100.0/24", HOP, below)  # whatever stands below may be invented


def test_an_entry_ends_and_the_next_one_is_asked() -> None:
    over: dict[str, Any] = {"expires_at": AT - timedelta(seconds=1)}
    assert not fits("address", "a@spam.example", "From: a@spam.example", **over)
    rows = [
        ListEntry(pk=1, verdict="block", kind="address", value="a@spam.example", **over),
        ListEntry(pk=2, verdict="block", kind="domain", value="spam.example"),
    ]
    mail = parse(b"From: a@spam.example\r\n\r\n")
    found = compiled(rows).block.find(Looked(mail, "a@spam.example", b"", AT))
    assert found is not None
    assert found.key == 2


@given(before=st.text(max_size=30), value=st.text(min_size=1, max_size=20), after=st.text(max_size=30))
def test_words_that_stand_alone_are_found_wherever_they_stand(before: str, value: str, after: str) -> None:
    words = words_of(value)
    whole = comparable(f"{before} {' '.join(words)} {after}")
    assert has_words(whole, words_of(" ".join(words)))


@given(
    field=st.sampled_from(["subject", "domain", "network", "address"]),
    raw=st.binary(max_size=300),
)
def test_no_mail_breaks_an_entry(field: str, raw: bytes) -> None:
    value = {"subject": "发票 win", "domain": "spam.example", "network": "203.0.113.0/24", "address": "a@b.example"}[
        field
    ]
    row = ListEntry(pk=1, verdict="block", kind=field, value=value)
    mail = parse(b"Received: " + raw)
    compiled([row]).block.find(Looked(mail, mail.from_address.lower(), b"Received: " + raw, AT))


@pytest.mark.parametrize(
    "field",
    [
        "X-Spam-Flag: YES",
        "X-Spam-Status: Yes, score=12.3 required=5.0 tests=BAYES_99",
        "X-Spam: Yes",
        "X-Spamd-Result: default: True [15.20 / 15.00]; BAYES_SPAM(5.1)",
        "X-MS-Exchange-Organization-SCL: 6",
        "X-Forefront-Antispam-Report: CIP:1.2.3.4;CTRY:CN;LANG:zh;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:mx;CAT:SPM;DIR:INB;",
        "X-Forefront-Antispam-Report: SCL:8;SFV:NSPM;CAT:HPHISH;DIR:INB",
        "X-Barracuda-Spam-Status: Yes, SCORE=7.01",
        "X-Proofpoint-Spam-Details: rule=inbound_policy_spam policy=inbound score=90",
        "X-SES-Spam-Verdict: FAIL",
        "X-Gm-Spam: 1",
        "X-Bogosity: Spam, tests=bogofilter, spamicity=1.0",
        "X-Alimail-AntiSpam: AC=SUSPECT;BC=0.9;CH=black;DM=|AD|false|;DS=REJECT|spam_ad|0.98",
        "X-263anti-spam: KSV:1;BIG:0;",
        "X-CM-SpamFlag: 1",
    ],
)
def test_reads_what_gateways_call_spam(field: str) -> None:
    sign = spam_sign(read_headers(f"{field}\r\n\r\n".encode(), 0, len(field) + 4, Notes())[0])
    assert sign.startswith(field.partition(":")[0])


@pytest.mark.parametrize(
    "field",
    [
        "X-Spam-Flag: NO",
        "X-Spam-Status: No, score=-1.9 required=5.0",
        "X-Spamd-Result: default: False [1.20 / 15.00]",
        "X-MS-Exchange-Organization-SCL: -1",
        "X-MS-Exchange-Organization-SCL: 1",
        "X-Forefront-Antispam-Report: SCL:1;SRV:;IPV:NLI;SFV:NSPM;CAT:NONE;DIR:INB",
        "X-Proofpoint-Spam-Details: rule=inbound_notspam policy=inbound score=0",
        "X-SES-Spam-Verdict: PASS",
        "X-Bogosity: Ham, tests=bogofilter",
        "X-Alimail-AntiSpam: AC=PASS;BC=-1|-1;CH=green;DM=||false|;DS=CONTINUE|ham_system_inform|0.08",
        "X-263anti-spam: KSV:0;BIG:0;",
        "X-QQ-SPAM: true",  # QQ Mail writes this on honest letters that its customers send
        "X-ANTISPAM-LEVEL: 2",  # so does 263
        "X-EYOU-SPAMVALUE: 0",
    ],
)
def test_takes_nothing_else_for_a_verdict(field: str) -> None:
    assert spam_sign(read_headers(f"{field}\r\n\r\n".encode(), 0, len(field) + 4, Notes())[0]) == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [("7.2", 7.2), ("-1", -1.0), ("Yes, score=12.3 required=5", 12.3), ("7.2 / 15", 7.2), ("++++", 4.0), ("none", None),
     ("", None), ("v2 x3", None)],
)  # fmt: skip
def test_reads_the_number_of_a_field(text: str, number: float | None) -> None:
    assert number_in(text) == number
