"""Codes in events of visits as words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhichi.visits.choices import ConsentBy, Doubt, Result, SignedBy

if TYPE_CHECKING:
    from collections.abc import Callable


def _choice(choices: Any) -> Callable[[str], str]:
    return lambda code: str(choices(code).label) if code in choices.values else code


LABELS: dict[str, Callable[[str], str]] = {
    "visits.scheduled.doubts": _choice(Doubt),
    "visits.rescheduled.doubts": _choice(Doubt),
    "visits.reported.result": _choice(Result),
    "visits.reported.signed": _choice(SignedBy),
    "visits.remote_agreed.consent_how": _choice(ConsentBy),
}
ICONS = {
    "visits.requested": "map-pin",
    "visits.scheduled": "calendar-check",
    "visits.rescheduled": "calendar-clock",
    "visits.postponed": "calendar-off",
    "visits.cancelled": "calendar-x",
    "visits.departed": "car",
    "visits.checked_in": "log-in",
    "visits.checked_out": "log-out",
    "visits.reported": "file-check",
    "visits.amended": "file-plus",
    "visits.remote_asked": "circle-question-mark",
    "visits.remote_agreed": "thumbs-up",
    "visits.remote_refused": "thumbs-down",
    "visits.remote_started": "screen-share",
    "visits.remote_ended": "screen-share-off",
}
