"""Why a ticket moved is a field of its event; events of before it are still read, and no typed words stand for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from zhichi.records.selectors import history, sentence
from zhichi.records.wording import fill
from zhichi.tickets import services
from zhichi.tickets.choices import Cause, cause_of
from zhichi.tickets.events import Transferred

if TYPE_CHECKING:
    from zhichi.tickets.tests.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"reason": "handed-over:客户在线"}, (Cause.SHIFT_END, "客户在线")),
        ({"reason": "handed-over:@2026-11-23T08:00:00+00:00"}, (Cause.SHIFT_END, "@2026-11-23T08:00:00+00:00")),
        ({"reason": "taken-back:"}, (Cause.TAKEN_BACK, "")),
        ({"reason": "owner-left:员工"}, (Cause.OWNER_LEFT, "员工")),
        ({"reason": "post-changed:员工"}, (Cause.POST_CHANGED, "员工")),
        ({"reason": "原因: 需要数据库经验"}, (Cause.DECISION, "原因: 需要数据库经验")),
        ({"reason": "handed-over:", "cause": ""}, (Cause.DECISION, "handed-over:")),  # typed by somebody
        ({"reason": "note", "cause": "shift_end"}, (Cause.SHIFT_END, "note")),
        ({}, (Cause.DECISION, "")),
    ],
)
def test_reads_the_cause_of_old_and_new_events(data: dict[str, Any], found: tuple[str, str]) -> None:
    assert cause_of(data) == found


@pytest.mark.parametrize(
    ("data", "end"),
    [
        ({"reason": "handed-over:晚上客户在线"}, "shift hand-over: 晚上客户在线"),
        ({"reason": "handed-over:"}, "shift hand-over"),
        ({"reason": "晚上客户在线", "cause": "shift_end"}, "shift hand-over: 晚上客户在线"),
        ({"reason": "", "cause": "shift_end", "shift_ended_at": ""}, "shift hand-over"),
        ({"reason": "owner-left:何青"}, "何青 left"),
        ({"reason": "", "cause": "owner_left"}, "何青 left"),
        ({"reason": "", "cause": "post_changed"}, "何青 has another post"),
        ({"reason": "taken-back:"}, "the shift hand-over is taken back"),
        ({"reason": "", "cause": "taken_back"}, "the shift hand-over is taken back"),
        ({"reason": "taken-back: 客户要求", "cause": ""}, "taken-back: 客户要求"),
    ],
)
def test_says_old_and_new_events_alike(data: dict[str, Any], end: str) -> None:
    with translation.override("en"):
        words = fill(
            Transferred.code, Transferred.wording, {"before": "何青", "owner": "值班台", **data}, actor="Zhichi"
        )
    assert words.endswith(f": {end}")


def test_says_the_true_end_of_a_shift_in_old_and_new_events() -> None:
    moment = "2026-11-23T08:00:00+00:00"
    said = set()
    for data in ({"reason": f"handed-over:@{moment}"}, {"reason": "", "cause": "shift_end", "shift_ended_at": moment}):
        said.add(fill(Transferred.code, Transferred.wording, {"before": "何青", "owner": "值班台", **data}))
    assert len(said) == 1
    assert "16:00" in said.pop()


def test_a_typed_reason_stands_as_it_was_typed(desk: Desk) -> None:
    ticket = desk.worked()
    by = desk.people.actor("senior")
    target = services.Target(owner=desk.people.junior)
    services.assign(ticket_id=ticket.pk, target=target, by=by, at=desk.tick(), reason="handed-over: 我以为这样不算")
    ticket.refresh_from_db()
    moved = history(ticket.stream, codes=[Transferred.code])[-1]
    assert (ticket.transfers, moved.data["cause"]) == (1, "")
    assert sentence(moved).endswith("handed-over: 我以为这样不算")
