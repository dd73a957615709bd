"""Mail: one a person however much happens, in working hours or on duty, never what was seen meanwhile (3.1.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhichi.accounts import services as accounts
from zhichi.notices import registry, services
from zhichi.notices.tests.conftest import NIGHT, TUESDAY, Bench
from zhichi.records import services as records
from zhichi.records.selectors import history

if TYPE_CHECKING:
    import pytest

MINUTE = timedelta(minutes=1)


def test_five_hundred_breaches_at_once_are_one_mail_a_person(bench: Bench) -> None:
    people = bench.people
    for number in range(500):
        bench.tell(people.junior, people.senior, stream=f"thing:{number}", at=TUESDAY + number * timedelta(seconds=0.1))
        if number % 100 == 0:
            services.send_digests(at=TUESDAY + number * timedelta(seconds=0.1))
    mails = bench.mails(at=TUESDAY + 3 * MINUTE)
    assert sorted(mail.to[0] for mail in mails) == ["junior@staff.example.com", "senior@staff.example.com"]
    assert "500" in mails[0].subject
    assert "470" in mails[0].text  # thirty are written out, the others counted
    assert mails[0].text.count("\n- ") == 30
    assert bench.mails(at=TUESDAY + 60 * MINUTE) == []


def test_collects_for_the_minutes_of_the_policy(bench: Bench) -> None:
    bench.tell(bench.people.junior, kind="tests.word")
    assert bench.mails(at=TUESDAY + 14 * MINUTE) == []
    assert len(bench.mails(at=TUESDAY + 15 * MINUTE)) == 1


def test_what_is_urgent_does_not_wait_for_the_digest_and_takes_the_rest_along(bench: Bench) -> None:
    bench.tell(bench.people.junior, kind="tests.word", data={"what": "顺带一提"})
    bench.tell(bench.people.junior, at=TUESDAY + MINUTE)
    (mail,) = bench.mails(at=TUESDAY + 3 * MINUTE)
    assert mail.text.index("is late") < mail.text.index("顺带一提")
    assert bench.mails(at=TUESDAY + 30 * MINUTE) == []


def test_urgent_mails_keep_their_distance(bench: Bench) -> None:
    sent = 0
    for number in range(60):  # something breaks every ten seconds
        at = TUESDAY + number * timedelta(seconds=10)
        bench.tell(bench.people.junior, stream=f"thing:{number}", at=at)
        sent += len(bench.mails(at=at))
    assert sent <= 5


def test_waits_for_working_hours(bench: Bench) -> None:
    bench.works(bench.people.junior)
    bench.tell(bench.people.junior, at=NIGHT)
    assert bench.mails(at=NIGHT + 5 * MINUTE) == []
    morning = TUESDAY + timedelta(hours=23)  # nine in the morning
    assert bench.mails(at=morning - MINUTE) == []
    assert len(bench.mails(at=morning + MINUTE)) == 1


def test_waits_while_somebody_is_away(bench: Bench) -> None:
    people = bench.people
    junior = bench.works(people.junior)
    until = TUESDAY + timedelta(hours=3)
    accounts.add_absence(
        person_id=junior.pk, kind="leave", starts_at=TUESDAY - MINUTE, ends_at=until,
        by=people.actor("manager"), at=TUESDAY,
    )  # fmt: skip
    bench.tell(junior)
    assert bench.mails(at=TUESDAY + 60 * MINUTE) == []
    assert len(bench.mails(at=TUESDAY + timedelta(hours=4))) == 1


def test_reaches_who_is_on_duty_at_night(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    people = bench.people
    for name in ("junior", "senior"):
        bench.works(getattr(people, name))
    monkeypatch.setattr(registry.duties, "_items", {"tests": lambda key, _at: key == people.senior.pk})
    bench.tell(people.junior, people.senior, at=NIGHT)
    assert [mail.to for mail in bench.mails(at=NIGHT + 5 * MINUTE)] == [["senior@staff.example.com"]]


def test_those_who_like_get_mail_at_any_time(bench: Bench) -> None:
    bench.works(bench.people.junior)
    services.set_preferences(mails=True, quiet=False, by=bench.people.actor("junior"), at=TUESDAY)
    bench.tell(bench.people.junior, at=NIGHT)
    assert len(bench.mails(at=NIGHT + 5 * MINUTE)) == 1


def test_those_who_like_get_no_mail_at_all(bench: Bench) -> None:
    bench.tell(bench.people.junior)
    services.set_preferences(mails=False, quiet=True, by=bench.people.actor("junior"), at=TUESDAY)
    bench.tell(bench.people.junior)
    assert bench.mails(at=TUESDAY + 60 * MINUTE) == []
    assert [item.code for item in history(f"inbox:{bench.people.junior.pk}")].count("notices.preferences_set") == 1


def test_mails_nothing_that_was_seen_or_done_meanwhile(bench: Bench) -> None:
    people = bench.people
    bench.tell(people.junior, people.senior, people.manager)
    services.acknowledge_all(by=people.actor("junior"), at=TUESDAY)
    services.read_all(by=people.actor("senior"), at=TUESDAY)
    services.settle(stream="thing:1", kinds=["tests.late"], at=TUESDAY)
    assert bench.mails(at=TUESDAY + 60 * MINUTE) == []


def test_writes_in_the_language_of_the_reader(bench: Bench) -> None:
    people = bench.people
    accounts.set_preferences(
        person_id=people.senior.pk,
        preferences=accounts.Preferences(language="en"),
        by=people.actor("senior"),
        at=TUESDAY,
    )
    bench.tell(people.junior, people.senior)
    chinese, english = sorted(bench.mails(at=TUESDAY + 5 * MINUTE), key=lambda mail: mail.to)
    assert "确认" in chinese.subject
    assert "acknowledge" in english.subject
    assert (chinese.language, english.language) == ("zh-hans", "en")


def test_a_digest_leaves_with_its_record_or_not_at_all(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    junior = bench.people.junior
    bench.tell(junior)

    def dies(*_given: object, **_named: object) -> None:
        raise OSError("the worker dies")

    with monkeypatch.context() as broken:
        broken.setattr(records, "append", dies)
        try:
            services.send_digests(at=TUESDAY + 5 * MINUTE)
        except OSError:
            pass
        else:
            raise AssertionError("did not die")
    assert len(bench.mails(at=TUESDAY + 6 * MINUTE)) == 1
    assert len(history(f"inbox:{junior.pk}")) == 2
