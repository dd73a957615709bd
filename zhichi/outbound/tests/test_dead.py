"""5.2.1: an address is given up for what is said about the address, never for what is said about one mail."""

from __future__ import annotations

import pytest

from zhichi.outbound.dead import is_dead


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("5.1.1", "user unknown"),
        ("", "550 5.1.1 <x@y.example>: Recipient address rejected: User unknown"),
        ("", "550 no such user here"),
        ("", "550 Mailbox not found. http://service.mail.qq.com/"),
        ("", "550 User not found: x@163.com"),
        ("5.0.0", "550 5.0.0 用户不存在"),
        ("5.2.1", "account disabled"),
        ("5.1.2", "Host or domain name not found"),
        ("", "550 收件人不存在"),
        ("5.1.10", "RESOLVER.ADR.RecipientNotFound"),
        ("", "550 5.5.0 The email account that you tried to reach does not exist"),
    ],
)
def test_knows_an_address_that_nobody_has(status: str, answer: str) -> None:
    assert is_dead(status, answer)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("", ""),
        ("5.7.1", "user unknown to this policy"),
        ("", "550 5.7.1 relaying denied"),
        ("", "550 relay not permitted for unknown user"),
        ("", "554 message rejected as spam"),
        ("5.3.4", "message too large"),
        ("4.1.1", "user unknown for now"),
        ("", "450 user unknown"),
        ("5.2.2", "mailbox full"),
        ("5.0.0", "失败"),
        ("", "550 邮件内容被拒收,用户不存在"),
        ("", "552 5.2.2 收件人邮箱已满"),
    ],
)
def test_keeps_an_address_that_may_take_the_next_mail(status: str, answer: str) -> None:
    assert not is_dead(status, answer)
