"""Sessions: end those of an account, note that somebody is at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.db import transaction

from zhichi.accounts.models import User

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def end_sessions(*, person_id: int, except_key: str = "") -> int:
    """Sign somebody out everywhere, except in the session with `except_key`; how many sessions ended."""
    ended = 0
    for session in UserSession.objects.filter(user_id=person_id).exclude(session_key=except_key):
        session.end()
        ended += 1
    return ended


@transaction.atomic
def end_session(*, person_id: int, session_id: int) -> bool:
    """End one session of an account; False when it has no such session (any more)."""
    session = UserSession.objects.filter(user_id=person_id, pk=session_id).first()
    if session is None:
        return False
    session.end()
    return True


@transaction.atomic
def note_activity(*, person_id: int, session_key: str, at: datetime) -> None:
    """Remember when somebody was last here, for the list of people and the list of sessions. No event: no change."""
    User.objects.filter(pk=person_id).update(last_seen_at=at)
    UserSession.objects.filter(user_id=person_id, session_key=session_key).update(last_seen_at=at)
