"""Ticket numbers over the phone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.tickets.numbers import id_in_subject, id_of, number_of

IDS = st.integers(min_value=1, max_value=10**9)


@given(IDS)
def test_keeps_the_id_in_the_number(ticket_id: int) -> None:
    assert id_of(number_of(ticket_id)) == ticket_id


@given(IDS, st.data())
def test_refuses_a_number_with_one_wrong_digit(ticket_id: int, data: st.DataObject) -> None:
    number = number_of(ticket_id)
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert id_of(number[:place] + wrong + number[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["#10017", " 10017 ", "# 10 017", "10-017"])
def test_reads_numbers_as_people_type_them(typed: str) -> None:
    assert number_of(1) == "10017"
    assert id_of(typed) == 1


@pytest.mark.parametrize("typed", ["", "abc", "10", "99999999999999", "#", "1001७", "10017x"])
def test_refuses_what_is_no_number(typed: str) -> None:
    assert id_of(typed) is None


def test_finds_the_number_in_a_subject_only_when_it_is_unambiguous() -> None:
    assert id_in_subject("回复：导出乱码 [#10017]") == 1
    assert id_in_subject(f"Re: [#10017] and [#{number_of(2)}]") is None
    assert id_in_subject("room 10017") is None
