"""Keyset paging: every row once, in order, whatever the ties; bad cursors give the first page."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zhichi.ui.paging import first_of, keyset_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

NOON = datetime(2026, 6, 11, 12, tzinfo=UTC)


def fill(minutes: list[int]) -> None:
    """Sessions are the simplest table with a date and a unique key that Django itself brings along."""
    Session.objects.all().delete()
    Session.objects.bulk_create(
        Session(session_key=f"k{number:03d}", session_data="", expire_date=NOON + timedelta(minutes=minute))
        for number, minute in enumerate(minutes)
    )


def walk(order: tuple[str, ...], size: int, within: Sequence[QuerySet[Session]] = ()) -> list[str]:
    """Keys of all pages, one after the other."""
    keys: list[str] = []
    cursor = ""
    while True:
        page = keyset_page(Session.objects.all(), order=order, cursor=cursor, size=size, within=within)
        keys += [row.session_key for row in page.rows]
        if not page.next_cursor:
            return keys
        cursor = page.next_cursor


class Pages(TestCase):
    """Needs hypothesis' own test case: it rolls the database back between examples."""

    @given(st.lists(st.integers(0, 4), max_size=25), st.integers(1, 7), st.booleans())
    @settings(max_examples=40, deadline=None)
    def test_keeps_every_row_once_in_order(self, minutes: list[int], size: int, mixed: bool) -> None:
        fill(minutes)
        order = ("-expire_date", "session_key") if mixed else ("-expire_date", "-session_key")
        expected = list(Session.objects.order_by(*order).values_list("session_key", flat=True))
        assert walk(order, size) == expected

    @given(st.lists(st.integers(0, 4), max_size=25), st.integers(1, 7), st.integers(0, 4), st.integers(0, 4))
    @settings(max_examples=40, deadline=None)
    def test_keeps_the_union_of_overlapping_parts(self, minutes: list[int], size: int, first: int, second: int) -> None:
        fill(minutes)
        order = ("-expire_date", "-session_key")
        parts = [
            Session.objects.filter(expire_date__lte=NOON + timedelta(minutes=first)),
            Session.objects.filter(expire_date__gte=NOON + timedelta(minutes=second)),
            Session.objects.none(),
        ]
        expected = (parts[0] | parts[1]).order_by(*order)
        assert walk(order, size, parts) == [row.session_key for row in expected]
        assert first_of(Session.objects.all(), order=order, limit=3, within=parts) == list(expected[:3])
        assert first_of(Session.objects.all(), order=order, limit=3, within=[Session.objects.none()]) == []


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "%%%",
        encoded(["only one"]),
        encoded({"a": 1}),
        encoded([None, None]),
        encoded([[1], "k"]),
        encoded([{"t": "no date"}, "k"]),
        encoded([{"t": "2026-06-11"}, "k"]),
        encoded([{"t": "2026-06-11T12:00:00"}, "k"]),
        encoded([{"t": NOON.isoformat()}, "a\x00b"]),
        "A" * 5000,
    ],
)
def test_refuses_bad_cursors_by_the_first_page(cursor: str) -> None:
    fill([1, 2, 3])
    page = keyset_page(Session.objects.all(), order=("-expire_date", "-session_key"), cursor=cursor, size=2)
    assert page.is_first
    assert [row.session_key for row in page.rows] == ["k002", "k001"]


@pytest.mark.django_db
def test_refuses_numbers_no_database_takes() -> None:
    page = keyset_page(ContentType.objects.all(), order=("-pk",), cursor=encoded([10**30]), size=1)
    assert page.is_first


@pytest.mark.django_db
def test_keeps_one_query_a_page() -> None:
    fill(list(range(9)))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        keyset_page(Session.objects.all(), order=("-expire_date", "-session_key"), size=4)
    assert len(queries) == 1
