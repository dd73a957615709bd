"""3.3.1: at shift end what needs care goes to whoever the roster names next, once, with notice to both sides."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone, translation

from zhichi.core.errors import Refused
from zhichi.handover import selectors, services
from zhichi.handover.definitions import CAME, GONE, GRACE, NORMAL, SOLVED, TO_PEOPLE, URGENT, WAITING
from zhichi.handover.models import HandOver, ShiftEnd
from zhichi.handover.tests.conftest import END, LATER
from zhichi.notices import selectors as notices
from zhichi.notices.wording import words
from zhichi.records import services as records
from zhichi.records.selectors import history, sentence
from zhichi.roster import services as roster
from zhichi.roster.models import Shift
from zhichi.roster.tests.conftest import SETUP
from zhichi.sla.models import Clock
from zhichi.tickets import selectors as reads
from zhichi.tickets import services as tickets
from zhichi.tickets.models import Ticket

if TYPE_CHECKING:
    from zhichi.handover.tests.conftest import Evening


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("owner").get(pk=ticket.pk)


def choose(key: str, value: Any) -> None:
    records.set_policy(key=key, value=value, reason="by hand", by=SETUP, at=END - timedelta(hours=1))


def nobody_follows(evening: Evening) -> None:
    shift = Shift.objects.get(person=evening.plan.people.senior)
    roster.drop_shift(shift_id=shift.pk, by=SETUP, at=END - timedelta(hours=3), reason="病假")


def rest(ticket: Ticket) -> None:
    """Nothing of it is due before the junior is back, 16 hours after the end."""
    Ticket.objects.filter(pk=ticket.pk).update(due_at=END + timedelta(hours=20))


def test_goes_to_the_colleague_on_shift_once_and_clocks_run_on(evening: Evening) -> None:
    people = evening.plan.people
    ticket = evening.held()
    used = list(Clock.objects.filter(stream=ticket.stream).order_by("pk").values_list("kind", "due_at", "state"))
    assert services.end_shifts(at=LATER - timedelta(seconds=1)) == 0  # still in the minutes of grace
    assert services.end_shifts(at=LATER) == 1
    assert fresh(ticket).owner == people.senior
    assert used == list(
        Clock.objects.filter(stream=ticket.stream).order_by("pk").values_list("kind", "due_at", "state")
    )
    last = history(ticket.stream, codes=["tickets.transferred"])[-1]
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        assert sentence(last).startswith(
            "支持（班次结束） 将工单由 员工 junior 转派给 员工 senior：下班交接，班次结束于"
        )
        assert "16:00" in sentence(last)
    tickets.take(ticket_id=ticket.pk, by=people.actor("junior"), at=LATER + timedelta(minutes=5), reason="我加班")
    assert services.end_shifts(at=LATER + timedelta(minutes=10)) == 0  # overtime by choice is not taken away


def test_loads_are_spread_over_those_on_shift_and_whoever_is_about_to_leave_is_spared(evening: Evening) -> None:
    people = evening.plan.people
    evening.plan.put("assistant", "late", reason="test")
    evening.plan.put("supervisor", "late", reason="test")
    Shift.objects.filter(person=people.supervisor).update(ends_at=LATER + timedelta(minutes=20))
    for _number in range(4):
        evening.held()
    assert services.end_shifts(at=LATER) == 4
    owners = sorted(Ticket.objects.values_list("owner", flat=True))
    assert owners == sorted([people.senior.pk, people.assistant.pk] * 2)


def test_goes_to_the_duty_role_where_the_roster_names_nobody_or_the_policy_says_so(evening: Evening) -> None:
    one = evening.held()
    nobody_follows(evening)
    assert services.end_shifts(at=LATER) == 1
    assert (fresh(one).owner, fresh(one).duty_role) == (None, evening.plan.people.duty)
    assert HandOver.objects.get().undo_until == LATER + timedelta(hours=12)


def test_the_policy_may_name_the_duty_role_only(evening: Evening) -> None:
    one = evening.held()
    choose(TO_PEOPLE, False)
    assert services.end_shifts(at=LATER) == 1
    assert fresh(one).owner is None


def test_without_grace_it_goes_at_the_end(evening: Evening) -> None:
    evening.held()
    choose(GRACE, 0)
    assert services.end_shifts(at=END) == 1


def test_what_is_not_due_before_the_next_shift_stays_unless_it_is_urgent(evening: Evening) -> None:
    people = evening.plan.people
    normal, urgent = evening.held(), evening.held(urgency="urgent")
    for ticket in (normal, urgent):
        rest(ticket)
    assert services.end_shifts(at=LATER) == 1
    assert (fresh(normal).owner, fresh(urgent).owner) == (people.junior, people.senior)


def test_urgencies_and_states_are_values_of_the_handbook(evening: Evening) -> None:
    people = evening.plan.people
    junior = people.actor("junior")
    normal, urgent, waits = evening.held(), evening.held(urgency="urgent"), evening.held(urgency="urgent")
    rest(urgent)
    tickets.step(ticket_id=waits.pk, name="wait_vendor", by=junior, at=evening.desk.tick())
    for key in (NORMAL, URGENT, WAITING, SOLVED):
        choose(key, False)
    assert services.end_shifts(at=LATER) == 0
    assert {fresh(row).owner for row in (normal, urgent, waits)} == {people.junior}
    choose(WAITING, True)
    ShiftEnd.objects.all().delete()  # look at the same end again
    assert services.end_shifts(at=LATER) == 1
    assert fresh(waits).owner == people.senior


def test_both_sides_are_told_and_it_can_be_taken_back_within_the_shift(evening: Evening) -> None:
    people = evening.plan.people
    one, two = evening.held(), evening.held()
    services.end_shifts(at=LATER)
    row = HandOver.objects.get()
    assert (row.ended_at, row.undo_until) == (END, END + timedelta(hours=7))
    told = {notice.kind: notice for notice in notices.about(row.stream)}
    assert {kind: notice.person_id for kind, notice in told.items()} == {GONE: people.junior.pk, CAME: people.senior.pk}
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        assert f"#{one.number}、#{two.number}" in words(told[GONE])
        assert "16:00" in words(told[CAME])
    assert [found.pk for found in selectors.received(people.senior, LATER)] == [row.pk]
    assert selectors.received(people.assistant, LATER) == []
    tickets.take(ticket_id=two.pk, by=people.actor("assistant"), at=LATER, reason="我来")
    with pytest.raises(Refused):  # not the senior's to take back
        services.undo_hand_over(hand_over_id=row.pk, by=people.actor("senior"), at=LATER)
    assert services.undo_hand_over(hand_over_id=row.pk, by=people.actor("junior"), at=LATER + timedelta(hours=1)) == 1
    assert (fresh(one).owner, fresh(two).owner) == (people.junior, people.assistant)
    assert all(notice.ended_at for notice in notices.about(row.stream) if notice.kind in {GONE, CAME})
    assert services.end_shifts(at=LATER + timedelta(hours=2)) == 0  # it is not taken away again


def test_a_worker_that_was_down_hands_over_late_with_the_true_end_but_not_the_next_day(evening: Evening) -> None:
    ticket = evening.held()
    assert services.end_shifts(at=END + timedelta(hours=13)) == 0  # too long ago: nobody is surprised next day
    late = END + timedelta(hours=11)
    assert services.end_shifts(at=late) == 1
    assert fresh(ticket).owner is None  # the late shift is over too
    assert ShiftEnd.objects.count() == 2  # the senior's late shift ended too, with nothing held
    row = HandOver.objects.get()
    assert (row.at, row.ended_at) == (late, END)
    event = history(f"user:{evening.plan.people.junior.pk}")[-1]
    assert event.code == "handover.automatic"
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        assert "16:00" in sentence(event)
        assert sentence(event).endswith("went to 值班台")


def test_one_that_fails_keeps_none_of_the_others_back(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody closes a ticket at this moment: it is left out, the hand-over counts the others."""
    one, two = evening.held(), evening.held()

    def stale(person_id: int) -> list[Ticket]:
        found = reads.held_by(person_id)
        Ticket.objects.filter(pk=one.pk).update(state="closed", is_open=False)
        return found

    monkeypatch.setattr("zhichi.handover.services.by_itself.tickets", SimpleNamespace(held_by=stale))
    assert services.end_shifts(at=LATER) == 1
    assert fresh(two).owner == evening.plan.people.senior
    assert HandOver.objects.get().count == 1


def test_nothing_by_itself_while_the_policy_is_off(evening: Evening) -> None:
    evening.held()
    choose("3.3.1.handover_automatic", False)
    assert services.end_shifts(at=LATER) == 0
    assert not ShiftEnd.objects.exists()
