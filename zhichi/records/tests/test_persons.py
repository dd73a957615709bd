"""A person's names, addresses and numbers are found as people write them, and nobody else's (3.4.3)."""

from __future__ import annotations

from typing import Any

import pytest

from zhichi.records.persons import BLANK, Person

PERSON = Person(
    contacts=(1,),
    accounts=(),
    names=("何青", "Al Reed", "李"),
    addresses=("al@client.example",),
    phones=("+8613800138000",),
)


@pytest.mark.parametrize(
    "text",
    [
        "何青您好", "Dear Al Reed,", "<AL@client.example>", "mailto:al@client.example", "电话 138 0013 8000",
        "+86 138-0013-8000", "13800138000", "0013 8000",
    ],
)  # fmt: skip
def test_finds_every_way_to_write_it(text: str) -> None:
    assert PERSON.is_in(text)
    assert BLANK in PERSON.blank(text)
    assert not PERSON.is_in(PERSON.blank(text))


@pytest.mark.parametrize(
    "text", ["何清", "Hal Reeder", "val@client.example", "al@client.example.org", "113800138000", "李 is too short", ""]
)
def test_leaves_others_alone(text: str) -> None:
    assert PERSON.blank(text) == text


def test_takes_no_others_number_for_this_persons_everywhere() -> None:
    assert PERSON.is_reached_in("+86 138-0013-8000")
    assert PERSON.is_in("0755-0013 8000")  # about this person it may be that number
    assert not PERSON.is_reached_in("0755-0013 8000")


@pytest.mark.parametrize("value", [{"to": ["al@client.example"]}, ["x", {"何青": 1}], {"a": {"b": "何青"}}])
def test_blanks_plain_data_of_any_depth(value: Any) -> None:
    assert PERSON.is_in(value)
    assert not PERSON.is_in(PERSON.blank(value))


def test_finds_nothing_for_somebody_without_a_name() -> None:
    nobody = Person(contacts=(1,), accounts=(), names=(), addresses=(), phones=())
    assert not nobody.is_in(["何青", "", "al@client.example"])
