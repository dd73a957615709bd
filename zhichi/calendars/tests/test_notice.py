"""The pasted text of the yearly notice gives exactly the days of the published data; what it contradicts is named."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhichi.calendars.choices import DayKind
from zhichi.calendars.sources.notice import read
from zhichi.calendars.sources.published import statutory
from zhichi.core.errors import DomainError

if TYPE_CHECKING:
    from zhichi.calendars.sources.reading import Reading

pytestmark = pytest.mark.one_database

# The facts of the notices, in their usual sentences.
NOTICES = {
    2024: """国务院办公厅关于2024年部分节假日安排的通知
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
节假日期间，各单位要妥善安排好值班和安全、保卫等工作。""",
    2025: """关于2025年部分节假日安排的通知
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
    2026: """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。""",
}


def days(reading: Reading, kind: DayKind) -> set[date]:
    return {item.day for item in reading.days if item.kind == kind}


def weekdays_off(reading: Reading) -> set[date]:
    """Days off from Monday to Friday; whether a notice or its data name weekends beside them differs."""
    return {day for day in days(reading, DayKind.HOLIDAY) if day.weekday() < 5}


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_reads_exactly_the_published_days(year: int) -> None:
    found, official = read(NOTICES[year], year), statutory([year])
    assert found.problems == []
    assert days(found, DayKind.MAKE_UP) == days(official, DayKind.MAKE_UP)
    assert weekdays_off(found) == weekdays_off(official)
    assert days(found, DayKind.HOLIDAY) <= days(official, DayKind.HOLIDAY) | {
        day for day in days(found, DayKind.HOLIDAY) if day.weekday() >= 5
    }


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_reads_it_in_one_line_with_other_signs(year: int) -> None:
    """Pasted from a chat: no line breaks, half-width signs, full-width digits."""
    text = NOTICES[year].replace("\n", " ").replace("：", ":").replace("（", "(").replace("）", ")")
    text = text.translate({ord(str(number)): ord("０") + number for number in range(10)})
    assert read(text, year).days == read(NOTICES[year], year).days


def test_the_title_names_the_year_else_it_is_given() -> None:
    assert {item.day.year for item in read(NOTICES[2025], 2031).days} == {2025}
    assert read("元旦：1月1日放假。", 2027).days[0].day == date(2027, 1, 1)


def test_reads_the_turn_of_the_year_and_sentences_of_other_shape() -> None:
    found = read("元旦：12月31日至1月2日放假调休，12月29日上班。", 2028)
    assert [item.day for item in found.days] == [
        date(2027, 12, 29), date(2027, 12, 31), date(2028, 1, 1), date(2028, 1, 2),
    ]  # fmt: skip
    found = read("1月1日至3日放假调休…1月4日上班", 2026)
    assert [(item.day.day, item.kind) for item in found.days] == [
        (1, "holiday"), (2, "holiday"), (3, "holiday"), (4, "make_up"),
    ]  # fmt: skip
    found = read("2022年12月31日至2023年1月2日放假调休，共3天。", 2023)
    assert (len(found.days), found.problems) == (3, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("春节：2月31日至3月2日放假。", "date"),
        ("春节：2月15日（周一）至23日放假。", "weekday"),
        ("国庆节：10月1日至7日放假调休，共8天。", "count"),
        ("国庆节：10月7日至1日放假。", "span"),
        ("国庆节：10月1日至7日另行通知。", "sentence"),
        ("国庆节：10月1日放假，10月1日上班。", "conflict"),
        ("国庆节：13日放假。", "date"),
    ],
)
def test_names_what_cannot_be_true(text: str, code: str) -> None:
    """No such day, another weekday, another number, reversed, no verb, off and worked, a day without its month."""
    assert [problem.code for problem in read(text, 2026).problems] == [code]


@pytest.mark.parametrize("text", ["", "  \n", "今天天气很好。", "Public holidays of 2027"])
def test_refuses_a_text_that_is_no_notice(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(text, 2027)
    assert list(refused.value.fields) == ["text"]


@given(st.text(alphabet="0123456789年月日至到、，。：:放假上班调休周一日（）() \n…共天", max_size=80))
def test_never_fails_otherwise(text: str) -> None:
    try:
        found = read(text, 2027)
    except DomainError:
        return
    assert all(1970 <= item.day.year <= 2100 for item in found.days)
