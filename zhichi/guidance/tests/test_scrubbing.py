"""What leads to somebody is found in texts, and what does not is left alone."""

from __future__ import annotations

import pytest

from zhichi.guidance.scrubbing import scrubbed, traces

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请联系 he.qing@client.example.com 处理", "address"),
        ("电话 13800138000", "phone"),
        ("电话 0755-2345 6789 转 12", "phone"),
        ("call +44 20 7946 0958 please", "phone"),
        ("身份证 11010519491231002X", "paper"),
        ("密码：Abc12345", "secret"),
        ("token=eyJhbGciOi.eyJzdWIi.c2ln", "secret"),
        ("key 0123456789abcdef0123456789abcdef", "secret"),
        ("服务器 192.168.1.20 上", "network"),
        ("见 https://intra.example.com/x?u=1", "link"),
    ],
)
def test_finds(text: str, kind: str) -> None:
    assert kind in {trace.kind for trace in traces(text)}, text


def test_finds_names_that_are_given_but_not_in_other_words() -> None:
    names = ["何青", "长谷示例制造", "Ann"]
    assert scrubbed("长谷示例制造的何青说 Ann 的报表", names) == "…的…说 … 的报表"
    assert scrubbed("annual report", names) == "annual report"


@pytest.mark.parametrize(
    "text", ["升级到 8.2.1 后", "错误 0x80070005", "第 3 步，约 20 分钟", "2026-11-27 10:30", "错误码 504"]
)
def test_leaves_alone_what_is_about_the_matter(text: str) -> None:
    assert scrubbed(text) == text


def test_long_texts_take_no_time() -> None:
    import time

    start = time.perf_counter()
    for text in ("1-" * 20_000, "a" * 40_000, "@" * 40_000, "a@" * 20_000, "https://" * 5_000, "123 " * 10_000):
        traces(text)
    assert time.perf_counter() - start < 5
