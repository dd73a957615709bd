"""Ticket numbers over the phone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.tickets.numbers import id_of, number_of, quoted_in_subject

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


@pytest.mark.parametrize(
    ("subject", "is_tag"),
    [
        ("回复：导出乱码 [#10017]", True),
        ("Re: 回复: 答复: Fwd: 导出乱码 [#10017]", True),
        ("[#10017] Re: moved to the front", True),
        ("【#10017】导出乱码", True),
        ("答复：【＃１００１７】导出乱码", True),
        ("［＃１００１７］", True),
        ("（工单号：10017）又坏了", True),
        ("[Ticket#10017] again", True),
        ("[Ticket: 10017] again", True),
        ("[# 10017]", True),
        ("again #10017", False),
        ("关于＃１００１７的补充", False),
        ("[#10017] twice [#10017]", True),
    ],
)
def test_finds_the_number_wherever_a_subject_holds_it(subject: str, is_tag: bool) -> None:
    assert quoted_in_subject(subject) == (1, is_tag)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "room 10017",
        "[10017]",
        "（20261125）会议",
        "#100171",
        "[#10018]",
        f"Re: [#10017] and [#{number_of(2)}]",
        "#1001",
    ],
)
def test_takes_nothing_else_for_a_number(subject: str) -> None:
    assert quoted_in_subject(subject) is None
