"""Avatars: letters and tints."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zhichi.ui.people import avatar, letters, tint


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("林晓", "晓"),
        ("欧阳修远", "远"),
        ("Alex Lin", "AL"),
        ("Ana María López", "AL"),
        ("qing.he@example.com", "QC"),
        ("Prince", "PR"),
        ("Alex 林", "林"),
        ("𠮷野家", "家"),
        ("", "?"),
        ("🙂", "?"),
    ],
)
def test_keeps_letters(name: str, shown: str) -> None:
    assert letters(name) == shown


def test_keeps_first_letter_of_organisations() -> None:
    assert letters("长谷示例制造", first=True) == "长"


def test_keeps_tint_of_an_id_and_of_a_name() -> None:
    assert [tint(number) for number in (0, 5, 6)] == ["h1", "h6", "h1"]
    assert tint("林晓") == tint("林晓")
    assert tint("林晓") in {f"h{number}" for number in range(1, 7)}


def test_refuses_markup_in_names() -> None:
    markup = avatar(SimpleNamespace(pk=1, display_name="<b>"), 32)
    assert "<b>" not in markup
    assert "avatar-32" in markup


def test_keeps_a_sign_for_nobody() -> None:
    markup = avatar(None, 23)
    assert "avatar-24 none" in markup
    assert "<svg" in markup
