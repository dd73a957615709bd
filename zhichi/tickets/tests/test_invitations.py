"""Invitations in words: whose clock says what, what was called off or moved, and nothing that the file does not say."""

from __future__ import annotations

from datetime import UTC, timedelta
from datetime import timezone as timezone_of
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from zhichi.tickets.invitations import Invitation, shown

MORNING = {"at": "2026-06-03T10:00:00+08:00", "day": False, "zone": "China Standard Time"}
NOON = {"at": "2026-06-03T12:00:00+08:00", "day": False, "zone": "China Standard Time"}


def said(method: str = "request", *, language: str = "en", zone: str = "Asia/Shanghai", **given: Any) -> Invitation:
    """The words about one event."""
    event = {"title": "故障复盘", "starts": MORNING, "ends": NOON} | given
    with timezone.override(ZoneInfo(zone)), translation.override(language):
        [found] = shown({"method": method, "events": [event]})
        return found


def test_the_time_is_the_readers_and_the_organisers_where_it_differs() -> None:
    assert (said().when, said().there) == ("3 Jun 2026 Wed 10:00–12:00", "")
    away = said(zone="America/New_York")
    assert away.when == "2 Jun 2026 Tue 22:00 – 3 Jun 2026 Wed 00:00"
    assert away.there == "3 Jun 2026 Wed 10:00–12:00 in China Standard Time"
    assert said(language="zh-hans").when == "2026 年 6 月 3 日 周三 10:00–12:00"


@pytest.mark.parametrize(
    ("given", "when"),
    [
        ({"starts": {"at": "2026-06-03T00:00:00", "day": True, "zone": ""}, "ends": None}, "3 Jun 2026 Wed, all day"),
        (
            {
                "starts": {"at": "2026-06-03T00:00:00", "day": True, "zone": ""},
                "ends": {"at": "2026-06-05T00:00:00", "day": True, "zone": ""},
            },
            "3 Jun 2026 Wed – 4 Jun 2026 Thu",
        ),
        (
            {"starts": {"at": "2026-06-03T10:00:00", "day": False, "zone": "总部"}, "ends": None},
            "3 Jun 2026 Wed 10:00 by the organiser's clock (总部)",
        ),
        (
            {"starts": {"at": "2026-06-03T02:00:00+00:00", "day": False, "zone": ""}, "ends": None},
            "3 Jun 2026 Wed 10:00",
        ),
        ({"ends": MORNING}, "3 Jun 2026 Wed 10:00"),
        ({"starts": None, "ends": None}, "Time not given"),
    ],
)
def test_says_no_more_of_the_time_than_the_file(given: dict[str, Any], when: str) -> None:
    assert said(**given).when == when


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00"])
def test_a_time_at_the_end_of_days_is_said_all_the_same(at: str) -> None:
    edge = {"at": at, "day": False, "zone": ""}
    assert said(starts=edge, ends=edge, zone="America/New_York").when
    assert said(starts=edge, ends=None).when


zones = st.one_of(st.none(), st.sampled_from([UTC, ZoneInfo("America/New_York"), timezone_of(timedelta(hours=14))]))
moments = st.one_of(
    st.none(),
    st.builds(
        lambda at, is_day, zone: {"at": at.isoformat(), "day": is_day, "zone": zone},
        st.datetimes(timezones=zones),
        st.booleans(),
        st.sampled_from(["", "总部"]),
    ),
)


@given(moments, moments, st.sampled_from(["Asia/Shanghai", "Pacific/Kiritimati", "America/New_York"]))
def test_any_two_moments_can_be_said(starts: Any, ends: Any, zone: str) -> None:
    assert said(starts=starts, ends=ends, zone=zone).when


def test_an_end_without_zone_says_nothing_of_a_start_with_one() -> None:
    assert said(ends={"at": "2026-06-03T12:00:00", "day": False, "zone": ""}).when == "3 Jun 2026 Wed 10:00"


@pytest.mark.parametrize(
    ("method", "given", "what", "tone"),
    [
        ("request", {}, "邀请", ""),
        ("request", {"sequence": 2}, "邀请（有变更）", ""),
        ("cancel", {}, "日程已取消", "bad"),
        ("request", {"status": "cancelled"}, "日程已取消", "bad"),
        ("reply", {"guests": [["何青", "a@b.example", "declined"]]}, "对邀请的答复：已拒绝", ""),
        ("reply", {}, "对邀请的答复", ""),
        ("counter", {}, "对方建议改时间", ""),
        ("publish", {}, "日程", ""),
        ("", {}, "日程", ""),
    ],
)
def test_says_what_the_file_wants(method: str, given: dict[str, Any], what: str, tone: str) -> None:
    found = said(method, language="zh-hans", **given)
    assert (found.what, found.tone) == (what, tone)


def test_names_everybody_and_counts_the_rest() -> None:
    found = said(organiser=["王伟", "w@corp.example", ""], guests=[["", "a@b.example", "accepted"]], left_out=3)
    assert found.organiser == "王伟 <w@corp.example>"
    assert (list(found.guests), found.guest_count) == (["a@b.example · accepted"], 4)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"every": "weekly", "step": 1, "last": None, "count": 0}, "every week"),
        ({"every": "daily", "step": 2, "last": None, "count": 5}, "every 2 days, 5 times"),
        ({"every": "monthly", "step": 1, "last": MORNING, "count": 0}, "every month until 3 Jun 2026 Wed"),
        ({"every": "hourly", "step": 1, "last": None, "count": 0}, "again and again"),
    ],
)
def test_says_how_it_comes_again(rule: dict[str, Any], words: str) -> None:
    assert said(repeats=rule).repeats == words
