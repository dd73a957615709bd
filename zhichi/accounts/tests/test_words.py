"""Small words of accounts: browsers, phone numbers, codes in the history."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from zhichi.accounts.templatetags.accounts import browser, phone
from zhichi.records import registry

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "words"),
    [(EDGE, "Edge · Windows"), (PHONE, "Safari · iPhone"), ("curl/8.5", "curl/8.5"), ("", "–")],
)
def test_keeps_browsers_short(agent: str, words: str) -> None:
    assert browser(agent) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+861062345678;ext=12", "010 6234 5678 转 12"),
        ("+8613800138000", "138 0013 8000"),
        ("+14155552671", "+1 415-555-2671"),
        ("no number", "no number"),
        ("", ""),
    ],
)
def test_keeps_numbers_as_people_write_them(number: str, words: str) -> None:
    with translation.override("zh-hans"):
        assert phone(number) == words


def test_keeps_codes_in_the_history_readable() -> None:
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        assert registry.labels.get("accounts.skills_set.names")("数据库 3, 网络 1") == "数据库 (精通)、网络 (学习中)"
        assert registry.labels.get("accounts.person_updated.names")("email, phone") == "邮箱地址、电话"
        moment = registry.labels.get("accounts.absence_added.starts_at")("2026-12-01T01:00+00:00")
        assert moment == "2026 年 12 月 1 日 09:00"
        assert registry.labels.get("accounts.working_hours_set.hours")("0 09:00-12:00; –") == "周一 09:00-12:00; –"
        assert registry.labels.get("accounts.post_changed.after")("nobody") == "nobody"


@pytest.mark.django_db
def test_keeps_streams_named_even_when_the_row_is_gone() -> None:
    for kind in ("user", "team", "skill", "duty"):
        assert "999" in registry.streams.get(kind).label("999")
        assert registry.streams.get(kind).url("999").startswith("/desk/staff/")
