"""Swaps: each step checks anew, who may take it, what undo gives back (4.1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from zhichi.accounts import services as accounts
from zhichi.core.errors import Conflict, DomainError, Refused
from zhichi.notices.models import Notice
from zhichi.notices.wording import words as words_of
from zhichi.records import services as records
from zhichi.roster import selectors, services
from zhichi.roster.choices import SwapState
from zhichi.roster.models import Shift, Swap
from zhichi.roster.tests.conftest import MONDAY, NOW, SETUP, codes

if TYPE_CHECKING:
    from tests.people import People
    from zhichi.roster.tests.conftest import Plan


@pytest.fixture
def shift(plan: Plan, people: People) -> Shift:
    """A published early shift of the junior's; the senior is free that day."""
    found = plan.put("junior", "early")
    assert people.senior.pk
    assert people.supervisor.pk
    plan.publish()
    return found


def offer(people: People, shift: Shift, to: str = "", back: Shift | None = None) -> Swap:
    wanted = getattr(people, to).pk if to else None
    wish = services.Offer(shift_id=shift.pk, wanted_id=wanted, in_return_id=back.pk if back else None, note="家长会")
    return services.offer_swap(offer=wish, by=people.actor("junior"), at=NOW)


def holder(shift: Shift) -> str:
    return Shift.objects.get(pk=shift.pk).person.email.partition("@")[0]


def test_offered_accepted_approved(people: People, shift: Shift, plan: Plan) -> None:
    swap = offer(people, shift)
    assert selectors.asked_of(people.senior, NOW) == [swap]
    assert selectors.asked_of(people.rival, NOW) == []
    services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    assert holder(shift) == "junior"  # nothing changes hands before the approval
    assert selectors.to_approve(people.supervisor, NOW) == [swap]
    assert selectors.to_approve(people.senior, NOW) == []
    services.approve_swap(swap_id=swap.pk, by=people.actor("supervisor"), at=NOW)
    assert holder(shift) == "senior"
    assert Shift.objects.get(pk=shift.pk).duty_role == people.duty  # the role goes with the shift
    assert codes(plan)[2:] == ["swap_offered", "swap_accepted", "swap_done"]


def test_without_the_policy_an_acceptance_is_enough(people: People, shift: Shift) -> None:
    records.set_policy(key="4.1.swap_needs_approval", value=False, reason="small team", by=SETUP, at=NOW)
    swap = services.accept_swap(swap_id=offer(people, shift).pk, by=people.actor("senior"), at=NOW)
    assert (swap.state, holder(shift)) == (SwapState.DONE, "senior")
    services.undo_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    assert holder(shift) == "junior"


def test_an_exchange_on_the_same_day_moves_both(people: People, plan: Plan, shift: Shift) -> None:
    late = plan.put("senior", "late", reason="test")
    swap = offer(people, shift, "senior", late)
    services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    services.approve_swap(swap_id=swap.pk, by=people.actor("supervisor"), at=NOW)
    assert (holder(shift), holder(late)) == ("senior", "junior")
    services.undo_swap(swap_id=swap.pk, by=people.actor("supervisor"), at=NOW)
    assert (holder(shift), holder(late)) == ("junior", "senior")


def test_conditions_are_checked_anew_at_each_step(people: People, plan: Plan, shift: Shift) -> None:
    swap = offer(people, shift)
    services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    start = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
    accounts.add_absence(
        person_id=people.senior.pk, kind="sick", starts_at=start, ends_at=start + timedelta(days=3), by=SETUP, at=NOW
    )
    with pytest.raises(DomainError) as caught:
        services.approve_swap(swap_id=swap.pk, by=people.actor("supervisor"), at=NOW)
    assert caught.value.code == "away"
    assert holder(shift) == "junior"


def test_a_colleague_who_could_not_work_it_is_refused_when_named_and_when_accepting(
    people: People, plan: Plan, shift: Shift
) -> None:
    plan.put("senior", "late", -1)  # Sunday until 23:00: nine hours of rest
    plan.publish(MONDAY - timedelta(days=7))
    with pytest.raises(DomainError) as caught:
        offer(people, shift, "senior")
    assert caught.value.code == "rest"
    swap = offer(people, shift)
    with pytest.raises(DomainError):
        services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    assert Swap.objects.get().state == SwapState.OFFERED


def test_others_shifts_drafts_and_begun_shifts_cannot_be_offered(people: People, plan: Plan, shift: Shift) -> None:
    wish = services.Offer(shift_id=shift.pk)
    with pytest.raises(Refused):
        services.offer_swap(offer=wish, by=people.actor("senior"), at=NOW)
    with pytest.raises(Conflict):
        services.offer_swap(offer=wish, by=people.actor("junior"), at=shift.starts_at)
    draft = plan.put("junior", "early", 7)
    with pytest.raises(Conflict):
        services.offer_swap(offer=services.Offer(shift_id=draft.pk), by=people.actor("junior"), at=NOW)
    offer(people, shift)
    with pytest.raises(Conflict):  # twice
        offer(people, shift)


