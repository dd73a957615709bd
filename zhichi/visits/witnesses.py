"""Compare what events stated with reports and consents, so that `verify` also finds a forged one (3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhichi.records.registry import Doubt, Recorded, compare, named
from zhichi.visits.models import Amendment, RemoteSession, Visit
from zhichi.visits.services._write import (
    amendment_digest,
    consent_digest,
    report_digest,
    request_digest,
    session_digest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def check_requests(events: Sequence[Recorded]) -> list[Doubt]:
    """Requested visits whose place or reason differ from what was recorded."""
    return compare(events, named(Visit.objects.in_bulk(_ids(events, "visit_id")), "visit_id"), request_digest)


def check_reports(events: Sequence[Recorded]) -> list[Doubt]:
    """Reports whose words or signature differ from what was recorded."""
    rows = Visit.objects.select_related("signature__blob").in_bulk(_ids(events, "visit_id"))
    return compare(events, named(rows, "visit_id"), report_digest)


def check_amendments(events: Sequence[Recorded]) -> list[Doubt]:
    """Amendments whose words differ from what was recorded."""
    return compare(
        events, named(Amendment.objects.in_bulk(_ids(events, "amendment_id")), "amendment_id"), amendment_digest
    )


def check_consents(events: Sequence[Recorded]) -> list[Doubt]:
    """Remote sessions whose consent differs from what was recorded."""
    rows = RemoteSession.objects.in_bulk(_ids(events, "session_id"))
    return compare(events, named(rows, "session_id"), consent_digest)


def check_sessions(events: Sequence[Recorded]) -> list[Doubt]:
    """Remote sessions whose account of the work differs from what was recorded."""
    rows = RemoteSession.objects.in_bulk(_ids(events, "session_id"))
    return compare(events, named(rows, "session_id"), session_digest)


def _ids(events: Iterable[Recorded], key: str) -> list[int]:
    return [event.data[key] for event in events]
