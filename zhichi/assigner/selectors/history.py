"""What came of requests: the newest decision, escalations, alerts about transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from zhichi.assigner.choices import Outcome
from zhichi.assigner.models import CustomersEngineer, Decision, Escalation, RoutingRule, TeamSwitch, TransferAlert
from zhichi.records.selectors import policy
from zhichi.tickets import selectors as tickets
from zhichi.tickets.choices import AT_SHIFT_END, cause_of
from zhichi.tickets.events import Transferred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from zhichi.records.registry import Recorded

SAME_DEED = timedelta(minutes=1)  # whoever moves a ticket back at once undoes a slip, see `tickets.undo_assignment`


@dataclass(frozen=True)
class Holder:
    """Somebody who had a request: from when, and whether it came by a transfer from a person.

    What came at the end of a shift, or back from such a hand-over, is no transfer: nobody shirked.
    """

    person_id: int
    name: str
    at: datetime
    by_transfer: bool


def decision_of(ticket_id: int) -> Decision | None:
    """The newest look at one request, with whom and which rule."""
    return Decision.objects.filter(ticket_id=ticket_id).select_related("person", "rule").first()


def offers_to(person: Any, *, at: datetime) -> list[Decision]:
    """What is offered to somebody and still waits for an answer, soonest to pass first."""
    rows = Decision.objects.filter(person=person, outcome=Outcome.OFFERED, offered_until__gt=at)
    return list(rows.select_related("ticket").order_by("offered_until"))


def escalation_of(ticket_id: int) -> Escalation | None:
    """The newest escalation of one request."""
    rows = Escalation.objects.filter(ticket_id=ticket_id).select_related("junior", "senior")
    return rows.order_by("-at", "-pk").first()


def escalations_of(ticket_id: int) -> list[Escalation]:
    """All escalations of one request, the newest first."""
    rows = Escalation.objects.filter(ticket_id=ticket_id).select_related("junior", "senior")
    return list(rows.order_by("-at", "-pk"))


def escalation(key: int) -> Escalation | None:
    """One escalation."""
    return Escalation.objects.filter(pk=key).first()


def escalations(person: Any, *, since: datetime) -> QuerySet[Escalation]:
    """Escalations since then of requests that `person` may see, newest first."""
    rows = Escalation.objects.filter(at__gte=since, ticket__in=tickets.for_person(person).values("pk"))
    return rows.select_related("ticket", "junior", "senior").order_by("-at")


def open_alert(ticket_id: int) -> TransferAlert | None:
    """The alert about one request that nobody settled yet."""
    return TransferAlert.objects.filter(ticket_id=ticket_id, settled_at=None).first()


def alerts_of(ticket_id: int) -> list[TransferAlert]:
    """All alerts about one request, the newest first."""
    return list(TransferAlert.objects.filter(ticket_id=ticket_id).select_related("settled_by").order_by("-at", "-pk"))


def remarks_on(ticket_ids: Sequence[int]) -> dict[int, str]:
    """For the hand-over page: which of these are passed around. One query."""
    rows = TransferAlert.objects.filter(ticket__in=ticket_ids, settled_at=None)
    words = _("Passed around: it may be handed over, a supervisor still decides who keeps it.")
    return dict.fromkeys(rows.values_list("ticket_id", flat=True), words)


def open_alerts(person: Any) -> QuerySet[TransferAlert]:
    """Requests that are passed around, as far as `person` may see them, oldest first."""
    rows = TransferAlert.objects.filter(
        settled_at=None, ticket__is_open=True, ticket__in=tickets.for_person(person).values("pk")
    )
    return rows.select_related("ticket__owner").order_by("at")


def switches() -> dict[int, TeamSwitch]:
    """The switches that somebody touched, by team."""
    return {row.team_id: row for row in TeamSwitch.objects.select_related("by")}


def rule(key: int) -> RoutingRule | None:
    """One rule that was not removed."""
    return RoutingRule.objects.filter(pk=key, removed_at=None).select_related("organisation", "team").first()


def engineer_of(kind: str, key: int) -> CustomersEngineer | None:
    """The engineer of an "organisation" or a "contact"."""
    return CustomersEngineer.objects.filter(**{f"{kind}_id": key}).select_related("user").first()


def holders(moves: Sequence[Recorded]) -> list[Holder]:
    """Who had a request, one after the other; a move that its author took back at once does not count."""
    found: list[Holder] = []
    authors: list[int | None] = []
    for move in moves:
        person_id = move.data.get("owner_id")
        if person_id is None or (found and found[-1].person_id == person_id):
            continue
        undone = len(found) > 1 and found[-2].person_id == person_id and authors[-1] == move.actor_id
        if undone and move.at - found[-1].at <= SAME_DEED:
            found.pop()
            authors.pop()
            continue
        by_transfer = move.code == Transferred.code and not is_at_shift_end(move)
        found.append(Holder(person_id, str(move.data["owner"]), move.at, by_transfer))
        authors.append(move.actor_id)
    return found


def is_at_shift_end(move: Recorded) -> bool:
    """Whether a change of owner is a hand-over at the end of a shift (3.3.1), or its being taken back."""
    return cause_of(move.data)[0] in AT_SHIFT_END


def holders_lately(ticket_id: int, *, at: datetime) -> list[Holder]:
    """Who had a request within the days of the policy, and since a supervisor last settled it."""
    since = at - timedelta(days=policy("3.3.1.transfer_days"))
    settled = TransferAlert.objects.filter(ticket_id=ticket_id).exclude(settled_at=None).order_by("-settled_at").first()
    if settled is not None and settled.settled_at is not None:
        since = max(since, settled.settled_at)
    everybody = holders(tickets.moves_of(ticket_id))
    before = [holder for holder in everybody if holder.at < since]
    return [*before[-1:], *(holder for holder in everybody if holder.at >= since)]
