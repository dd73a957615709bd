"""Who a request is from: the session and its person, each by a query that is written once (core.prepared).

Django would write both anew for every page; together they cost more than the list of tickets.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from zhichi.accounts.models import User
from zhichi.core import clock
from zhichi.core.prepared import Prepared

_people = Prepared(lambda pk: User.objects.filter(pk=pk).order_by())
_sessions = Prepared(lambda key: Session.objects.filter(session_key=key))


class MailAddressBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Signs in by mail address and password, as allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session; None for those who were deactivated."""
        person = _people.first(int(user_id))
        return person if person is not None and self.user_can_authenticate(person) else None


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        session = _sessions.first(self.session_key or "")
        if session is not None and session.expire_date > clock.now():
            return session
        self._session_key = None
        return None
