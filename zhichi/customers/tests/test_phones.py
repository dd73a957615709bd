"""Phone numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.core.phones import shown
from zhichi.customers.phones import BadPhone, Phone, is_mobile, parse


@pytest.mark.parametrize(
    ("typed", "number", "extension"),
    [
        ("13800138000", "+8613800138000", ""),
        ("+86 139 0000 1101", "+8613900001101", ""),
        ("0755-12345678", "+8675512345678", ""),
        ("（０７５５）１２３４ ５６７８", "+8675512345678", ""),
        ("027-8500 1200 转 801", "+862785001200", "801"),
        ("027-85001200 转接：801", "+862785001200", "801"),
        ("010-62345678 分机 12", "+861062345678", "12"),
        ("010-62345678-12", "+861062345678", "12"),
        ("010-62345678 ext. 12", "+861062345678", "12"),
        ("010-62345678x12", "+861062345678", "12"),
        ("+8675512345678;ext=801", "+8675512345678", "801"),
        ("400-800-1234", "+864008001234", ""),
        ("95588", "+8695588", ""),
        ("+1 650 253 0000 #5", "+16502530000", "5"),
        ("+44 (0)20 7946 0018", "+442079460018", ""),
    ],
)
def test_keeps_numbers_in_one_form(typed: str, number: str, extension: str) -> None:
    assert parse(typed) == Phone(number, extension)


@pytest.mark.parametrize("typed", ["", "12345678", "你好", "138001380000000", "+999 123", "12", "-", "转 801"])
def test_refuses_what_nobody_can_call(typed: str) -> None:
    with pytest.raises(BadPhone) as refused:
        parse(typed)
    assert str(refused.value)


@pytest.mark.parametrize("number", ["+8613800138000", "+8675512345678", "+864008001234", "+8695588", "+16502530000"])
@pytest.mark.parametrize("extension", ["", "801"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_keeps_shown_numbers_readable_back(number: str, extension: str, language: str) -> None:
    from django.utils.translation import override

    with override(language):
        assert parse(shown(number, extension)) == Phone(number, extension)


def test_keeps_mobiles_apart() -> None:
    assert is_mobile("+8613800138000")
    assert not is_mobile("+8675512345678")
    assert not is_mobile("nonsense")


@given(st.text(max_size=60))
def test_keeps_to_bad_phone_for_any_text(typed: str) -> None:
    try:
        phone = parse(typed)
    except BadPhone:
        return
    assert phone.number.startswith("+")
    assert len(phone.number) <= 20
    assert len(phone.extension) <= 10