def test_only_those_asked_may_accept(people: People, shift: Shift) -> None:
    swap = offer(people, shift, "senior")
    with pytest.raises(Refused):
        services.accept_swap(swap_id=swap.pk, by=people.actor("assistant"), at=NOW)
    with pytest.raises(DomainError):
        services.accept_swap(swap_id=swap.pk, by=people.actor("rival"), at=NOW)
    with pytest.raises(DomainError):  # one's own
        services.accept_swap(swap_id=swap.pk, by=people.actor("junior"), at=NOW)
    services.decline_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    with pytest.raises(Conflict):
        services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)


def test_nobody_approves_a_swap_of_their_own(people: People, shift: Shift) -> None:
    swap = offer(people, shift)
    services.accept_swap(swap_id=swap.pk, by=people.actor("supervisor"), at=NOW)
    with pytest.raises(Refused):
        services.approve_swap(swap_id=swap.pk, by=people.actor("supervisor"), at=NOW)
    services.approve_swap(swap_id=swap.pk, by=people.actor("manager"), at=NOW)
    assert holder(shift) == "supervisor"


def test_a_refusal_needs_a_reason_and_every_step_can_be_undone(people: People, shift: Shift) -> None:
    swap = offer(people, shift)
    services.withdraw_swap(swap_id=swap.pk, by=people.actor("junior"), at=NOW)
    services.undo_swap(swap_id=swap.pk, by=people.actor("junior"), at=NOW)
    services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    services.undo_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    assert Swap.objects.get().state == SwapState.OFFERED
    services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    with pytest.raises(DomainError):
        services.refuse_swap(swap_id=swap.pk, reason=" ", by=people.actor("supervisor"), at=NOW)
    services.refuse_swap(swap_id=swap.pk, reason="缺人", by=people.actor("supervisor"), at=NOW)
    assert Swap.objects.get().state == SwapState.REFUSED
    with pytest.raises(Refused):
        services.undo_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    services.undo_swap(swap_id=swap.pk, by=people.actor("supervisor"), at=NOW)
    assert Swap.objects.get().state == SwapState.ACCEPTED


def test_a_change_of_the_plan_ends_the_offer(people: People, plan: Plan, shift: Shift) -> None:
    swap = offer(people, shift)
    services.drop_shift(shift_id=shift.pk, by=SETUP, at=NOW, reason="取消")
    swap.refresh_from_db()
    assert (swap.state, swap.shift_id) == (SwapState.WITHDRAWN, None)
    with pytest.raises(Conflict):
        services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)


def told(name: str, people: People) -> list[str]:
    """What somebody was told, oldest first."""
    return [row.kind.partition(".")[2] for row in Notice.objects.filter(person=getattr(people, name)).order_by("pk")]


def test_everybody_whom_a_swap_concerns_is_told(people: People, shift: Shift) -> None:
    swap = offer(people, shift, "senior")
    assert (told("senior", people), told("junior", people)) == (["swap_offered"], [])
    services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    assert (told("junior", people), told("supervisor", people)) == (["swap_accepted"], ["swap_waits"])
    services.approve_swap(swap_id=swap.pk, by=people.actor("supervisor"), at=NOW)
    assert told("junior", people) == ["swap_accepted", "swap_done"]
    assert told("senior", people) == ["swap_offered", "swap_done"]
    assert told("supervisor", people) == ["swap_waits"]  # nobody is told what they did


def test_an_offer_to_all_reaches_the_team_and_its_refusal_both(people: People, shift: Shift) -> None:
    swap = offer(people, shift)
    assert (told("senior", people), told("junior", people)) == (["swap_offered"], [])
    services.accept_swap(swap_id=swap.pk, by=people.actor("senior"), at=NOW)
    services.refuse_swap(swap_id=swap.pk, reason="人手不够", by=people.actor("supervisor"), at=NOW)
    assert (told("senior", people)[-1], told("junior", people)[-1]) == ("swap_ended", "swap_ended")
    last = Notice.objects.filter(person=people.junior).latest("pk")
    with translation.override("en"):
        words = words_of(last)
    assert "does not change hands" in words
    assert "人手不够" in words
    assert "Mon" in words


def test_without_approval_only_the_change_is_told(people: People, shift: Shift) -> None:
    records.set_policy(key="4.1.swap_needs_approval", value=False, reason="small team", by=SETUP, at=NOW)
    services.accept_swap(swap_id=offer(people, shift, "senior").pk, by=people.actor("senior"), at=NOW)
    assert (told("junior", people), told("supervisor", people)) == (["swap_done"], [])
