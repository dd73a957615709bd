"""5.2.1: what servers and systems say is told in the reader's language, and kept in its own words beside it."""

from __future__ import annotations

import pytest
from django.utils import translation

from zhichi.outbound.selectors import meaning

CASES = [
    ("[Errno 111] Connection refused", "没有应答", "Nothing answers"),
    ("[Errno 61] Connection refused", "没有应答", "Nothing answers"),
    ("[Errno -2] Name or service not known", "没有这个名称的服务器", "no server of this name"),
    ("timed out", "没有按时应答", "did not answer in time"),
    ("[Errno 113] No route to host", "连不到服务器", "does not reach"),
    ("[Errno 104] Connection reset by peer", "连接中断", "broke off"),
    ("-ERR EOF", "连接中断", "broke off"),
    ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate", "证书", "certificate"),
    ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)", "不匹配", "do not fit together"),
    ("[AUTHENTICATIONFAILED] Authentication failed.", "不接受用户名或密码", "refused user name or password"),
    ("535 5.7.8 Error: authentication failed", "不接受用户名或密码", "refused user name or password"),
    ("LOGIN Login error or password error, 密码错误", "不接受用户名或密码", "refused user name or password"),
    ("SELECT Unsafe Login. Please contact kefu@188.com", "不允许程序访问", "lets no program"),
    ("客户: Mailbox doesn't exist: 客户", "文件夹不存在", "folder does not exist"),
    ("550 5.1.1 <x@y.example>: user unknown", "没有这个地址", "knows no such address"),
    ("452 4.2.2 mailbox full", "已满", "is full"),
    ("552 5.3.4 message too large", "超过", "larger than"),
    ("554 5.7.1 rejected as spam", "不信任", "does not trust"),
    ("450 4.7.1 greylisted, try later", "减少连接或邮件", "fewer connections"),
    ("密钥已更换，存储的密码无法解开。请重新填写密码。", "密钥已更换", "secret key has changed"),
    ("the server does not hand out message 7 of the folder INBOX", "不全", "less than it has"),
]


@pytest.mark.parametrize(("said", "chinese", "english"), CASES)
def test_says_what_an_answer_means(said: str, chinese: str, english: str) -> None:
    found = meaning(said)
    assert (found.is_known, found.said) == (True, said)
    with translation.override("zh-hans"):
        assert chinese in str(found.what)
        assert str(found.to_do)
    with translation.override("en"):
        assert english in str(found.what)


@pytest.mark.parametrize("said", ["", "something new", "\x00", "a" * 100_000])
def test_does_not_pretend_to_know(said: str) -> None:
    assert not meaning(said).is_known
