"""Lines of calendars: unfolded, with parameters, parts without what stands inside them, bounded."""

from __future__ import annotations

from zhichi.core import ical

TEXT = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:国庆\r\n 节\r\n"
    'DTSTART;VALUE=DATE;X="a;b:c":20261001\r\nBEGIN:VALARM\r\nSUMMARY:提醒\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
)


def test_reads_lines_and_leaves_alarms_out() -> None:
    ((summary, start),) = ical.parts(ical.read_lines(TEXT), ("VEVENT",))
    assert (summary.name, summary.value) == ("SUMMARY", "国庆节")
    assert start.params == {"VALUE": "DATE", "X": "a;b:c"}
    assert start.value == "20261001"


def test_stops_when_told() -> None:
    many = "BEGIN:VEVENT\nUID:1\nEND:VEVENT\n" * 50
    assert len(ical.parts(ical.read_lines(many), ("VEVENT",), most=20)) == 20
    assert len(ical.read_lines(many, most=10)) == 10


def test_keeps_quiet_about_damage() -> None:
    """Bad input: an end without a beginning, a line without a colon, a part that never ends, control characters."""
    lines = ical.read_lines("END:VEVENT\nnonsense\n\x00:1\nBEGIN:VEVENT\nUID:1")
    assert [line.name for line in lines] == ["END", "BEGIN", "UID"]
    assert [[line.value for line in part] for part in ical.parts(lines, ("VEVENT",))] == [["1"]]
    assert ical.unescaped(r"a\, b\nc\\") == "a, b\nc\\"
    assert not ical.looks_like("date,kind\n2026-10-01,holiday")
