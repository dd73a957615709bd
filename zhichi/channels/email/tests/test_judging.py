"""Whether a sender is who the mail says: reading Authentication-Results and judging them (5.2.1). Pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.channels.email.judging import Judgement, is_name, judge
from zhichi.channels.email.mime.authentication import read_claims

OURS = "mx.zhichi.example"
SENDER = "he.qing@client.example"
PASSED = "dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=client.example"


def judged(*fields: str, trusted: str = OURS, sender: str = SENDER, is_one: bool = True) -> Judgement:
    claims = read_claims([field.encode() for field in fields])
    return judge(claims, trusted=trusted, sender=sender, is_one=is_one)


@pytest.mark.parametrize(
    ("field", "verdict"),
    [
        (PASSED, "proven"),
        ("spf=pass smtp.mailfrom=bounce@client.example; dkim=none; dmarc=none", "proven"),
        ("dkim=pass (2048-bit key) header.i=@mail.client.example header.s=s1 header.b=abc", "proven"),
        ("dkim=pass header.d=client.example header.i=@client.example; spf=fail smtp.mailfrom=a@list.example", "proven"),
        ("auth=pass smtp.auth=he.qing@client.example", "proven"),
        ("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=a@evil.example; dmarc=none", "unproven"),
        ("dkim=pass header.d=notclient.example", "unproven"),
        ("dkim=pass header.d=example", "unproven"),  # nobody signs for everybody below a top-level name
        ("spf=softfail smtp.mailfrom=a@client.example; dkim=fail header.d=client.example", "unproven"),
        ("spf=pass smtp.helo=client.example", "unproven"),
        ("dmarc=temperror header.from=client.example", "unproven"),
        ("none", "unproven"),
        ("dmarc=fail (p=NONE) header.from=client.example; dkim=pass header.d=client.example", "failed"),
        ("spf=fail smtp.mailfrom=client.example; dkim=none; dmarc=none header.from=client.example", "failed"),
        ("dmarc=pass header.from=evil.example", "failed"),  # it read another From than we did
        ("dmarc=pass header.from=client.example; dmarc=fail header.from=client.example", "failed"),
        ('spf=none smtp.mailfrom="x; dmarc=pass header.from=client.example"@evil.example', "unproven"),
        (r'spf=none smtp.mailfrom="x\"; dmarc=pass"@evil.example', "unproven"),
        ("spf=none (a; dmarc=pass header.from=client.example)", "unproven"),
        ("spf=none (never closed; dmarc=pass header.from=client.example", "unproven"),
        ('spf=none smtp.mailfrom="never closed; dmarc=pass header.from=client.example', "unproven"),
        (") dmarc=pass header.from=client.example", "unproven"),
    ],
)
def test_reads_what_the_receiving_server_found(field: str, verdict: str) -> None:
    assert judged(f"{OURS}; {field}").verdict == verdict


def test_reads_names_as_servers_write_them() -> None:
    assert judged(f"MX.Zhichi.Example 1;\r\n\t{PASSED.upper()}").verdict == "proven"
    assert judged(f"gzga-mx7.163.example; {PASSED}", trusted="mx.other.example *.163.example").verdict == "proven"
    assert judged(f"{OURS}; dmarc=pass header.from=xn--fiqs8s.example", sender="a@中国.example").verdict == "proven"


def test_reads_microsoft_365_which_names_no_server_and_separates_badly() -> None:
    start = (
        "spf=pass (sender IP is 40.107.1.1) smtp.mailfrom=client.example; dkim=pass (signature was verified) header.d"
    )
    good = f"{start}=client.example;dmarc=bestguesspass action=none header.from=client.example;compauth=pass reason=109"
    assert judged(good, trusted="-").verdict == "proven"
    assert judged(good).verdict == "unproven"
    bad = "spf=none smtp.mailfrom=client.example; dkim=none; dmarc=none header.from=client.example;compauth=fail"
    assert judged(bad, trusted="-").verdict == "failed"
    assert judged(f"anybody.example; {PASSED}", trusted="-").verdict == "unproven"


def test_believes_only_the_topmost_field_of_the_named_server() -> None:
    forged = f"{OURS}; {PASSED}"
    assert judged(f"{OURS}; dmarc=fail header.from=client.example", forged).verdict == "failed"
    assert judged("other.example; dmarc=pass header.from=client.example").verdict == "unproven"
    assert judged("other.example; dmarc=fail header.from=client.example", forged).verdict == "proven"
    assert judged().verdict == "unproven"


def test_proves_nothing_where_no_server_is_named_but_hears_of_a_failure() -> None:
    assert judged(f"{OURS}; {PASSED}", trusted="").verdict == ""
    assert judged(trusted="").verdict == ""
    failed = f"{OURS}; dmarc=fail header.from=client.example"
    assert judged(failed, trusted="").verdict == "failed"
    assert judged(f"{OURS}; {PASSED}", failed, trusted="").verdict == ""
    assert judged(f"{OURS}; dmarc=fail header.from=list.example", trusted="").verdict == ""  # of a mail it once was


def test_does_not_believe_a_check_of_one_sender_among_several() -> None:
    assert judged(f"{OURS}; {PASSED}", is_one=False).verdict == "failed"


def test_keeps_the_results_as_evidence() -> None:
    found = judged(f"{OURS}; dkim=fail; dkim=pass header.d=x.example; dmarc=fail header.from=client.example")
    assert (found.server, found.evidence) == (OURS, f"spf=none dkim=fail/pass dmarc=fail ({OURS})")


@pytest.mark.parametrize(("name", "is_one"), [("-", True), ("mx.a.example", True), ("*", False), ("*.*", False)])
def test_lets_no_mailbox_believe_everybody(name: str, is_one: bool) -> None:
    assert is_name(name) is is_one


@given(st.lists(st.binary(max_size=300), max_size=12), st.text(max_size=40))
def test_reads_any_bytes(fields: list[bytes], sender: str) -> None:
    judge(read_claims(fields), trusted=f"{OURS} -", sender=sender, is_one=True)


def test_reads_comments_however_deep() -> None:
    assert judged(f"{OURS}; dmarc=pass {'(' * 3000}{')' * 3000} header.from=client.example").verdict == "proven"
